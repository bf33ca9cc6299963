// How far a run is, without loading the page again: by server-sent events, read with fetch, since looking is no use of a session. Without this script the
// page says the same when it is loaded.
"use strict";

{
  const place = document.querySelector("[data-run-progress][data-live]");
  const AGAIN = 3000;

  const show = (progress) => {
    if (progress.state !== place.dataset.state || String(progress.turn) !== place.dataset.turn) {
      // Somebody who types a number must not lose it.
      const isTyping = [...document.querySelectorAll('main input:not([type="hidden"])')].some((field) => field.value !== field.defaultValue);
      if (!isTyping) location.reload();
      return;
    }
    const bar = place.querySelector("progress");
    bar.max = Math.max(progress.total, 1);
    bar.value = progress.done;
    place.querySelector(".progress__text").textContent = progress.text;
  };

  const read = async () => {
    const answer = await fetch(`/bulk/${place.dataset.runProgress}/events`, { headers: { "x-passdesk-poll": "1" }, redirect: "manual", cache: "no-store" });
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
}
