// Passkeys: asks the browser to make one or to sign with one, and sends its answer in the form.
// <form data-passkey="ask|make"> holds a hidden field `credential` and one button. What is asked for stands in
// #passkey-options, or is fetched from data-passkey-from when the button is pressed.
(() => {
  "use strict";
  const bytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (character) => character.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
  const withIds = (list) => (list || []).map((key) => ({ ...key, id: bytes(key.id) }));

  async function asked(form) {
    const from = form.dataset.passkeyFrom;
    if (!from) return JSON.parse(document.getElementById("passkey-options").textContent);
    const answer = await fetch(from, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(`asked for a passkey, answered ${answer.status}`);
    return answer.json();
  }

  async function ask(options) {
    const wanted = options.request_options.publicKey;
    const key = await navigator.credentials.get({
      publicKey: {
        ...wanted,
        challenge: bytes(wanted.challenge),
        allowCredentials: withIds(wanted.allowCredentials),
      },
    });
    const { authenticatorData, clientDataJSON, signature, userHandle } = key.response;
    return {
      ...common(key),
      response: {
        authenticatorData: text(authenticatorData),
        clientDataJSON: text(clientDataJSON),
        signature: text(signature),
        userHandle: userHandle ? text(userHandle) : null,
      },
    };
  }

  async function make(options) {
    const wanted = options.creation_options.publicKey;
    const key = await navigator.credentials.create({
      publicKey: {
        ...wanted,
        challenge: bytes(wanted.challenge),
        user: { ...wanted.user, id: bytes(wanted.user.id) },
        excludeCredentials: withIds(wanted.excludeCredentials),
        // Found without a name being typed: it then signs in alone.
        authenticatorSelection: {
          ...wanted.authenticatorSelection,
          residentKey: "required",
          requireResidentKey: true,
          userVerification: "required",
        },
      },
    });
    const { attestationObject, clientDataJSON } = key.response;
    return {
      ...common(key),
      response: {
        attestationObject: text(attestationObject),
        clientDataJSON: text(clientDataJSON),
        transports: key.response.getTransports ? key.response.getTransports() : [],
      },
    };
  }

  const common = (key) => ({
    id: key.id,
    rawId: text(key.rawId),
    type: key.type,
    authenticatorAttachment: key.authenticatorAttachment,
    clientExtensionResults: key.getClientExtensionResults(),
  });

  // A passkey belongs to a name: browsers make and find none for a bare IP address.
  if (!window.PublicKeyCredential || /^[\d.]+$|:/.test(location.hostname)) {
    for (const form of document.querySelectorAll('form[data-passkey="make"]')) {
      form.querySelector("button").disabled = true;
      form.querySelector(".passkey-problem").hidden = false;
    }
    return;
  }
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const button = form.querySelector("button");
    const problem = form.querySelector(".passkey-problem");
    form.hidden = false;
    button.addEventListener("click", async () => {
      button.disabled = true;
      problem.hidden = true;
      try {
        const options = await asked(form);
        const answer = await (form.dataset.passkey === "make" ? make(options) : ask(options));
        form.elements.credential.value = JSON.stringify(answer);
        form.submit();
      } catch {
        problem.hidden = false;
        button.disabled = false;
        button.focus();
      }
    });
  }
})();
