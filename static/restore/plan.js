// Shows what belongs to the way chosen, and keeps a plan that is not the shown one from being started.
(() => {
  "use strict";
  const form = document.querySelector("[data-plan]");
  if (!form) return;
  const planned = document.querySelector("[data-planned]");

  function show() {
    const target = new FormData(form).get("target");
    for (const more of form.querySelectorAll("[data-for]")) more.hidden = more.dataset.for !== target;
  }

  form.addEventListener("change", () => {
    show();
    for (const button of planned.querySelectorAll("form button")) button.disabled = true;
    const stale = planned.querySelector("[data-stale]");
    if (stale) stale.hidden = false;
  });
  show();
})();
