// Asks the browser to make or use a passkey, and sends what it answers.
const form = document.querySelector("form[data-passkey]");
let isRunning = false;
if (form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    run();
  });
  run(); // browsers that want a press first refuse this one: the button is there
}

async function run() {
  if (isRunning) {
    return;
  }
  isRunning = true;
  say("");
  try {
    const options = JSON.parse(form.dataset.options);
    const made = form.dataset.passkey === "create" ? await create(options) : await get(options);
    form.elements.credential.value = JSON.stringify(made);
    form.submit(); // does not ask the listener above again
  } catch (error) {
    say(words(error));
  }
  isRunning = false;
}

async function create(options) {
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: (options.excludeCredentials ?? []).map(withBytes),
  };
  const made = await navigator.credentials.create({ publicKey });
  const response = {
    attestationObject: text(made.response.attestationObject),
    clientDataJSON: text(made.response.clientDataJSON),
    transports: made.response.getTransports ? made.response.getTransports() : [],
  };
  return { id: made.id, rawId: text(made.rawId), type: made.type, response };
}

async function get(options) {
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    allowCredentials: (options.allowCredentials ?? []).map(withBytes),
  };
  const used = await navigator.credentials.get({ publicKey });
  const response = {
    authenticatorData: text(used.response.authenticatorData),
    clientDataJSON: text(used.response.clientDataJSON),
    signature: text(used.response.signature),
    userHandle: used.response.userHandle ? text(used.response.userHandle) : null,
  };
  return { id: used.id, rawId: text(used.rawId), type: used.type, response };
}

function withBytes(credential) {
  return { ...credential, id: bytes(credential.id) };
}

function bytes(base64url) {
  const plain = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (character) => character.charCodeAt(0));
}

function text(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function words(error) {
  if (error.name === "InvalidStateError") {
    return "This device has a passkey for you already. Use it to sign in.";
  }
  if (!window.PublicKeyCredential) {
    return "This browser knows no passkeys, or the site is not served over https. Use your password.";
  }
  return "No passkey was used. Press the button to try again, or use your password.";
}

function say(message) {
  const place = document.querySelector("[data-passkey-trouble]");
  place.textContent = message;
  place.hidden = message === "";
}
