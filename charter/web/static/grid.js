// A data table filled in by keyboard: arrows and Enter move, a block from a spreadsheet is pasted from a cell on.
const form = document.querySelector("form[data-grid]");

if (form) {
  start(form);
}

function start(form) {
  const key = `charter:table:${form.dataset.grid}`;
  const version = form.querySelector("[name=version]");
  const draft = form.querySelector("[name=draft]");
  const state = form.querySelector("[data-grid-state]");
  const inputs = [...form.querySelectorAll(".charter-grid__input")];
  const saved = new Map(inputs.map((input) => [input.name, input.dataset.saved ?? input.value]));
  const undone = [];
  const check = checker(form);

  const changes = () => inputs.filter((input) => input.value !== saved.get(input.name));

  function keep() {
    const open = changes();
    try {
      if (open.length) {
        const cells = Object.fromEntries(open.map((input) => [input.name, input.value]));
        localStorage.setItem(key, JSON.stringify({ version: version.value, draft: draft.value, cells }));
      } else {
        localStorage.removeItem(key);
      }
    } catch {
      // the device keeps nothing, as in a private window
    }
    state.textContent = open.length ? `Not saved yet: ${count(open.length, "cell")} changed, kept on this device` : "";
  }

  function mark(input) {
    input.classList.toggle("charter-grid__input--new", input.value !== saved.get(input.name));
    const text = plain(input.value);
    const isCount = input.getAttribute("inputmode") !== "numeric" || text === "" || /^\d{1,8}$/.test(text);
    input.classList.toggle("charter-grid__input--error", !isCount);
    if (isCount) {
      input.removeAttribute("aria-invalid");
    } else {
      input.setAttribute("aria-invalid", "true");
    }
  }

  function changed(touched) {
    touched.forEach(mark);
    new Set(touched.map((input) => input.closest("[data-block]"))).forEach(total);
    keep();
    check();
  }

  // What a crash, a lost network or an ended session left on this device, but for what was saved since.
  function restore() {
    const kept = recall(key);
    draft.value = draft.value || (kept && kept.draft) || Date.now().toString(36) + Math.random().toString(36).slice(2, 10);
    if (form.hasAttribute("data-carried")) {
      keep();
      return;
    }
    const open = kept ? inputs.filter((input) => input.name in kept.cells && plain(kept.cells[input.name]) !== plain(input.value)) : [];
    if (!open.length) {
      keep();
      return;
    }
    open.forEach((input) => { input.value = kept.cells[input.name]; });
    version.value = kept.version;
    changed(open);
    state.textContent = `Brought back from this device: ${count(open.length, "cell")} not saved`;
  }

  form.addEventListener("input", (event) => {
    if (event.target.matches(".charter-grid__input")) {
      undone.length = 0; // what is typed is taken back by the browser itself
      changed([event.target]);
    }
  });
  form.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "z" && undone.length) {
      event.preventDefault();
      const before = undone.pop();
      before.forEach(([input, value]) => { input.value = value; });
      changed(before.map(([input]) => input));
      return;
    }
    move(event);
  });
  form.addEventListener("paste", (event) => {
    const input = event.target.closest(".charter-grid__input");
    const text = event.clipboardData.getData("text/plain");
    if (!input || !/[\t\n]/.test(text.trimEnd())) {
      return;
    }
    event.preventDefault();
    const { placed, leftOver } = place(input, text);
    undone.push(placed.map(([cell]) => [cell, cell.value]));
    placed.forEach(([cell, value]) => { cell.value = value; });
    changed(placed.map(([cell]) => cell));
    const left = leftOver ? ` ${count(leftOver, "cell")} had no place in the table.` : "";
    state.textContent = `${count(placed.length, "cell")} pasted.${left} Not saved yet: kept on this device. Ctrl and Z takes it back.`;
  });
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
  restore();
}

// What this device kept of the table; nothing where the site says that just this was saved.
function recall(key) {
  let kept = null;
  try {
    kept = JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
  const [, told] = location.hash.split("#saved-");
  if (told) {
    history.replaceState(history.state, "", location.pathname + location.search);
  }
  return told && kept && told === kept.draft ? null : kept;
}

// Asks the site, when somebody pauses, what does not agree in what they typed so far.
function checker(form) {
  const place = document.querySelector("[data-grid-checks]");
  let timer = null;
  let asked = null;
  const ask = async () => {
    const body = new FormData(form);
    ["file", "block_text"].forEach((name) => body.delete(name));
    asked?.abort();
    asked = new AbortController();
    try {
      const headers = { Accept: "application/json" };
      const response = await fetch(form.dataset.checks, { method: "POST", body, headers, signal: asked.signal });
      const told = response.ok ? (await response.json()).html : place.innerHTML;
      if (told.trim() !== place.innerHTML.trim()) {
        place.innerHTML = told;
      }
    } catch {
      // the network is away: saving says the same
    }
  };
  return () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 600);
  };
}

