// Follows a backup: asks for its progress each second; what changes more than figures is drawn anew.
(() => {
  "use strict";
  const card = document.querySelector("[data-progress]");
  const EVERY = 1000;
  const AT_MOST = 15000;
  let wait = EVERY;

  function show({ percent, steps, words }) {
    const bar = card.querySelector("[data-bar]");
    if (!bar) return; // nothing is being done just now
    if (percent === null) bar.removeAttribute("value"); else bar.value = percent;
    for (const place of card.querySelectorAll("[data-word]")) {
      const word = words[place.dataset.word];
      if (place.textContent !== word) place.textContent = word;
    }
    for (const place of card.querySelectorAll("[data-when]")) place.hidden = !words[place.dataset.when];
    for (const { phase, state } of steps) {
      const item = card.querySelector(`[data-phase="${CSS.escape(phase)}"]`);
      item.dataset.state = state;
      if (state === "current") item.setAttribute("aria-current", "step"); else item.removeAttribute("aria-current");
    }
  }

  async function follow() {
    try {
      const answer = await fetch(card.dataset.progress, { headers: { Accept: "application/json" } });
      if (answer.redirected) return location.reload(); // logged out meanwhile
      if (!answer.ok) throw new Error(answer.statusText);
      const progress = await answer.json();
      if (progress.has_ended) return location.reload();
      if (progress.scene !== undefined && progress.scene !== card.dataset.scene) return location.reload();
      show(progress);
      wait = EVERY;
    } catch {
      wait = Math.min(wait * 2, AT_MOST); // the portal is away: ask less often
    }
    setTimeout(follow, wait);
  }

  setTimeout(follow, wait);
})();
