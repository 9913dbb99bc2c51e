"use strict";
// Beside each target that is being typed: how the portal understands it. Without this script the page says it after saving.
{
  const settings = document.getElementById("understood-at");
  const nearest = (field) => field.closest(".inline-related, form");
  const named = (place, name) => place.querySelector(`[name="${name}"], [name$="-${name}"]`);
  const outputs = () => document.querySelectorAll("output.understood");
  const timers = new WeakMap();
  const OF_THE_INDICATOR = ["name", "baseline_value", "baseline_year"]; // the meaning of a target depends on these too

  const ask = async (place) => {
    const verbatim = named(place, "verbatim"), frequency = named(place, "frequency_verbatim");
    const shown = place.querySelector("output.understood");
    if (!verbatim || !shown) return;
    if (!verbatim.value.trim()) { shown.textContent = "–"; return; }
    const action = document.getElementById("id_action");
    const sent = new URLSearchParams({
      verbatim: verbatim.value,
      frequency_verbatim: frequency ? frequency.value : "",
      action: (action && action.value) || settings.dataset.action,
      indicator: settings.dataset.indicator,
    });
    for (const name of OF_THE_INDICATOR) {
      const field = document.getElementById(`id_${name}`);
      if (field) sent.set(name, field.value.slice(0, 300));
    }
    try {
      const answer = await fetch(`${settings.dataset.address}?${sent}`, {headers: {Accept: "application/json"}});
      if (!answer.ok) return;
      const told = await answer.json();
      shown.textContent = told.frequency ? `${told.target}; ${told.frequency}` : told.target;
    } catch { /* offline: the page says it after saving */ }
  };

  const askSoon = (place) => {
    clearTimeout(timers.get(place));
    timers.set(place, setTimeout(ask, 250, place));
  };

  const all = () => outputs().forEach((output) => askSoon(nearest(output)));

  const typed = (event) => {
    const field = event.target;
    if (OF_THE_INDICATOR.includes(field.name)) all();
    if (!/(^|-)(verbatim|frequency_verbatim)$/.test(field.name || "")) return;
    askSoon(nearest(field));
  };

  if (settings) {
    document.addEventListener("input", typed);
    // The list of actions is Django's own: its choice is an event of jQuery alone. With the action comes the programme.
    window.django?.jQuery?.("#id_action").on("change", all);
    for (const output of outputs()) if (output.textContent.trim() === "–") ask(nearest(output));
  }
}
