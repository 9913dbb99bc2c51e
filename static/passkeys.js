/* Passkeys: a form with `data-passkey` asks the browser for a new key ("create") or for an existing one ("get"), puts the
   answer into its field `credential` and is sent. Its button appears only where the browser knows passkeys.

   A file of its own, because only pages of log-in and of an account's security load it. */

const toBytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const withBytes = (keys = []) => keys.map((key) => ({ ...key, id: toBytes(key.id) }));

// Options as the server sends them, with bytes instead of base64url.
function browserOptions({ publicKey }) {
  const options = { ...publicKey, challenge: toBytes(publicKey.challenge) };
  if (options.user) options.user = { ...options.user, id: toBytes(options.user.id) };
  if (options.excludeCredentials) options.excludeCredentials = withBytes(options.excludeCredentials);
  if (options.allowCredentials) options.allowCredentials = withBytes(options.allowCredentials);
  return options;
}

// What the server reads: all binary values as base64url.
function answerOf(credential) {
  const names = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const response = {};
  for (const name of names) if (credential.response[name]) response[name] = toText(credential.response[name]);
  return {
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

async function loadOptions(form) {
  if (!form.dataset.address) return JSON.parse(form.dataset.options);
  const response = await fetch(form.dataset.address, { headers: { Accept: "application/json" }, cache: "no-store" });
  if (!response.ok) throw new Error(`status ${response.status}`);
  return (await response.json()).request_options;
}

async function useKey(form) {
  const publicKey = browserOptions(await loadOptions(form));
  if (form.dataset.passkey === "get") return navigator.credentials.get({ publicKey });
  const isAlone = form.elements.passwordless.checked; // the key will replace user name, password and code
  publicKey.authenticatorSelection = {
    residentKey: isAlone ? "required" : "discouraged",
    requireResidentKey: isAlone,
    userVerification: isAlone ? "required" : "preferred",
  };
  return navigator.credentials.create({ publicKey });
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const fault = form.querySelector(".passkey-fault");
  if (!window.PublicKeyCredential) {
    fault.textContent = fault.dataset.unsupported;
    continue;
  }
  const button = form.querySelector("button");
  button.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    fault.textContent = "";
    button.disabled = true;
    try {
      form.elements.credential.value = JSON.stringify(answerOf(await useKey(form)));
      form.submit();
    } catch {
      fault.textContent = fault.dataset.failed; // refused by the person, timed out, or no such key
      button.disabled = false;
    }
  });
}
