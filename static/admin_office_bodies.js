"use strict";
// Choosing the level proposes the names of the office's bodies. Without this script they are filled in on saving.
{
  const level = document.getElementById("id_level");
  const proposals = level ? JSON.parse(level.dataset.proposals) : {};
  const proposed = (name) => Object.values(proposals).map((proposal) => proposal[name]);

  if (level) level.addEventListener("change", () => {
    for (const [name, value] of Object.entries(proposals[level.value] || {})) {
      const field = document.getElementById(`id_${name}`);
      if (!field.value || proposed(name).includes(field.value)) field.value = value;
    }
  });
}
