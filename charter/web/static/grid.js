// A data table filled in by keyboard: arrows and Enter move, a block from a spreadsheet is pasted from a cell on.
const form = document.querySelector("form[data-grid]");

if (form) {
  start(form);
}

function start(form) {
  const key = `charter:table:${form.dataset.grid}`;
  const version = form.querySelector("[name=version]");
  const state = form.querySelector("[data-grid-state]");
  const inputs = [...form.querySelectorAll(".charter-grid__input")];
  const saved = new Map(inputs.map((input) => [input.name, input.classList.contains("charter-grid__input--new") ? null : input.value]));
  const undone = [];

  const changes = () => inputs.filter((input) => input.value !== saved.get(input.name));

  function keep() {
    const open = changes();
    try {
      if (open.length) {
        const cells = Object.fromEntries(open.map((input) => [input.name, input.value]));
        localStorage.setItem(key, JSON.stringify({ version: version.value, cells }));
      } else {
        localStorage.removeItem(key);
      }
    } catch {
      // the device keeps nothing, as in a private window
    }
    state.textContent = open.length ? `Not saved yet: ${open.length} ${open.length === 1 ? "cell" : "cells"} changed, kept on this device` : "";
  }

  function mark(input) {
    input.classList.toggle("charter-grid__input--new", input.value !== saved.get(input.name));
    const count = plain(input.value);
    const isCount = input.getAttribute("inputmode") !== "numeric" || count === "" || /^\d{1,8}$/.test(count);
    input.classList.toggle("charter-grid__input--error", !isCount);
    input.toggleAttribute("aria-invalid", !isCount);
  }

  function changed(touched) {
    touched.forEach(mark);
    new Set(touched.map((input) => input.closest("[data-block]"))).forEach(total);
    keep();
  }

  function restore() {
    let kept = null;
    try {
      kept = JSON.parse(localStorage.getItem(key));
    } catch {
      return;
    }
    const open = kept ? inputs.filter((input) => input.name in kept.cells && kept.cells[input.name] !== input.value) : [];
    if (!open.length) {
      return;
    }
    open.forEach((input) => { input.value = kept.cells[input.name]; });
    version.value = kept.version;
    changed(open);
    state.textContent = `Brought back from this device: ${open.length} ${open.length === 1 ? "cell was" : "cells were"} not saved`;
  }

  form.addEventListener("input", (event) => event.target.matches(".charter-grid__input") && changed([event.target]));
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
    const placed = place(input, text);
    undone.push(placed.map(([cell]) => [cell, cell.value]));
    placed.forEach(([cell, value]) => { cell.value = value; });
    changed(placed.map(([cell]) => cell));
    state.textContent = `${placed.length} cells pasted. Not saved yet: kept on this device. Ctrl and Z takes it back.`;
  });
  form.addEventListener("submit", (event) => {
    if (!(event.submitter && event.submitter.name === "fill")) {
      try {
        localStorage.removeItem(key);
      } catch {
        // nothing was kept
      }
    }
  });
  restore();
}

// Where the lines of a pasted block go: from the cell on, to the right and down.
function place(input, text) {
  const row = input.closest("tr");
  const rows = [...row.parentElement.children];
  const first = cellsOf(row).indexOf(input);
  const lines = text.replace(/\r\n?/g, "\n").replace(/\n$/, "").split("\n").map((line) => line.split("\t"));
  const placed = [];
  lines.forEach((line, down) => {
    const cells = rows[rows.indexOf(row) + down] ? cellsOf(rows[rows.indexOf(row) + down]) : [];
    line.forEach((value, right) => {
      if (cells[first + right]) {
        placed.push([cells[first + right], value.trim()]);
      }
    });
  });
  return placed;
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
  foot.forEach((cell, place) => {
    const texts = place === foot.length - 1 ? lines.flat() : lines.map((line) => line[place]);
    cell.textContent = sum(texts);
  });
}
