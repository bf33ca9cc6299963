// Makes the page's islands live: each <leptos-island> is handed to the function that its name says.
"use strict";

const own = document.querySelector("script[data-module]");
const module = await import(own.dataset.module);
await module.default({ module_or_path: own.dataset.wasm });
module.hydrate();
for (const island of document.querySelectorAll("leptos-island")) {
  await module[island.dataset.component]?.(island);
}
document.documentElement.dataset.islands = "ready";
