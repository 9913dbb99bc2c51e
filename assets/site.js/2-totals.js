/* The total of the parts of a figure is shown while they are typed. */

function showTotal(box) {
  const output = box.querySelector("output");
  if (!output) return;
  const numbers = Array.from(box.querySelectorAll("input"), (input) => parseNumber(input.value));
  const isComplete = !numbers.includes(null) && numbers.some((number) => !number.isBlank);
  output.textContent = isComplete ? formatNumber(addNumbers(numbers)) : ""; // a wrong total is worse than none
}

for (const box of document.querySelectorAll("[data-sum]")) {
  box.addEventListener("input", () => showTotal(box));
  showTotal(box); // after "back" a browser restores values without an event
}
