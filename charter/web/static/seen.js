// Notes that somebody has looked at a criterion, once its page was in front of them for some seconds. Without this
// script a button does it. What else happens on the page is not held up, and nothing is said where it fails.
const LOOKING_MS = 3000;

for (const form of document.querySelectorAll("form[data-seen]")) {
  form.hidden = true;
  let waiting = 0;
  const look = () => {
    clearTimeout(waiting);
    if (document.visibilityState === "visible") {
      waiting = setTimeout(() => note(form, look), LOOKING_MS);
    }
  };
  document.addEventListener("visibilitychange", look);
  look();
}

async function note(form, look) {
  document.removeEventListener("visibilitychange", look);
  try {
    const response = await fetch(form.action, {
      method: "POST",
      body: new FormData(form),
      headers: { Accept: "application/json" },
      keepalive: true,
    });
    form.hidden = response.ok;
  } catch {
    form.hidden = false; // the network is away: the button is there
  }
}
