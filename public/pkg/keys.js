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

// A page that is left keeps no typed password: the browser would bring it back with the page, field and all.
addEventListener("pagehide", () => {
  for (const field of document.querySelectorAll("input[autocomplete=new-password]")) {
    field.value = "";
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
});

// A double click is one click. The server holds to that by itself; this only spares the wait.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
  // A page that never came (stopped, or no network) must not hold the form back for good.
  setTimeout(() => { delete form.dataset.sent; }, 15000);
  // Back from the next page, the form can be sent again.
  addEventListener("pageshow", () => { delete form.dataset.sent; }, { once: true });
});

// A list that came back stands in one line, since plain HTML can hold it safely there; with scripts it gets its lines back.
for (const line of document.querySelectorAll("input[data-lines]")) {
  const area = document.createElement("textarea");
  for (const { name, value } of line.attributes) {
    if (!["type", "value", "data-lines"].includes(name)) area.setAttribute(name, value);
  }
  area.classList.add("text-input--area");
  area.rows = 6;
  area.value = line.value.replaceAll("; ", "\n");
  line.replaceWith(area);
}

// Several lines that are pasted into a search box are a list, and a browser would glue them together: they go where a list is
// looked up, or stay apart by semicolons where a page has no such place.
document.addEventListener("paste", (event) => {
  const box = event.target.closest("input[type=search]");
  const lines = event.clipboardData.getData("text").split(/[\r\n]+/).map((line) => line.trim()).filter(Boolean);
  if (!box || lines.length < 2) return;
  event.preventDefault();
  const list = document.querySelector("details #list");
  if (list) {
    list.value = lines.join("\n");
    list.closest("details").open = true;
    list.focus();
  } else {
    box.setRangeText(lines.join("; "), box.selectionStart, box.selectionEnd, "end");
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }
});

// The page of a doubt looks again by itself while the console is finding out.
const waiting = document.querySelector("[data-looks-again]");
if (waiting) setTimeout(() => location.reload(), Number(waiting.dataset.looksAgain) * 1000);
