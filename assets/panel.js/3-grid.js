/* The grid of a year: its rows and fields, the totals of parts, and which fields are sent. */

const gridForm = document.querySelector("form[data-grid]");
const withPlainSpaces = (text) => text.replace(/\s/g, " ");
const prefixOf = (name) => /^f\d+_[^_]+(?=_)/.exec(name)?.[0];

function totalOf(inputs) {
  const numbers = Array.from(inputs, (input) => parseNumber(input.value));
  if (numbers.includes(null) || numbers.some((number) => number.isBlank)) return null;
  const total = addNumbers(numbers);
  if (isEnglish && total.scale === 3) return null; // ambiguous in English: the server adds the parts up
  return formatNumber(total);
}

// The value follows its parts while it is empty or holds their last total.
const partsByValue = new Map();
for (const input of document.querySelectorAll("[data-part-of]")) {
  const value = document.getElementById(input.dataset.partOf);
  if (!partsByValue.has(value)) partsByValue.set(value, []);
  partsByValue.get(value).push(input);
}
for (const [value, inputs] of partsByValue) {
  let lastTotal = totalOf(inputs);
  const update = () => {
    const total = totalOf(inputs);
    if (total === null || total === lastTotal) return;
    const isUntouched = value.value.trim() === "" || withPlainSpaces(value.value) === withPlainSpaces(lastTotal ?? "");
    lastTotal = total;
    if (isUntouched) {
      value.value = total;
      value.dispatchEvent(new Event("input", { bubbles: true }));
    }
  };
  for (const input of inputs) input.addEventListener("input", update);
}

// The value that is recorded: a page that shows unsaved input carries it in an attribute.
function savedValueOf(field) {
  if (field.dataset.saved !== undefined) return field.dataset.saved;
  if (field.tagName !== "SELECT") return field.defaultValue;
  return Array.from(field.options).find((option) => option.defaultSelected)?.value ?? "";
}

const isChanged = (field) => field.value !== savedValueOf(field);

/* A row is what one line of a spreadsheet would be: all months of an indicator, or all of a part. Its cells are fields,
   or elements with `data-text` where nothing can be typed. Folded rows are left out: nobody sees where they end up. */
function rowsOf(form) {
  const rows = Array.from(form.querySelectorAll("[data-row]")).filter((row) => row.checkVisibility());
  return rows.map((row) => ({
    row,
    cells: Array.from(row.querySelectorAll("[data-cell]")).flatMap((cell) => {
      const fields = Array.from(cell.querySelectorAll("input:not([type=hidden]), select"));
      return fields.length ? fields : [cell];
    }),
  }));
}

const isField = (cell) => cell.matches("input, select");
const rowName = (row) => {
  const name = row.closest("tbody").querySelector("[data-name]").textContent.trim();
  const part = row.classList.contains("part") ? row.querySelector("th").textContent.trim() : "";
  return part ? `${name}, ${part}` : name;
};

// Return the names of the figures whose fields differ from what is recorded.
function changedPrefixes() {
  const prefixes = new Set();
  for (const field of gridForm.elements) {
    const prefix = prefixOf(field.name);
    if (prefix && field.type !== "hidden" && isChanged(field)) prefixes.add(prefix);
  }
  for (const cell of gridForm.querySelectorAll("[data-unsaved]")) {
    prefixes.add(prefixOf(cell.querySelector("[name]")?.name ?? ""));
  }
  prefixes.delete(undefined);
  return prefixes;
}

// Only changed figures are sent; with "submit" also drafts, which are submitted as they are.
gridForm?.addEventListener("formdata", (event) => {
  const sent = changedPrefixes();
  if (event.formData.get("do") === "submit") {
    for (const cell of gridForm.querySelectorAll("[data-draft]")) sent.add(prefixOf(cell.querySelector("[name]").name));
  }
  for (const name of new Set(event.formData.keys())) {
    const prefix = prefixOf(name);
    if (prefix && !sent.has(prefix)) event.formData.delete(name);
  }
});
