/* The total of the parts of a figure is shown while they are typed, and how far it is from the value. */

function showDifference(box, numbers) {
  const place = box.querySelector("[data-difference]");
  const value = document.getElementById(box.dataset.value ?? "");
  if (!place || !value) return;
  const target = parseNumber(value.value);
  const isKnown = target && !target.isBlank && !numbers.includes(null) && numbers.some((number) => !number.isBlank);
  const total = isKnown ? addNumbers(numbers) : null;
  const difference = isKnown ? addNumbers([target, { units: -total.units, scale: total.scale }]) : { units: 0n };
  const text = difference.units > 0n ? box.dataset.missing : box.dataset.surplus;
  const size = { ...difference, units: difference.units < 0n ? -difference.units : difference.units };
  place.textContent = difference.units === 0n ? "" : text.replace("{n}", formatNumber(size));
}

function showTotal(box) {
  const output = box.querySelector("output");
  if (!output) return;
  const numbers = Array.from(box.querySelectorAll("input"), (input) => parseNumber(input.value));
  const isComplete = !numbers.includes(null) && numbers.some((number) => !number.isBlank);
  showDifference(box, numbers);
  output.textContent = isComplete ? formatNumber(addNumbers(numbers)) : ""; // a wrong total is worse than none
}

for (const box of document.querySelectorAll("[data-sum]")) {
  box.addEventListener("input", () => showTotal(box));
  document.getElementById(box.dataset.value ?? "")?.addEventListener("input", () => showTotal(box));
  showTotal(box); // after "back" a browser restores values without an event
}
