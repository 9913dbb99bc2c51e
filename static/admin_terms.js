"use strict";
// Beside each target that is being typed: how the portal understands it. Without this script the page says it after saving.
{
  const settings = document.getElementById("understood-at");
  const nearest = (field) => field.closest(".inline-related, form");
  const named = (place, name) => place.querySelector(`[name="${name}"], [name$="-${name}"]`);
  const timers = new WeakMap();

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
    });
    try {
      const answer = await fetch(`${settings.dataset.address}?${sent}`, {headers: {Accept: "application/json"}});
      if (!answer.ok) return;
      const told = await answer.json();
      shown.textContent = told.frequency ? `${told.target}; ${told.frequency}` : told.target;
    } catch { /* offline: the page says it after saving */ }
  };

  const typed = (event) => {
    const field = event.target;
    if (!/(^|-)(verbatim|frequency_verbatim)$/.test(field.name || "")) return;
    const place = nearest(field);
    clearTimeout(timers.get(place));
    timers.set(place, setTimeout(ask, 250, place));
  };

  if (settings) {
    document.addEventListener("input", typed);
    for (const output of document.querySelectorAll("output.understood")) if (output.textContent.trim() === "–") ask(nearest(output));
  }
}
