// Saves each question while somebody writes. What is not saved yet is kept on this device until it is.
const PAUSE = 1200;
const LONGEST_PAUSE = 60000;
// Somebody chose between two texts: what this device kept of them has done its work.
// Whoever works on the text that joins both has chosen it.
for (const text of document.querySelectorAll("form[data-forget] textarea[name^='text:']")) {
  text.addEventListener("input", () => {
    text.closest("section").querySelector("input[value=both]").checked = true;
  });
}
for (const chosen of document.querySelectorAll("form[data-forget]")) {
  chosen.addEventListener("submit", () => {
    for (const field of chosen.querySelectorAll("[data-version]")) {
      try {
        localStorage.removeItem(`charter:${chosen.dataset.forget}:${field.name.replace("version:", "")}`);
      } catch {
        // nothing was kept
      }
    }
  });
}

function start(form) {
  const says = form.querySelector("[data-autosave-says]");
  if (says) {
    says.hidden = false;
  }
  const questions = [...form.querySelectorAll("[data-field]")].map((group) => new Question(form, group));
  for (const question of questions) {
    question.restore();
  }
  window.addEventListener("online", () => questions.forEach((question) => question.hurry()));
  window.addEventListener("offline", () => questions.forEach((question) => question.isOpen() && question.unreachable()));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") {
      questions.forEach((question) => question.hurry());
    }
  });
  form.addEventListener("submit", (event) => {
    const tooLong = questions.find((question) => question.isTooLong());
    if (tooLong) {
      event.preventDefault();
      questions.forEach((question) => question.hurry());
      tooLong.refuse();
      tooLong.group.querySelector("textarea, input").focus();
      return;
    }
    questions.forEach((question) => question.stop());
  });
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
}

