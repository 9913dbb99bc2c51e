/* The bar below the grid: the cell that has the focus, and the number of changed figures; changed cells are marked. */

const gridBar = document.querySelector("[data-grid-bar]");

function showPlace(field) {
  const place = gridBar.querySelector("[data-place]");
  const cell = field.closest("[data-cell]");
  place.hidden = !cell;
  if (!cell) return;
  const row = field.closest("tbody").querySelector("[data-row]");
  const short = field.labels[0]?.firstChild?.textContent.trim();
  const heading = document.createElement("b");
  heading.textContent = [rowName(field.closest("[data-row]")), short].filter(Boolean).join(", ");
  const facts = [
    [place.dataset.last, cell.dataset.last],
    [place.dataset.target, row.dataset.target],
    [place.dataset.before, isChanged(field) ? savedValueOf(field) || place.dataset.empty : ""],
  ];
  place.replaceChildren(
    heading,
    ...facts.filter(([, value]) => value).map(([name, value]) => {
      const fact = document.createElement("span");
      fact.textContent = `${name}: ${value}`;
      return fact;
    }),
  );
}

function showChanges() {
  const count = changedPrefixes().size;
  gridBar.querySelector("[data-changed]").textContent = count ? `\u00a0(${count})` : "";
}

if (gridForm && gridBar) {
  let isWaiting = false;
  gridForm.addEventListener("focusin", ({ target }) => {
    if (!gridBar.contains(target)) showPlace(target); // the bar keeps its height while its buttons are pressed
  });
  gridForm.addEventListener("input", (event) => {
    const field = event.target;
    if (prefixOf(field.name)) field.classList.toggle("is-changed", isChanged(field));
    if (field === document.activeElement) showPlace(field);
    if (isWaiting) return;
    isWaiting = true; // a pasted block changes many fields at once
    requestAnimationFrame(() => {
      isWaiting = false;
      showChanges();
    });
  });
  showChanges(); // after "back" a browser restores values without an event
  if (document.activeElement.closest?.("[data-cell]")) showPlace(document.activeElement);
}
