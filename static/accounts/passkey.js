// Leads allauth's passkey scripts to the one form on the page that asks for a passkey, and says what went wrong.
(() => {
  const form = document.querySelector("[data-passkey]");
  if (!form || !window.PublicKeyCredential) return;
  form.hidden = false;
  window.allauth.webauthn.forms[form.dataset.passkey]({
    ids: {
      add: "passkey-button",
      authenticate: "passkey-button",
      login: "passkey-button",
      passwordless: "passkey-alone",
      credential: "passkey-credential",
      data: "passkey-options",
    },
  });
  const fault = form.querySelector("[data-passkey-fault]");
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    fault.hidden = false;
  });
})();
