// Notices what changes at the drive: asks whether the picture is another one, and reads the page anew when it is.
(() => {
  "use strict";
  const EVERY = 3000; // milliseconds
  const said = document.querySelector("[data-swap-said]");

  async function look() {
    const shown = document.querySelector("[data-swap]");
    if (document.hidden || !shown) return;
    const answer = await fetch(shown.dataset.swap, { headers: { Accept: "application/json" } });
    if (!answer.ok || answer.redirected) return;
    if ((await answer.json()).mark !== shown.dataset.mark) await renew(shown);
  }

  // The new steps take the old ones' place; what had the focus keeps it where it is still there.
  async function renew(shown) {
    const answer = await fetch(location.href);
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-swap]");
    if (!fresh) return;
    const held = shown.contains(document.activeElement) && document.activeElement.id;
    for (const choice of shown.querySelectorAll("select")) {
      const same = choice.id && fresh.querySelector(`#${choice.id}`);
      if (same) same.value = choice.value || same.value;
    }
    shown.replaceWith(fresh);
    if (held) (document.getElementById(held) || fresh.querySelector("[data-current]"))?.focus();
    said.textContent = fresh.dataset.said;
  }

  // A portal that takes long to answer is asked less often.
  async function keepLooking() {
    const began = performance.now();
    try { await look(); } catch { /* the portal is away for a moment: the next look may succeed */ }
    setTimeout(keepLooking, Math.max(EVERY, 10 * (performance.now() - began)));
  }
  setTimeout(keepLooking, EVERY);
})();
