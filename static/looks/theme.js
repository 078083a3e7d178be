// Light or dark: as the system says, until somebody chooses; the choice is remembered in this browser.
(() => {
  "use strict";
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const chosen = () => { try { return localStorage.getItem("theme"); } catch { return null; } };
  const keep = (theme) => { try { localStorage.setItem("theme", theme); } catch { /* private browsing */ } };

  function show() {
    const theme = chosen() || (system.matches ? "dark" : "light");
    root.dataset.bsTheme = theme;
    for (const button of document.querySelectorAll("[data-theme-toggle]")) {
      button.hidden = false;
      button.setAttribute("aria-pressed", String(theme === "dark"));
      button.onclick = () => { keep(theme === "dark" ? "light" : "dark"); show(); };
    }
  }

  show(); // before the first paint
  document.addEventListener("DOMContentLoaded", show);
  system.addEventListener("change", show);
})();
