/* The keys of the grid: Enter, arrows, Escape, Alt+arrows, Ctrl+Enter; the focus on the first cell and after a save. */

const FOCUS_KEY = "grid-focus"; // of sessionStorage: the field that had the focus when the form was sent
let column = null; // the middle of the column in which the caret moves up and down, in pixels

// Return the lines of fields as they are seen: twelve months are two lines of six.
function linesOf(form) {
  const lines = [];
  for (const { cells } of rowsOf(form)) {
    let top = null;
    for (const field of cells.filter(isField)) {
      const box = field.getBoundingClientRect();
      if (top === null || Math.abs(box.top - top) > box.height / 2) {
        lines.push([]);
        top = box.top;
      }
      lines[lines.length - 1].push(field);
    }
  }
  return lines;
}

const middleOf = (field) => {
  const box = field.getBoundingClientRect();
  return box.left + box.width / 2;
};

function focusField(field) {
  field.focus();
  if (field.select) field.select();
}

// Move the focus by lines or by fields; return whether there was a place to go to.
function moveFocus(field, { down = 0, right = 0 }) {
  const lines = linesOf(gridForm);
  const index = lines.findIndex((line) => line.includes(field));
  if (index < 0) return false;
  let target;
  if (right) {
    target = lines.flat()[lines.flat().indexOf(field) + right];
  } else {
    const middle = column ?? middleOf(field);
    target = lines[index + down]?.reduce((best, other) =>
      Math.abs(middleOf(other) - middle) < Math.abs(middleOf(best) - middle) ? other : best,
    );
    if (target) {
      focusField(target);
      column = middle; // a row with one wide field does not change the column
      return true;
    }
  }
  if (target) focusField(target);
  return Boolean(target);
}

// Whether the caret is where the arrow cannot move it inside the field.
function isAtEdge(field, key) {
  if (field.tagName !== "INPUT") return false;
  const { selectionStart: start, selectionEnd: end, value } = field;
  if (start === 0 && end === value.length) return true;
  return start === end && (key === "ArrowLeft" ? start === 0 : end === value.length);
}

function toggleParts(field, isOpen) {
  const fold = field.closest("tbody").querySelector(".fold-parts");
  if (!fold || fold.open === isOpen) return;
  fold.open = isOpen;
  const input = fold.closest("[data-row]").querySelector(".cells :is(input:not([type=hidden]), select)");
  if (!isOpen && !field.checkVisibility()) focusField(input);
}

function restoreSaved(field) {
  if (!isChanged(field)) return;
  field.value = savedValueOf(field);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

const MOVES = {
  Enter: { down: 1 },
  ArrowDown: { down: 1 },
  ArrowUp: { down: -1 },
  ArrowRight: { right: 1 },
  ArrowLeft: { right: -1 },
};

function handleKey(event) {
  const field = event.target;
  if (event.isComposing || event.defaultPrevented) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    const button = gridForm.querySelector("[name=do][value=save]");
    if (button) gridForm.requestSubmit(button);
    event.preventDefault();
    return;
  }
  if (!field.closest("[data-cell]") || !isField(field) || event.ctrlKey || event.metaKey) return;
  if (event.altKey) {
    if (field.tagName !== "INPUT" || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
    toggleParts(field, event.key === "ArrowDown");
    event.preventDefault();
    return;
  }
  if (event.key === "Escape") {
    restoreSaved(field);
    event.preventDefault();
    return;
  }
  const move = MOVES[event.key];
  if (!move || (event.shiftKey && event.key !== "Enter")) return; // Shift+arrows select
  if (event.key !== "Enter" && field.tagName === "SELECT") return; // arrows choose an option
  if (move.right && !isAtEdge(field, event.key)) return;
  const isMoved = moveFocus(field, event.shiftKey ? { down: -1 } : move);
  if (isMoved || event.key === "Enter") event.preventDefault();
  if (!isMoved && event.key === "Enter" && !event.shiftKey) gridForm.querySelector(".savebar button")?.focus();
}

function focusFirst() {
  const saved = JSON.parse(sessionStorage.getItem(FOCUS_KEY) ?? "null");
  sessionStorage.removeItem(FOCUS_KEY);
  if (document.querySelector(".errsum, .ask") || location.hash) return;
  const isReturn = saved?.path === location.pathname;
  const field = isReturn ? document.getElementById(saved.field) : linesOf(gridForm)[0]?.[0];
  if (isReturn) for (const id of saved.rows) document.getElementById(id)?.classList.add("just-saved");
  if (!field?.checkVisibility() || !matchMedia("(pointer: fine)").matches) return; // no keyboard on the screen unasked
  field.focus({ preventScroll: !isReturn });
  if (field.select) field.select();
}

if (gridForm) {
  gridForm.addEventListener("keydown", handleKey);
  gridForm.addEventListener("focusin", () => {
    column = null;
  });
  gridForm.addEventListener("submit", () => {
    const rows = Array.from(changedPrefixes(), (prefix) => `w${/\d+/.exec(prefix)[0]}`);
    const field = document.activeElement.closest("[data-cell]") ? document.activeElement.id : "";
    sessionStorage.setItem(FOCUS_KEY, JSON.stringify({ path: location.pathname, field, rows }));
  });
  focusFirst();
}
