// The password on a result page: hidden after its time, on demand, and whenever the page is left, so that no copy waits in the
// browser's memory for the back button.
"use strict";

// In a block of its own: a page may have several scripts, and what they declare at the top is everyone's.
{
  const box = document.getElementById("reveal");
  if (box) {
    const shown = box.querySelector("[data-reveal=shown]");
    const left = document.getElementById("reveal-left");
    const hide = document.getElementById("reveal-hide");
    const ends = Date.now() + Number(box.dataset.seconds) * 1000;
    const gone = () => {
      clearInterval(ticking);
      shown.replaceChildren();
      box.querySelector("[data-reveal=hidden]").hidden = false;
    };
    const tick = () => {
      const seconds = Math.ceil((ends - Date.now()) / 1000);
      if (seconds <= 0) return gone();
      left.textContent = seconds === 1 ? "1 second" : `${seconds} seconds`;
    };
    const ticking = setInterval(tick, 1000);
    hide.hidden = false;
    hide.addEventListener("click", gone);
    addEventListener("pagehide", gone);
    // A machine that slept past the time shows nothing when it wakes up.
    document.addEventListener("visibilitychange", tick);
  }
}
