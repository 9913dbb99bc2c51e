/* The grid of a year: parts add up into their value; Enter moves to the next field instead of sending the form. */

const withPlainSpaces = (text) => text.replace(/\s/g, " ");

function totalOf(inputs) {
  const numbers = Array.from(inputs, (input) => parseNumber(input.value));
  if (numbers.includes(null) || numbers.some((number) => number.isBlank)) return null;
  const total = addNumbers(numbers);
  if (isEnglish && total.scale === 3) return null; // ambiguous in English: the server adds the parts up
  return formatNumber(total);
}

// The value follows its parts while it is empty or holds their last total.
for (const box of document.querySelectorAll("[data-parts-of]")) {
  const value = document.getElementById(box.dataset.partsOf);
  const inputs = box.querySelectorAll("input");
  let lastTotal = totalOf(inputs);
  box.addEventListener("input", () => {
    const total = totalOf(inputs);
    if (total === null) return;
    const isUntouched = value.value.trim() === "" || withPlainSpaces(value.value) === withPlainSpaces(lastTotal ?? "");
    if (isUntouched) value.value = total;
    lastTotal = total;
  });
}

for (const form of document.querySelectorAll("form[data-grid]")) {
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.ctrlKey || event.target.tagName !== "INPUT") return;
    event.preventDefault();
    const inputs = Array.from(form.querySelectorAll("input:not([type=hidden])"));
    const visible = inputs.filter((input) => input.offsetParent !== null); // folded fields are skipped
    const next = visible[visible.indexOf(event.target) + 1];
    if (next) {
      next.focus();
      next.select();
    } else {
      form.querySelector(".savebar button").focus();
    }
  });
}
