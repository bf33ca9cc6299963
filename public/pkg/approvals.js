// What waits for this person: beside the links to the approvals and to bulk runs, and on the pages of requests as soon as something has changed there. Looking is no use of a
// session. Without this script the pages say the same when they are loaded.
"use strict";

// In a block of its own: a page may have several scripts, and what they declare at the top is everyone's.
{
  const EVERY = 10;
  const approvals = document.querySelector('.nav-link[href="/escalations"]');
  const runs = document.querySelector('.nav-link[href="/bulk"]');
  const queue = document.querySelector("[data-escalations-shown]");
  const request = document.querySelector("[data-request]");

  const count = (link, waiting) => {
    if (!link) return;
    let badge = link.querySelector(".nav-link__count");
    if (!badge) {
      badge = document.createElement("span");
      badge.className = "nav-link__count";
      link.append(" ", badge);
    }
    badge.hidden = waiting === 0;
    const words = waiting === 1 ? "1 waits for you" : `${waiting} wait for you`;
    if (badge.title !== words) {
      badge.title = words;
      badge.replaceChildren(String(waiting));
      const more = document.createElement("span");
      more.className = "visually-hidden";
      more.textContent = waiting === 1 ? " waits for you" : " wait for you";
      badge.append(more);
    }
  };

  // Somebody who types a reason must not lose it.
  const isTyping = () => [...document.querySelectorAll('main input:not([type="hidden"])')].some((field) => field.value !== field.defaultValue);
  // A page that loads itself again would keep a session that nobody uses.
  const offerReload = () => {
    if (document.getElementById("escalations-changed")) return;
    const line = document.createElement("p");
    line.id = "escalations-changed";
    line.setAttribute("role", "status");
    const link = document.createElement("a");
    link.href = "/escalations";
    link.textContent = "Something has changed here: show it";
    line.append(link);
    queue.prepend(line);
  };
  const look = async () => {
    try {
      const of = request ? `?request=${request.dataset.request}` : "";
      const answer = await fetch(`/escalations/news${of}`, { headers: { "x-passdesk-poll": "1" }, redirect: "manual", cache: "no-store" });
      if (!answer.ok) return;
      const news = await answer.json();
      count(approvals, news.to_decide + news.to_carry_out);
      count(runs, news.to_confirm);
      if (request && news.standing && news.standing !== request.dataset.standing && !isTyping()) location.reload();
      if (queue && news.listed !== queue.dataset.escalationsShown) offerReload();
    } catch {
      // No network: the next look may work.
    }
  };
  const again = async () => {
    if (!document.hidden) await look();
    setTimeout(again, EVERY * 1000);
  };
  again();
}
