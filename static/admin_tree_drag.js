"use strict";
// Rows of the tree are dragged where a pointer exists. A drop sends the same form as the buttons ↑ and ↓ and “Move
// elsewhere…”, which do the same without this script. A handle is no stop for the keyboard, because the buttons are.
{
  const KINDS = ["finding", "conclusion", "action", "indicator"];
  const SELECTOR = KINDS.map((kind) => `[data-drag^="${kind}-"]`).join(",");
  let dragged = null; // {row, anchor, kind, version, movable}

  const form = () => document.getElementById("tree-change"); // a search replaces it
  const cut = (anchor) => anchor.lastIndexOf("-");
  const kindOf = (anchor) => anchor.slice(0, cut(anchor));
  const keyOf = (anchor) => anchor.slice(cut(anchor) + 1);

  const mark = (row, place) => {
    document.querySelectorAll("[data-drop]").forEach((other) => delete other.dataset.drop);
    if (row) row.dataset.drop = place;
  };

  // Where the dragged row would land: before or after a sibling, or as the last one in another goal or action.
  const targetOf = (event) => {
    if (!dragged) return null;
    const sibling = event.target.closest?.(`[data-drag^="${dragged.kind}-"]`);
    if (sibling?.dataset.parent === dragged.row.dataset.parent) {
      if (sibling === dragged.row) return null;
      const box = sibling.getBoundingClientRect();
      return {row: sibling, place: event.clientY < box.top + box.height / 2 ? "before" : "after"};
    }
    const parent = dragged.movable ? event.target.closest?.(`[data-takes="${dragged.kind}"]`) : null;
    return parent && parent.dataset.node !== dragged.row.dataset.parent ? {row: parent, place: "into"} : null;
  };

  const send = (fields) => {
    for (const [name, value] of Object.entries(fields)) {
      const input = document.createElement("input");
      Object.assign(input, {type: "hidden", name, value});
      form().append(input);
    }
    form().submit();
  };

  // The key of the sibling before which the dragged row lands; 0 after the last one.
  const keyBefore = ({row, place}) => {
    const siblings = [...document.querySelectorAll(SELECTOR)]
      .filter((other) => kindOf(other.dataset.drag) === dragged.kind
        && other.dataset.parent === dragged.row.dataset.parent && other !== dragged.row);
    const next = place === "before" ? row : siblings[siblings.indexOf(row) + 1];
    return next ? keyOf(next.dataset.drag) : "0";
  };

  const addHandle = (row) => {
    const buttons = (row.matches("tbody") ? row.rows[0] : row).querySelector(".tree-buttons");
    if (!buttons || buttons.querySelector(".tree-handle")) return;
    const handle = document.createElement("span");
    handle.className = "tree-handle";
    handle.draggable = true;
    handle.title = form().dataset.dragTitle;
    handle.setAttribute("aria-hidden", "true");
    handle.textContent = "⠿";
    buttons.prepend(handle);
    handle.addEventListener("dragstart", (event) => {
      const {drag, version, movable} = row.dataset;
      dragged = {row, anchor: drag, kind: kindOf(drag), version, movable: movable === "true"};
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", drag);
      event.dataTransfer.setDragImage(row.matches("tbody") ? row.rows[0] : row, 0, 0);
    });
    handle.addEventListener("dragend", () => { dragged = null; mark(null); });
  };

  // A part of the programme, such as the hits of a search, has no handles: the rows between are not seen.
  const addHandles = () => {
    if (document.querySelector("#tree-rows[data-is-whole]")) document.querySelectorAll(SELECTOR).forEach(addHandle);
  };

  addHandles();
  document.addEventListener("htmx:afterSettle", addHandles);

  document.addEventListener("dragover", (event) => {
    const target = targetOf(event);
    mark(target?.row, target?.place);
    if (target) event.preventDefault();
  });

  document.addEventListener("drop", (event) => {
    const target = targetOf(event);
    if (!target) return;
    event.preventDefault();
    const {anchor, version} = dragged;
    if (target.place === "into") send({do: `move:${anchor}:${version}`, to: keyOf(target.row.dataset.node)});
    else send({do: `place:${anchor}:${version}`, before: keyBefore(target)});
  });
}
