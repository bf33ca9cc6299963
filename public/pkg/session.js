// Two minutes before the session ends: says so, and offers to keep it where that can be done. The server has the last word; this only
// looks, and looking is no use of a session. Nothing typed is lost either way: a form that is sent too late is kept.
"use strict";

// In a block of its own: a page may have several scripts, and what they declare at the top is everyone's.
{
  const box = document.getElementById("session-warning");
  if (box) {
    const said = box.querySelector("p");
    const keep = box.querySelector("button");
    let asked = Date.now();
    let left = { idle: Number(box.dataset.idleSeconds), absolute: Number(box.dataset.absoluteSeconds) };
    const now = () => {
      const gone = (Date.now() - asked) / 1000;
      return { idle: left.idle - gone, absolute: left.absolute - gone };
    };
    const warn = Number(box.dataset.warnSeconds);

    const say = (words, canKeep) => {
      // Said again, a live region would be read again.
      if (said.textContent !== words) said.textContent = words;
      keep.hidden = !canKeep;
      box.hidden = false;
    };
    const show = () => {
      const { idle, absolute } = now();
      const first = Math.min(idle, absolute);
      if (first <= 0) return say("Your session has ended. Send your form all the same: it is kept while you sign in again.", false);
      const minutes = Math.ceil(first / 60);
      const soon = minutes > 1 ? `in ${minutes} minutes` : "in less than a minute";
      if (absolute <= idle) return say(`Your session ends ${soon}, since it has lasted as long as it may. Nothing that you typed is lost: send it, and it is kept while you sign in again.`, false);
      say(`Your session ends ${soon}, since nothing was done.`, true);
    };

    // Another tab may have kept the session, or somebody may have ended it.
    const look = async (headers) => {
      try {
        const answer = await fetch("/sessions/left", { headers, redirect: "manual", cache: "no-store" });
        // Too much to do is no end of a session.
        if (answer.status >= 500) return;
        left = answer.ok ? await answer.json() : { idle: 0, absolute: 0 };
        asked = Date.now();
      } catch {
        // No network: what was known goes on counting, as above.
      }
    };
    let waits;
    const tick = async () => {
      clearTimeout(waits);
      const first = () => Math.min(now().idle, now().absolute);
      if (first() <= warn) await look({ "x-passdesk-poll": "1" });
      if (first() <= warn) show();
      else box.hidden = true;
      if (first() <= 0) return;
      waits = setTimeout(tick, Math.max(1, Math.min(first() > warn ? first() - warn : 20, first(), 3600)) * 1000);
    };
    keep.addEventListener("click", async () => {
      await look({});
      await tick();
    });
    // A machine that slept says so when it wakes up.
    document.addEventListener("visibilitychange", () => { if (!document.hidden) tick(); });
    tick();
  }
}
