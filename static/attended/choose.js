// Says how many media the present choice is likely to take, as soon as it changes or has been counted.
(() => {
  "use strict";
  const form = document.querySelector("[data-estimate]");
  if (!form) return;
  const words = form.querySelector("[data-words]");
  const count = form.querySelector("[data-count]");
  const again = form.querySelector("[data-without-script]");
  const EVERY = 2000;
  let asked = 0;
  again.hidden = true;

  function choice() {
    const chosen = new URLSearchParams(new FormData(form));
    chosen.delete("csrfmiddlewaretoken");
    if (!chosen.has("server") && !chosen.has("type")) chosen.set("server", "");
    return chosen;
  }

  async function ask() {
    const mine = ++asked;
    try {
      const answer = await fetch(`${form.dataset.estimate}?${choice()}`, { headers: { Accept: "application/json" } });
      if (answer.redirected) return location.reload(); // logged out meanwhile
      if (!answer.ok) throw new Error(answer.statusText);
      show(await answer.json(), mine);
    } catch {
      if (mine === asked) again.hidden = false; // by hand, then
    }
  }

  function show({ estimate, is_counting, may_count }, mine) {
    if (mine !== asked) return; // the choice has changed since
    if (words.textContent !== estimate) words.textContent = estimate;
    count.hidden = !may_count;
    if (is_counting) setTimeout(() => mine === asked && ask(), EVERY);
  }

  form.addEventListener("change", ask);
  if (words.dataset.counting === "true") setTimeout(ask, EVERY);
})();
