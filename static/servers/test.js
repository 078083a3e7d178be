// Follows the test of a source until it has ended.
(() => {
  "use strict";
  const card = document.querySelector("[data-test]");
  const EVERY = 1000;
  const AT_MOST = 15000;
  let wait = EVERY;

  async function follow() {
    try {
      const answer = await fetch(card.dataset.test, { headers: { Accept: "application/json" } });
      if (answer.redirected) return location.reload(); // logged out meanwhile
      if (!answer.ok) throw new Error(answer.statusText);
      const test = await answer.json();
      if (test.state !== card.dataset.state) return location.reload();
      card.querySelector("[data-words]").textContent = test.words;
      wait = EVERY;
    } catch {
      wait = Math.min(wait * 2, AT_MOST); // the portal is away: ask less often
    }
    setTimeout(follow, wait);
  }

  setTimeout(follow, wait);
})();
