// What every page may need: the design system's components, long uploads, and a PDF that is being made.
import { initAll } from "./vendor/nhsuk-frontend.min.js";

initAll();

for (const form of document.querySelectorAll("form[data-busy]")) {
  form.addEventListener("submit", (event) => {
    const field = form.querySelector("input[type=file]");
    const limit = Number(field.dataset.limitBytes);
    const file = field.files[0];
    if (file && file.size > limit) {
      event.preventDefault();
      say(form, `The file is bigger than ${Math.floor(limit / 1048576)} MB. Take pictures and other sheets out of it.`);
      return;
    }
    if (file) {
      say(form, form.dataset.busy);
    }
  });
}

function say(form, text) {
  let line = form.querySelector("[data-busy-line]");
  if (!line) {
    line = document.createElement("p");
    line.dataset.busyLine = "";
    line.setAttribute("role", "status");
    line.className = "charter-busy";
    form.append(line);
  }
  line.textContent = text;
}

// What stands folded is printed too.
window.addEventListener("beforeprint", () => {
  for (const fold of document.querySelectorAll("details:not([open])")) {
    fold.open = true;
  }
});

const progress = document.querySelector("[data-progress][data-pending=true]");
if (progress) {
  watch(progress, 700);
}

async function watch(element, pause) {
  await new Promise((resolve) => setTimeout(resolve, pause));
  let found = null;
  try {
    const response = await fetch(element.dataset.progress, { headers: { Accept: "application/json" } });
    found = response.ok ? await response.json() : { is_pending: false };
  } catch {
    found = null; // the network is away for a moment: ask again
  }
  if (found && !found.is_pending) {
    location.reload();
    return;
  }
  if (found && found.text) {
    const line = element.querySelector("p");
    if (line.textContent !== found.text) {
      line.textContent = found.text;
    }
  }
  watch(element, Math.min(pause * 1.3, 4000));
}
