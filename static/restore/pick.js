// Keeps what is ticked as soon as it is ticked: the list gets another name, which all links then carry.
(() => {
  "use strict";
  const form = document.querySelector("[data-pick]");
  if (!form) return;
  const button = form.querySelector("[data-without-script]");
  let last = Promise.resolve();
  button.hidden = true;

  function carry(name) {
    for (const field of document.querySelectorAll("input[name=picks]")) field.value = name;
    for (const link of document.querySelectorAll("a[data-picks]")) link.href = renamed(link.href, name);
    for (const link of document.querySelectorAll(".tabs a, .moment a")) link.href = renamed(link.href, name);
    history.replaceState(null, "", renamed(location.href, name));
    for (const field of document.querySelectorAll("input[name=query]")) field.value = location.search.slice(1);
  }

  function renamed(href, name) {
    const address = new URL(href);
    if (name) address.searchParams.set("picks", name); else address.searchParams.delete("picks");
    return address.href;
  }

  async function keep() {
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
      if (answer.redirected) return location.reload(); // logged out meanwhile
      if (!answer.ok) throw new Error(answer.statusText);
      const { picks, tray } = await answer.json();
      document.querySelector(".tray").outerHTML = tray;
      for (const count of document.querySelectorAll("[data-count]")) count.textContent = document.querySelector("[data-many]").textContent;
      carry(picks);
    } catch {
      button.hidden = false; // by hand, then
    }
  }

  form.addEventListener("change", (event) => {
    event.target.closest("tr")?.classList.toggle("is-picked", event.target.checked);
    last = last.then(keep);
  });
  // A link that is followed at once waits for what was ticked just before.
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-picks], .tabs a");
    if (!link || link.hash || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    await last;
    location.assign(link.href);
  });
})();
