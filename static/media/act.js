// Follows an act at a drive until the worker has done it.
(() => {
  "use strict";
  const card = document.querySelector("[data-act]");
  const EVERY = 1000;
  const AT_MOST = 15000;
  let wait = EVERY;

  async function follow() {
    try {
      const answer = await fetch(card.dataset.act, { headers: { Accept: "application/json" } });
      if (answer.redirected) return location.reload(); // logged out meanwhile
      if (!answer.ok) throw new Error(answer.statusText);
      const act = await answer.json();
      if (act.state !== card.dataset.state) return location.reload();
      wait = EVERY;
    } catch {
      wait = Math.min(wait * 2, AT_MOST); // the portal is away: ask less often
    }
    setTimeout(follow, wait);
  }

  setTimeout(follow, wait);
})();
