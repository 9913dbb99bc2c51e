/* Blocks of cells in the grid: Shift+arrows select, Ctrl+C copies for a spreadsheet, Ctrl+V spreads right and down,
   Ctrl+Z takes the last paste back. Pasted text is not converted: the server parses it when the form is sent. */

const MAX_PASTED = 1000; // cells of one block
const MAX_NAMES = 5; // that a message lists
const MAX_NAME_LENGTH = 60; // characters
const EXAMPLES = { count: "12", decimal: "12,5", signed: "\u22123,5", percent: "97,5", money: "1234,50" };
const ARROWS = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] };
const pasteBox = document.querySelector("[data-paste-bar]");
let selection = null; // {anchor, head}: [row, column] each
let lastPaste = null; // [{field, before, after, isTotal}]

// A line break or a tab inside a cell becomes a visible sign: a field would join the numbers around it to one.
function cellText(raw) {
  return raw.trim().replace(/\r\n|\r|\n/g, "⏎").replace(/\t/g, "⇥").replace(/\s+/g, " ");
}

// Return the rows of cells of a copied block; a quoted cell may contain tabs and line breaks.
function parseBlock(text) {
  const rows = [[]];
  const cell = /("(?:[^"]|"")*"(?=[\t\r\n]|$)|[^\t\r\n]*)(\t|\r\n|\r|\n|$)/y;
  const body = text.replace(/(?:\r\n|\r|\n)$/, "");
  for (let match = cell.exec(body); match; match = cell.exec(body)) {
    const raw = match[1].startsWith('"') && match[1].endsWith('"') ? match[1].slice(1, -1).replace(/""/g, '"') : match[1];
    rows[rows.length - 1].push(cellText(raw));
    if (match[2] === "") break;
    if (match[2] !== "\t") rows.push([]);
  }
  return rows;
}

// --- what cannot be a number -----------------------------------------------------------------------------------------

function optionFor(select, text) {
  const plain = text.toLocaleLowerCase();
  return Array.from(select.options).find((option) => [option.value, option.text.toLocaleLowerCase()].includes(plain));
}

function isPlausible(field, text) {
  if (text === "") return true;
  if (field.tagName === "SELECT") return optionFor(field, text) !== undefined;
  if (field.dataset.type === "day") return /^\d/.test(text);
  const number = parseNumber(text);
  if (number === null) return false;
  if (field.dataset.type === "count" && number.scale) return false;
  if (field.dataset.type !== "signed" && number.units < 0n) return false;
  return field.dataset.type === "percent" || !text.endsWith("%");
}

function unmark(field) {
  if (!field.dataset.advice) return;
  document.getElementById(field.dataset.advice)?.remove();
  field.removeAttribute("aria-describedby");
  field.removeAttribute("aria-invalid");
  field.classList.remove("is-invalid");
  delete field.dataset.advice;
}

function markWrong(field, text) {
  unmark(field);
  const texts = pasteBox.dataset;
  const kind = text.startsWith("=") ? "formula" : (field.dataset.type ?? field.tagName);
  const template = { SELECT: texts.wrongAnswer, day: texts.wrongDay, formula: texts.wrongFormula }[kind];
  const advice = document.createElement("span");
  advice.className = "err";
  advice.id = `${field.id}_advice`;
  advice.textContent = (template ?? texts.wrong)
    .replace("{example}", EXAMPLES[field.dataset.type] ?? "")
    .replace("{typed}", text.length > MAX_NAME_LENGTH ? `${text.slice(0, MAX_NAME_LENGTH)}…` : text);
  const label = field.labels[0]?.firstChild?.textContent.trim();
  const isSeveral = field.closest(".cells").children.length > 1;
  if (isSeveral && label) advice.textContent = `${label}: ${advice.textContent}`;
  field.closest(".cells").after(advice);
  field.dataset.advice = advice.id;
  field.setAttribute("aria-describedby", advice.id);
  field.setAttribute("aria-invalid", "true");
  field.classList.add("is-invalid");
}

// --- paste -----------------------------------------------------------------------------------------------------------

