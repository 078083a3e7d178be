// Says how many media the present choice is likely to take, as soon as it changes.
(() => {
  "use strict";
  const form = document.querySelector("[data-estimate]");
  if (!form) return;
  const words = form.querySelector("[data-words]");
  const button = form.querySelector("[data-without-script]");
  let asked = 0;
  button.hidden = true;

  async function ask() {
    const mine = ++asked;
    const choice = new URLSearchParams(new FormData(form));
    choice.delete("csrfmiddlewaretoken");
    if (![...choice.keys()].length) choice.set("server", "");
    try {
      const answer = await fetch(`${form.dataset.estimate}?${choice}`, { headers: { Accept: "application/json" } });
      if (answer.redirected) return location.reload(); // logged out meanwhile
      if (!answer.ok) throw new Error(answer.statusText);
      const { estimate } = await answer.json();
      if (mine === asked) words.textContent = estimate;
    } catch {
      if (mine === asked) button.hidden = false; // by hand, then
    }
  }

  form.addEventListener("change", ask);
})();
