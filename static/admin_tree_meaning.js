"use strict";
// Below the row of a new indicator: how its target is understood while it is typed. Without this script the tree
// shows it once the indicator is added.
{
  const output = document.querySelector(".tree-understood output");
  const form = output?.closest("form");
  let timer;

  const ask = async () => {
    const fields = new FormData(form);
    const typed = (name) => String(fields.get(name) ?? "").trim();
    output.parentElement.hidden = !typed("verbatim");
    if (!typed("verbatim")) return;
    const query = new URLSearchParams({
      action: output.dataset.action,
      name: typed("name").slice(0, 300),
      verbatim: typed("verbatim"),
      frequency_verbatim: typed("frequency_verbatim"),
    });
    try {
      const answer = await fetch(`${output.dataset.address}?${query}`, {headers: {Accept: "application/json"}});
      if (!answer.ok) return;
      const meaning = await answer.json();
      output.textContent = [meaning.target, meaning.frequency].filter(Boolean).join("; ");
    } catch { /* offline: the tree shows it once the indicator is added */ }
  };

  form?.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 300);
  });
}