function setValue(field, text) {
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function shortList(names) {
  const short = [...new Set(names)].map((name) =>
    name.length > MAX_NAME_LENGTH ? `${name.slice(0, MAX_NAME_LENGTH)}…` : name,
  );
  const rest = short.length - MAX_NAMES;
  return short.slice(0, MAX_NAMES).join("; ") + (rest > 0 ? `; … (+${rest})` : "");
}

function showBar(sentences, { canUndo = false } = {}) {
  pasteBox.hidden = sentences.length === 0;
  pasteBox.querySelector("[role=status]").textContent = sentences.join(" ");
  pasteBox.querySelector("button").hidden = !canUndo;
}

function foldedBetween(rows, first, last) {
  const seen = new Set(rows.slice(first, last + 1).map(({ row }) => row.closest("tbody")));
  if (last <= first) return [];
  return Array.from(seen).filter((body) => {
    const part = body.querySelector(".part[data-row]");
    return part && !part.checkVisibility();
  });
}

// Return what becomes of each value: {fills: [[field, text]], locked: names, overflow: number of values}.
function placeBlock(block, rows, rowIndex, columnIndex) {
  const plan = { fills: [], locked: [], overflow: 0 };
  block.forEach((texts, down) => {
    const target = rows[rowIndex + down];
    texts.forEach((text, right) => {
      if (text === "") return; // an empty cell changes nothing
      const cell = target?.cells[columnIndex + right];
      if (!cell) plan.overflow += 1;
      else if (!isField(cell)) plan.locked.push(rowName(target.row));
      else plan.fills.push([cell, text]);
    });
  });
  return plan;
}

function pasteBlock(block, field) {
  const texts = pasteBox.dataset;
  const cellCount = block.reduce((sum, row) => sum + row.length, 0);
  if (cellCount > MAX_PASTED) {
    const count = formatNumber({ units: BigInt(cellCount), scale: 0 });
    const most = formatNumber({ units: BigInt(MAX_PASTED), scale: 0 });
    showBar([texts.refused.replace("{n}", count).replace("{most}", most)], { canUndo: lastPaste !== null });
    return;
  }
  const rows = rowsOf(gridForm);
  const rowIndex = rows.findIndex(({ cells }) => cells.includes(field));
  const plan = placeBlock(block, rows, rowIndex, rows[rowIndex].cells.indexOf(field));
  const totals = new Set(plan.fills.map(([cell]) => document.getElementById(cell.dataset.partOf)).filter(Boolean));
  const filled = new Set(plan.fills.map(([cell]) => cell));
  const changes = [...filled, ...[...totals].filter((total) => !filled.has(total))].map((cell) => ({
    field: cell,
    before: cell.value,
    isTotal: !filled.has(cell),
  }));
  forgetPaste();
  let wrong = 0;
  for (const [cell, text] of plan.fills) {
    const isRight = isPlausible(cell, text);
    const option = cell.tagName === "SELECT" ? optionFor(cell, text) : null;
    if (cell.tagName !== "SELECT") setValue(cell, text);
    else if (option) setValue(cell, option.value);
    cell.classList.add("is-pasted");
    if (!isRight) markWrong(cell, text);
    wrong += isRight ? 0 : 1;
  }
  lastPaste = changes.map((change) => ({ ...change, after: change.field.value }));
  const last = Math.min(rowIndex + block.length, rows.length) - 1;
  const folded = foldedBetween(rows, rowIndex, last).map((body) => body.querySelector("[data-name]").textContent.trim());
  const sentences = [texts.pasted.replace("{n}", plan.fills.length - wrong)];
  if (wrong) sentences.push(texts.unfit.replace("{n}", wrong));
  if (plan.overflow) sentences.push(texts.overflow.replace("{n}", plan.overflow));
  if (plan.locked.length) sentences.push(texts.locked.replace("{names}", shortList(plan.locked)));
  if (folded.length) sentences.push(texts.folded.replace("{names}", shortList(folded)));
  sentences.push(texts.unsaved);
  showBar(sentences, { canUndo: plan.fills.length > 0 });
}

function forgetPaste() {
  for (const { field } of lastPaste ?? []) field.classList.remove("is-pasted");
  lastPaste = null;
}

// Give every field of the last block its former value; fields that were edited since keep what was typed.
function undoPaste() {
  const changes = (lastPaste ?? []).filter(({ field, after }) => field.value === after);
  for (const { field, before } of changes.filter(({ isTotal }) => !isTotal)) setValue(field, before);
  for (const { field, before } of changes.filter(({ isTotal }) => isTotal)) setValue(field, before);
  for (const { field } of changes) unmark(field);
  forgetPaste();
  showBar([pasteBox.dataset.undone]);
}

function handlePaste(event) {
  const field = event.target;
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (!field.closest?.("[data-cell]") || !isField(field)) return;
  if (text === "" && event.clipboardData?.types.length) {
    event.preventDefault();
    showBar([pasteBox.dataset.noText], { canUndo: lastPaste !== null }); // a picture or a file
    return;
  }
  const block = parseBlock(text);
  if (block.length === 1 && block[0].length === 1) return; // an ordinary paste
  event.preventDefault();
  event.stopPropagation();
  clearSelection();
  pasteBlock(block, field);
}

// --- selection and copy ----------------------------------------------------------------------------------------------

function selectedCells() {
  const [[top, left], [bottom, right]] = [0, 1].map((end) =>
    [0, 1].map((axis) => Math[end ? "max" : "min"](selection.anchor[axis], selection.head[axis])),
  );
  return rowsOf(gridForm).slice(top, bottom + 1).map(({ cells }) => cells.slice(left, right + 1));
}

function clearSelection() {
  if (!selection) return;
  selection = null;
  for (const cell of gridForm.querySelectorAll(".is-selected")) cell.classList.remove("is-selected");
}

function extendSelection(field, key) {
  const rows = rowsOf(gridForm);
  if (!selection) {
    const row = rows.findIndex(({ cells }) => cells.includes(field));
    if (row < 0) return;
    const place = [row, rows[row].cells.indexOf(field)];
    selection = { anchor: place, head: [...place] };
  }
  const [down, right] = ARROWS[key];
  const width = Math.max(...rows.map(({ cells }) => cells.length));
  selection.head = [
    Math.min(Math.max(selection.head[0] + down, 0), rows.length - 1),
    Math.min(Math.max(selection.head[1] + right, 0), width - 1),
  ];
  for (const cell of gridForm.querySelectorAll(".is-selected")) cell.classList.remove("is-selected");
  const cells = selectedCells().flat();
  for (const cell of cells) cell.classList.add("is-selected");
  rows[selection.head[0]].row.scrollIntoView({ block: "nearest" });
  showBar([pasteBox.dataset.selected.replace("{n}", cells.length)], { canUndo: lastPaste !== null });
}

// Numbers are copied without spaces and with a plain minus, so that a spreadsheet reads them as numbers.
function textOf(cell) {
  if (!isField(cell)) return plainNumber(cell.dataset.text ?? "");
  if (cell.tagName === "SELECT") return cell.value === "" ? "" : cell.selectedOptions[0].text;
  return plainNumber(cell.value.trim());
}

function plainNumber(text) {
  return parseNumber(text) === null ? text.replace(/\s+/g, " ") : text.replace(/\s/g, "").replace("\u2212", "-");
}

function handleBlockKey(event) {
  const field = event.target;
  const isZ = event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
  if (isZ && lastPaste?.some((change) => change.field === field && change.after === field.value)) {
    event.preventDefault();
    undoPaste();
    return;
  }
  if (!field.closest("[data-cell]") || field.tagName !== "INPUT") return;
  const isVertical = ["ArrowUp", "ArrowDown"].includes(event.key);
  if (event.shiftKey && !event.ctrlKey && !event.altKey && event.key in ARROWS) {
    if (!selection && !isVertical && !isAtEdge(field, event.key)) return;
    event.preventDefault();
    extendSelection(field, event.key);
    return;
  }
  if (["Shift", "Control", "Meta", "Alt"].includes(event.key) || event.ctrlKey || event.metaKey) return;
  if (selection && event.key === "Escape") event.preventDefault(); // the value stays
  clearSelection();
}

if (gridForm && pasteBox) {
  gridForm.addEventListener("paste", handlePaste);
  gridForm.addEventListener("keydown", handleBlockKey, { capture: true }); // before the keys that move the focus
  gridForm.addEventListener("pointerdown", clearSelection);
  gridForm.addEventListener("copy", (event) => {
    if (!selection) return;
    const lines = selectedCells().map((cells) => cells.map(textOf).join("\t"));
    event.clipboardData.setData("text/plain", lines.join("\n"));
    event.preventDefault();
  });
  gridForm.addEventListener("input", (event) => {
    const field = event.target;
    if (field.dataset?.advice && isPlausible(field, field.value.trim())) unmark(field);
    const change = lastPaste?.find((entry) => entry.field === field);
    if (change && field.value !== change.after) field.classList.remove("is-pasted");
  });
  pasteBox.querySelector("button").addEventListener("click", () => {
    const field = lastPaste?.[0]?.field;
    undoPaste();
    field?.focus();
  });
}
