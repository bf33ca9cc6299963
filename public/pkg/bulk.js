// How far a run is, without loading the page again: by server-sent events, read with fetch, since looking is no use of a session. And a form is sent once,
// however often its button is pressed. Without this script the page says the same when it is loaded, and the server starts nothing twice.
"use strict";

{
  const place = document.querySelector("[data-run][data-live]");
  const AGAIN = 3000;

  // Somebody who types a number must not lose it.
  const isTyping = () => [...document.querySelectorAll('main input:not([type="hidden"])')].some((field) => field.value !== field.defaultValue);

  const showAgain = () => {
    const address = new URL(location.href);
    const hadWords = ["problem", "reference", "signed_in"].filter((name) => address.searchParams.has(name));
    if (hadWords.length === 0) return location.reload();
    // What they said was of before.
    for (const name of hadWords) address.searchParams.delete(name);
    location.replace(address);
  };

  const show = (progress) => {
    if (progress.state !== place.dataset.state || String(progress.turn) !== place.dataset.turn) {
      if (!isTyping()) showAgain();
      return;
    }
    if (place.dataset.settling && !progress.rows.ready && !progress.rows.unchecked) return showAgain();
    const bar = place.querySelector("progress");
    if (!bar) return;
    bar.max = Math.max(progress.total, 1);
    bar.value = progress.done;
    place.querySelector(".progress__text").textContent = progress.text;
    for (const number of place.querySelectorAll("[data-count]")) {
      number.textContent = (progress.rows[number.dataset.count] ?? 0).toLocaleString("en-US");
    }
  };

  const read = async () => {
    const answer = await fetch(`/bulk/${place.dataset.run}/events`, { headers: { "x-passdesk-poll": "1" }, redirect: "manual", cache: "no-store" });
    if (!answer.ok || !answer.body) return;
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      text += value;
      const events = text.split("\n\n");
      text = events.pop();
      for (const event of events) {
        const data = event.split("\n").find((line) => line.startsWith("data: {"));
        if (data) show(JSON.parse(data.slice(6)));
      }
    }
  };

  const again = async () => {
    try {
      if (!document.hidden) await read();
    } catch {
      // No network: the next look may work.
    }
    setTimeout(again, AGAIN);
  };
  if (place) again();

  for (const form of document.querySelectorAll("form[data-once]")) {
    let isSent = false;
    form.addEventListener("submit", (event) => {
      if (isSent) event.preventDefault();
      isSent = true;
    });
    // Back on the page, it may be sent again.
    addEventListener("pageshow", () => (isSent = false));
  }

  const file = document.querySelector("[data-largest]");
  const largest = document.getElementById("file-size");
  file?.addEventListener("change", () => {
    const isTooLarge = [...file.files].some(({ size }) => size > Number(file.dataset.largest));
    largest.hidden = !isTooLarge;
    file.setCustomValidity(isTooLarge ? largest.textContent.trim() : "");
  });
}
