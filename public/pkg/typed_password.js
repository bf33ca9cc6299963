// The field for a typed password: each rule says at once whether it is met, and after a pause in the typing the server says whether the
// password is easy to guess. Without this script the server says both when the form is sent.
"use strict";

// In a block of its own: a page may have several scripts, and what they declare at the top is everyone's.
{
  // So long nothing is typed before the server is asked, in milliseconds.
  const PAUSE = 500;
  const place = document.getElementById("typed-password");
  if (place) {
    const field = place.querySelector("input");
    const show = place.querySelector("button");
    const items = [...place.querySelectorAll("li")];
    const rules = items
      .filter((item) => item.dataset.pattern)
      .map((item) => ({ item, words: item.textContent, pattern: new RegExp(item.dataset.pattern, "su") }));
    const strength = items.find((item) => !item.dataset.pattern);
    const strengthWords = strength.textContent;

    const mark = (item, words, state) => {
      const word = document.createElement("span");
      word.className = "visually-hidden";
      word.textContent = { met: ", met", unmet: ", not met" }[state] ?? "";
      item.className = state ? `checklist__item checklist__item--${state}` : "checklist__item";
      item.firstElementChild.replaceChildren(words, word);
    };
    const isMet = ({ pattern }) => pattern.test(field.value);

    const ask = async () => {
      const text = field.value;
      if (!text || !rules.every(isMet)) return;
      const body = new URLSearchParams({ password: text });
      for (const [number, word] of JSON.parse(place.dataset.words).entries()) body.append(`words[${number}]`, word);
      try {
        const answer = await fetch("/api/passwords/check", { method: "POST", headers: { accept: "application/json" }, body, redirect: "manual", cache: "no-store" });
        if (!answer.ok) return;
        const weakness = await answer.json();
        // Typed on meanwhile: this answer is old.
        if (field.value === text) mark(strength, weakness || "Hard to guess", weakness ? "unmet" : "met");
      } catch {
        // No network: the form is checked when it is sent.
      }
    };
    let pause;
    field.addEventListener("input", () => {
      for (const rule of rules) mark(rule.item, rule.words, field.value && (isMet(rule) ? "met" : "unmet"));
      mark(strength, strengthWords, "");
      clearTimeout(pause);
      pause = setTimeout(ask, PAUSE);
    });

    show.hidden = false;
    show.addEventListener("click", () => {
      const isShown = field.type === "password";
      field.type = isShown ? "text" : "password";
      show.textContent = isShown ? "Hide" : "Show";
      show.setAttribute("aria-pressed", String(isShown));
    });
  }
}
