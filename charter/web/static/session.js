// Says five minutes before a session ends that it will, and lets the person stay.
const banner = document.querySelector("[data-session]");
if (banner) {
  watch(Number(banner.dataset.secondsLeft));
  banner.querySelector("button").addEventListener("click", stay);
}

// The last five minutes are looked at every ten seconds: another tab may have kept the session alive.
function watch(secondsLeft) {
  const warnSeconds = Number(banner.dataset.warnSeconds);
  show(secondsLeft, warnSeconds);
  const pause = secondsLeft > warnSeconds ? secondsLeft - warnSeconds + 1 : 10;
  if (secondsLeft > 0) {
    // a computer that slept wakes with its clock moved on: look again at least every minute
    setTimeout(look, Math.min(pause, 60) * 1000);
  }
}

async function look() {
  watch(await ask("GET"));
}

async function stay() {
  watch(await ask("POST"));
}

async function ask(method) {
  try {
    const response = await fetch(banner.dataset.session, {
      method,
      headers: { Accept: "application/json", "X-CSRFToken": banner.dataset.token },
    });
    return response.ok ? (await response.json()).seconds_left : 0;
  } catch {
    return 1; // the network is away for a moment: look again
  }
}

function show(secondsLeft, warnSeconds) {
  const words = banner.querySelector("[data-session-words]");
  const isOver = secondsLeft <= 0;
  const text = isOver
    ? "You are signed out. What you send now is kept until you sign in again."
    : `You will be signed out in ${minutes(secondsLeft)}. What you have written stays on this page.`;
  banner.hidden = secondsLeft > warnSeconds;
  banner.querySelector("button").hidden = isOver;
  if (!banner.hidden && words.textContent !== text) {
    words.textContent = text;
  }
}

function minutes(seconds) {
  const count = Math.max(1, Math.ceil(seconds / 60));
  return count === 1 ? "1 minute" : `${count} minutes`;
}