// What was saved changes the figures: they are taken from the page as it is now.
async function showFigures() {
  const shown = document.querySelector("[data-figures]");
  if (!shown) {
    return;
  }
  try {
    const response = await fetch(location.pathname, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const now = page.querySelector("[data-figures]");
    if (response.ok && now) {
      shown.replaceChildren(...now.children);
    }
  } catch {
    // no network: the next page shows them
  }
}

// What is asked beside what was chosen, such as a longer reason.
function showAsked(told) {
  const shown = document.querySelector("[data-asks]");
  if (shown && told.asks !== undefined) {
    shown.textContent = told.asks;
    shown.classList.toggle("charter-asks--must", told.must);
    const typing = document.activeElement;
    if (typing && typing.form && typing.form.contains(shown)) {
      typing.scrollIntoView({ block: "nearest" }); // what came in above pushed it away
    }
  }
}

class Question {
  constructor(form, group) {
    this.form = form;
    this.group = group;
    this.field = group.dataset.field;
    const around = group.closest(".charter-question");
    this.versionInput = around.querySelector("[data-version]");
    this.state = around.querySelector("[data-state]");
    this.count = group.querySelector("[data-word-count]");
    this.key = `charter:${form.dataset.draft}:${this.field}`;
    // A page that comes back with a fault shows what was typed, not what is saved.
    this.saved = group.querySelector(".nhsuk-error-message") ? null : this.value();
    this.pause = PAUSE;
    this.timer = null;
    this.sending = false;
    this.longest = Number(form.dataset.longest);
    this.isKept = true;
    group.addEventListener("input", () => this.changed());
    group.addEventListener("change", () => this.changed());
  }

  value() {
    const text = this.group.querySelector("textarea");
    if (text) {
      return text.value;
    }
    const parts = this.group.querySelectorAll(".nhsuk-date-input__input");
    if (parts.length === 3) {
      const [day, month, year] = [...parts].map((part) => part.value.trim());
      return day || month || year ? `${year.padStart(2, "0")}-${month.padStart(2, "0")}-${day.padStart(2, "0")}` : "";
    }
    const radios = this.group.querySelectorAll("input[type=radio]");
    if (radios.length) {
      const chosen = this.group.querySelector("input[type=radio]:checked");
      return chosen ? chosen.value : "";
    }
    return this.group.querySelector("input").value;
  }

  setValue(value) {
    const text = this.group.querySelector("textarea, input[type=text]");
    const radios = [...this.group.querySelectorAll("input[type=radio]")];
    const parts = this.group.querySelectorAll(".nhsuk-date-input__input");
    if (parts.length === 3) {
      const [year, month, day] = value.split("-");
      [day, month, year].forEach((part, place) => { parts[place].value = part || ""; });
    } else if (radios.length) {
      radios.forEach((radio) => { radio.checked = radio.value === value; });
    } else {
      text.value = value;
    }
    this.countWords();
  }

  isTooLong() {
    return this.value().length > this.longest;
  }

  // Nothing is sent that cannot be saved: the person is told, and the page keeps all of it.
  refuse() {
    clearTimeout(this.timer);
    const [used, limit] = [this.value().length, this.longest].map((count) => count.toLocaleString("en-GB"));
    this.say(`Not saved: this has ${used} characters, and ${limit} can be saved. Shorten it, or add it as a file. It is ${this.whereKept()}.`, "bad");
  }

  whereKept() {
    return this.isKept ? "kept on this device" : "on this page alone: do not close it";
  }

  isOpen() {
    return this.value() !== this.saved;
  }

  // A part of a day is no day yet: it is kept here and waits for the rest.
  isWhole() {
    const parts = [...this.group.querySelectorAll(".nhsuk-date-input__input")];
    return parts.length !== 3 || parts.every((part) => part.value.trim()) || parts.every((part) => !part.value.trim());
  }

  changed() {
    this.countWords();
    this.keep();
    if (this.isTooLong()) {
      this.refuse();
      return;
    }
    if (this.isOpen()) {
      this.say(`Not saved yet: ${this.whereKept()}`);
    }
    this.pause = PAUSE;
    this.schedule();
  }

  countWords() {
    const text = this.group.querySelector("textarea[data-words]");
    if (!text || !this.count) {
      return;
    }
    if (this.isTooLong()) {
      this.count.textContent = "Too long to count its words";
      return;
    }
    const used = text.value.split(/\s+/).filter(Boolean).length;
    const limit = Number(text.dataset.words);
    const over = used > limit ? `. ${(used - limit).toLocaleString("en-GB")} too many` : "";
    this.count.textContent = `${used.toLocaleString("en-GB")} of ${limit.toLocaleString("en-GB")} words used${over}`;
  }

  keep() {
    try {
      if (this.isOpen()) {
        localStorage.setItem(this.key, JSON.stringify({ value: this.value(), version: Number(this.versionInput.value) }));
      } else {
        localStorage.removeItem(this.key);
      }
      this.isKept = true;
    } catch {
      this.isKept = false; // no room, or a private window: saving goes on
    }
  }

  // What a crash, a lost network or an ended session left on this device.
  restore() {
    let kept = null;
    try {
      kept = JSON.parse(localStorage.getItem(this.key));
    } catch {
      return;
    }
    if (!kept || kept.value === this.value()) {
      this.keep();
      return;
    }
    this.setValue(kept.value);
    this.versionInput.value = kept.version;
    this.say("Brought back from this device: it was not saved. Saving it now.");
    this.schedule();
  }

  schedule() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), this.pause);
  }

  hurry() {
    if (this.isOpen()) {
      this.pause = PAUSE;
      this.send();
    }
  }

  stop() {
    clearTimeout(this.timer);
    this.stopped = true;
  }

  async send() {
    clearTimeout(this.timer);
    if (this.sending || this.stopped || !this.isOpen() || !this.isWhole() || this.isTooLong()) {
      return;
    }
    this.sending = true;
    const value = this.value();
    let response = null;
    let told = {};
    try {
      response = await fetch(this.form.dataset.autosave, {
        method: "POST",
        keepalive: value.length < 20000,
        headers: {
          "Content-Type": "application/json",
          Accept: "application/json",
          "X-CSRFToken": this.form.querySelector("[name=csrf_token]").value,
        },
        body: JSON.stringify({
          criterion: this.form.dataset.criterion,
          field: this.field,
          value,
          version: Number(this.versionInput.value),
        }),
      });
      const isPage = !(response.headers.get("Content-Type") || "").includes("json"); // such as one that asks to sign in
      told = isPage ? {} : await response.json();
    } catch {
      response = null;
    }
    this.sending = false;
    this.answered(response, told, value);
  }

  answered(response, told, value) {
    if (this.stopped) {
      return;
    }
    if (!response || response.status >= 500) {
      this.unreachable();
      this.pause = Math.min(this.pause * 2, LONGEST_PAUSE);
      this.schedule();
    } else if (response.ok && told.saved) {
      this.saved = value;
      this.versionInput.value = told.version;
      this.keep();
      this.say(`Saved ${told.saved}`);
      if (this.field.startsWith("/inputs/")) {
        showFigures();
      }
      showAsked(told);
      if (this.isOpen()) {
        this.schedule();
      }
    } else if (response.status === 409 && told.version !== undefined) {
      this.say(`Not saved: ${told.message} Choose “Save” to see both texts. Yours is ${this.whereKept()}.`, "bad");
    } else {
      this.say(`Not saved: ${told.message || "You were signed out meanwhile. Choose “Save”, and sign in if you are asked to."} Your text is ${this.whereKept()}.`, "bad");
    }
  }

  unreachable() {
    this.say(`Not saved: offline, ${this.whereKept()}`, "bad");
  }

  say(text, kind = "") {
    if (this.state.textContent !== text) {
      this.state.textContent = text;
    }
    this.state.dataset.kind = kind;
  }
}

const writing = document.querySelector("form[data-autosave]");
if (writing) {
  start(writing);
}
