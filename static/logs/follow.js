// Follows a log at work while its switch is on. Whoever scrolls up wants to read: that switches it off.
(() => {
  "use strict";
  const AWAY = 40; // pixels from the end, where scrollTop is 0: the box is reversed
  const log = document.querySelector("[data-log]");
  const follow = document.querySelector("[data-follow]");
  const lines = () => document.getElementById("log-so-far");
  const isOn = () => follow.getAttribute("aria-checked") === "true";
  const turn = (on) => follow.setAttribute("aria-checked", String(on));
  follow.hidden = false;

  follow.addEventListener("click", () => {
    turn(!isOn());
    if (!isOn()) return;
    log.scrollTop = 0;
    htmx.trigger(lines(), "seen");
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.elt === lines() && !isOn()) event.preventDefault();
  });
  log.addEventListener("wheel", () => { if (isOn() && Math.abs(log.scrollTop) > AWAY) turn(false); }, { passive: true });
  log.addEventListener("keyup", (event) => {
    if (["ArrowUp", "PageUp", "Home"].includes(event.key) && Math.abs(log.scrollTop) > AWAY) turn(false);
  });
})();
