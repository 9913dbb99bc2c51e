"use strict";
// Beside each target that is being typed: how the portal understands it. Without this script the page says it after
// saving, or when its button asks for it.
{
  const settings = document.getElementById("understood-at");
  const column = document.getElementById("entry-meaning-text"); // the form of an indicator with its first terms
  const nearest = (field) => field.closest(".inline-related, form");
  const named = (place, name) => place.querySelector(`[name="${name}"], [name$="-${name}"]`);
  const outputs = () => document.querySelectorAll("output.understood");
  const timers = new WeakMap();
  const OF_THE_INDICATOR = ["name", "baseline_value", "baseline_year", "value_type", "measure"];
  const OF_THE_TERMS = ["verbatim", "frequency_verbatim", "frequency", "aggregation"];
  const position = document.getElementById("id_position");
  let isNumberLeftAlone = Boolean(position) && !settings?.dataset.indicator;

  const show = (place, answer) => {
    const output = place.querySelector("output.understood");
    if (output) output.textContent = answer.frequency ? `${answer.target}; ${answer.frequency}` : answer.target;
    if (!column) return;
    column.innerHTML = answer.html; // the server has escaped it
    for (const proposal of document.querySelectorAll("[data-proposal]")) {
      proposal.textContent = answer.proposals[proposal.dataset.proposal] || "";
    }
    if (isNumberLeftAlone && answer.position) position.value = answer.position;
  };

  const ask = async (place) => {
    const action = document.getElementById("id_action");
    const sent = new URLSearchParams({
      action: (action && action.value) || settings.dataset.action,
      indicator: settings.dataset.indicator,
    });
    for (const name of OF_THE_INDICATOR) {
      const field = document.getElementById(`id_${name}`);
      if (field) sent.set(name, field.value.slice(0, 300));
    }
    for (const name of OF_THE_TERMS) {
      const field = named(place, name);
      if (field) sent.set(name, field.value.slice(0, 500));
    }
    try {
      const answer = await fetch(`${settings.dataset.address}?${sent}`, {headers: {Accept: "application/json"}});
      if (answer.ok) show(place, await answer.json());
    } catch { /* offline: the page says it after saving */ }
  };

  const askSoon = (place) => {
    clearTimeout(timers.get(place));
    timers.set(place, setTimeout(ask, 250, place));
  };

  const all = () => {
    if (column) askSoon(column.closest("form"));
    else outputs().forEach((output) => askSoon(nearest(output)));
  };

  const typed = (event) => {
    const name = event.target.name || "";
    if (name === "position") isNumberLeftAlone = false;
    if (name === "action" || OF_THE_INDICATOR.includes(name)) all();
    else if (OF_THE_TERMS.includes(name.replace(/^.*-/, ""))) column ? all() : askSoon(nearest(event.target));
  };

  if (settings) {
    document.addEventListener("input", typed);
    for (const output of outputs()) if (output.textContent.trim() === "–") ask(nearest(output));
  }
}
