// Small comforts for every page; nothing depends on them.
"use strict";

// "/" goes to the search from anywhere but a field.
document.addEventListener("keydown", (event) => {
  const field = event.target.closest("input, select, textarea, [contenteditable]");
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || field) return;
  const search = document.querySelector("input[type=search]");
  if (!search) return;
  event.preventDefault();
  search.focus();
  search.select();
});

// A form that came back begins at its summary of errors.
document.querySelector(".error-summary")?.focus();

// Buttons that copy are there only when copying is.
for (const button of document.querySelectorAll("[data-copy]")) {
  const source = document.getElementById(button.dataset.copy);
  if (!source || !navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(source.textContent);
    const word = button.textContent;
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = word; }, 2000);
  });
}

// A double click is one click. The server holds to that by itself; this only spares the wait.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
  // Back from the next page, the form can be sent again.
  addEventListener("pageshow", () => { delete form.dataset.sent; }, { once: true });
});

// Before the session ends for want of use: say so, and offer to go on. Nothing is lost either way: a form that is sent too late
// is kept, and found again after the sign-in.
const warning = document.getElementById("session-warning");
if (warning) {
  const idle = Number(warning.dataset.idleSeconds);
  const arm = () => setTimeout(() => { warning.hidden = false; }, (idle - Math.min(120, idle / 2)) * 1000);
  arm();
  warning.querySelector("button").addEventListener("click", async (event) => {
    const answer = await fetch("/users", { redirect: "manual" }).catch(() => ({ ok: false }));
    if (answer.ok) {
      warning.hidden = true;
      arm();
    } else {
      warning.querySelector("p").textContent = "Your session has ended. Send your form all the same: it is kept while you sign in.";
      event.target.hidden = true;
    }
  });
}