function count(number, noun) {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

// Where the lines of a pasted block go: by their names where it has them, else from the cell on, to the right and down.
function place(input, text) {
  const lines = text.replace(/\r\n?/g, "\n").replace(/\n$/, "").split("\n").map((line) => line.split("\t").map((cell) => cell.trim()));
  const rows = [...input.closest("tbody").children];
  const start = { row: rows.indexOf(input.closest("tr")), column: cellsOf(input.closest("tr")).indexOf(input) };
  const heads = [...input.closest("table").querySelectorAll("thead th")].map(nameOf);
  const names = rows.map((row) => nameOf(row.querySelector("th")));
  const hasHeads = lines.length > 1 && areNames(lines[0], heads);
  const body = hasHeads ? lines.slice(1) : lines;
  const hasNames = areNames(body.map((line) => line[0]), names);
  const placed = [];
  let leftOver = 0;
  body.forEach((line, down) => {
    const row = hasNames ? names.indexOf(nameOf(line[0])) : start.row + down;
    const cells = rows[row] ? cellsOf(rows[row]) : [];
    line.slice(hasNames ? 1 : 0).forEach((value, right) => {
      const head = hasHeads ? lines[0][right + (hasNames ? 1 : 0)] ?? "" : "";
      const column = hasHeads ? heads.indexOf(nameOf(head)) : start.column + right;
      if (cells[column]) {
        placed.push([cells[column], valueFor(cells[column], value)]);
      } else {
        leftOver += value === "" ? 0 : 1;
      }
    });
  });
  return { placed, leftOver };
}

function nameOf(text) {
  return (typeof text === "string" ? text : text.textContent).trim().replace(/\s+/g, " ").toLowerCase();
}

// Whether at least half of what says something, and is no number, is a name.
function areNames(cells, names) {
  const said = cells.filter((cell) => cell && !/^\d+$/.test(plain(cell))).map(nameOf);
  return said.length > 0 && said.filter((cell) => names.includes(cell)).length * 2 >= said.length;
}

// A list of choices takes the choice that is called so.
function valueFor(cell, value) {
  const choice = [...(cell.options ?? [])].find((option) => nameOf(option) === nameOf(value));
  return choice ? choice.value : value;
}

function cellsOf(row) {
  return [...row.querySelectorAll(".charter-grid__input")];
}

function move(event) {
  const input = event.target.closest(".charter-grid__input");
  if (!input || event.altKey || event.ctrlKey || event.metaKey) {
    return;
  }
  const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], Enter: [event.shiftKey ? -1 : 1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  const step = steps[event.key];
  if (!step || (input.tagName === "SELECT" && event.key !== "Enter")) {
    return;
  }
  const isText = input.tagName === "INPUT" && input.selectionStart !== null;
  const atStart = !isText || (input.selectionStart === 0 && (input.selectionEnd === 0 || input.selectionEnd === input.value.length));
  const atEnd = !isText || input.selectionEnd === input.value.length;
  if ((event.key === "ArrowLeft" && !atStart) || (event.key === "ArrowRight" && !atEnd)) {
    return;
  }
  event.preventDefault();
  const rows = [...input.closest("tbody").children];
  const row = rows.indexOf(input.closest("tr"));
  const column = cellsOf(rows[row]).indexOf(input);
  const target = rows[row + step[0]] && cellsOf(rows[row + step[0]])[column + step[1]];
  if (target) {
    target.focus();
    if (target.select) {
      target.select();
    }
  }
}

function plain(text) {
  const trimmed = text.trim();
  return /^\d{1,3}([,\u00a0\u202f ’']\d{3})+$/.test(trimmed) ? trimmed.replace(/\D/g, "") : trimmed;
}

function sum(texts) {
  const counts = texts.map(plain).filter((text) => /^\d+$/.test(text)).map(Number);
  return counts.length ? counts.reduce((all, one) => all + one, 0).toLocaleString("en-GB") : "";
}

function total(block) {
  const rows = [...block.querySelectorAll("tbody tr")];
  const foot = [...block.querySelectorAll("tfoot [data-total]")];
  for (const row of rows) {
    const cell = row.querySelector("[data-total]");
    if (cell) {
      cell.textContent = sum(cellsOf(row).map((input) => input.value));
    }
  }
  const lines = rows.filter((row) => !row.hasAttribute("data-sum")).map((row) => cellsOf(row).map((input) => input.value));
  const hasLineTotals = rows.some((row) => row.querySelector("[data-total]"));
  foot.forEach((cell, place) => {
    const texts = hasLineTotals && place === foot.length - 1 ? lines.flat() : lines.map((line) => line[place]);
    cell.textContent = sum(texts);
  });
}
