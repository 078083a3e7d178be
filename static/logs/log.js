// Keys that work while the log has the focus: each presses the link or button that carries it.
(() => {
  "use strict";
  const log = document.querySelector("[data-log]");
  log.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.key === "/" ? document.getElementById("find")
      : document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!target) return;
    event.preventDefault();
    if (event.key === "/") target.focus(); else target.click();
  });
  // A line named in the address is brought into the middle of the window.
  const line = location.hash.startsWith("#line-") && document.getElementById(location.hash.slice(1));
  if (line) log.scrollTop += line.getBoundingClientRect().top - log.getBoundingClientRect().top - log.clientHeight / 3;
})();
