// What is live on every page: short polling that rests while nobody looks, and the palette.
(() => {
  "use strict";
  const polled = (element) => element.closest("[data-live]");

  // htmx asks; while the page is hidden nothing is asked, and as soon as it is seen again everything is.
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (polled(event.detail.elt) && document.hidden) event.preventDefault();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    for (const element of document.querySelectorAll("[data-live]")) htmx.trigger(element, "seen");
  });

  const dialog = document.querySelector("[data-jump]");
  if (!dialog) return;
  const box = dialog.querySelector("[role=combobox]");
  const list = dialog.querySelector("[role=listbox]");
  const options = () => [...list.querySelectorAll("[role=option]")];
  const chosen = () => list.querySelector("[aria-selected=true]");

  function choose(option) {
    chosen()?.setAttribute("aria-selected", "false");
    if (option) { option.setAttribute("aria-selected", "true"); option.scrollIntoView({ block: "nearest" }); }
    if (option) box.setAttribute("aria-activedescendant", option.id); else box.removeAttribute("aria-activedescendant");
  }
  function step(by) {
    const all = options();
    if (all.length) choose(all[(all.indexOf(chosen()) + by + all.length) % all.length]);
  }
  function open() {
    if (dialog.open) return;
    dialog.showModal();
    box.select();
    htmx.trigger(box, "opened");
  }

  const acts = { ArrowDown: () => step(1), ArrowUp: () => step(-1), Enter: () => chosen()?.click() };
  box.addEventListener("keydown", (event) => {
    if (event.isComposing || !acts[event.key] || (event.key === "Enter" && !chosen())) return;
    event.preventDefault();
    acts[event.key]();
  });
  list.addEventListener("htmx:afterSwap", () => choose(box.value && options()[0]));
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    open();
  });
  for (const opener of document.querySelectorAll("[data-jump-open]"))
    opener.addEventListener("click", (event) => { event.preventDefault(); open(); });
})();
