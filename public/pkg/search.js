// Users appear under the search box while one types. Without this script the form leads to a page that shows the same, and more of it.
"use strict";

// In a block of its own: a page may have several scripts, and what they declare at the top is everyone's.
{
  // So long nothing is typed before we ask, in milliseconds.
  const PAUSE = 250;
  // Fewer characters would find half the pool.
  const SHORTEST = 3;
  // Rows under the box; the page itself has them all.
  const SHOWN = 8;
  const tones = { ok: "success", attention: "warning" };

  const form = document.querySelector("form[data-live-search]");
  if (form) {
    const field = form.elements.q;
    const box = field.parentElement;
    const status = form.querySelector("[role=status]");
    let under = null;

    // What comes from the server goes into the page as text only.
    const element = (name, className, ...children) => {
      const made = document.createElement(name);
      made.className = className;
      made.append(...children);
      return made;
    };
    const isolated = (text) => {
      const made = document.createElement("bdi");
      made.append(text);
      return made;
    };
    const message = (words) => element("div", "live-results", element("p", "live-results__message", words));

    const show = (list, spoken) => {
      under?.remove();
      under = list;
      if (under) box.append(under);
      status.textContent = spoken;
    };
    const close = () => show(null, "");

    const result = (row) => {
      const tag = element("span", "tag tag--mono", row.status);
      tag.dataset.tone = tones[row.tone] ?? "neutral";
      const name = element("bdi", "live-results__name", row.name);
      const contact = row.contact ? [" · ", isolated(row.contact)] : [];
      const link = element("a", "live-results__link", name, tag, element("span", "live-results__detail", isolated(row.username), ...contact, " · ", row.next_step));
      link.href = row.href;
      return element("li", "live-results__item", link);
    };
    const found = ({ rows, next, looked_in }) => {
      if (rows.length === 0) {
        return show(message(next ? "Nobody so far. Press Enter to search on." : `Nobody found. Looked in ${looked_in}.`), "Nobody found");
      }
      const list = element("ul", "live-results", ...rows.slice(0, SHOWN).map(result));
      list.setAttribute("aria-label", "Users found");
      if (rows.length > SHOWN || next) list.append(element("li", "live-results__message", "Press Enter to see more."));
      show(list, rows.length === 1 ? "1 user found" : `${rows.length} users found`);
    };

    const search = async (q) => {
      const body = new URLSearchParams({ pool: form.elements.pool.value, q });
      try {
        const answer = await fetch("/api/users/search", { method: "POST", headers: { accept: "application/json" }, body, redirect: "manual", cache: "no-store" });
        const said = await answer.json();
        return answer.ok ? () => found(said) : () => show(message(`${said.title} ${said.advice}`), said.title);
      } catch {
        const words = form.dataset.unreachable;
        return () => show(message(words), words);
      }
    };

    // Never more than one request is under way, so that an older answer can never replace a newer one.
    let isAsking = false;
    const ask = async () => {
      if (isAsking) return;
      isAsking = true;
      for (;;) {
        const text = field.value;
        const tell = [...text.trim()].length < SHORTEST ? close : await search(text);
        // Typed on meanwhile: this answer is old already, and the newer question comes next.
        if (field.value !== text) continue;
        tell();
        break;
      }
      isAsking = false;
    };
    let pause;
    field.addEventListener("input", () => {
      clearTimeout(pause);
      pause = setTimeout(ask, PAUSE);
    });

    // Arrow keys walk through the results, Escape closes them and leads back to the box.
    form.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        // The first Escape closes the list, the next one empties the box as browsers do.
        if (under) event.preventDefault();
        // Before the list goes, and the focus with it.
        field.focus();
        return close();
      }
      if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
      const stops = [field, ...form.querySelectorAll(".live-results__link")];
      const place = Math.max(stops.indexOf(document.activeElement), 0) + (event.key === "ArrowDown" ? 1 : -1);
      event.preventDefault();
      stops[Math.min(Math.max(place, 0), stops.length - 1)].focus();
    });
  }
}
