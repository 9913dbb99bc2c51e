/* The number on a button counts the ticked boxes of its form. */

for (const place of document.querySelectorAll("[data-ticked]")) {
  const form = place.closest("form");
  const count = () => {
    place.textContent = String(form.querySelectorAll("input[type=checkbox]:checked").length);
  };
  form.addEventListener("change", count);
  count(); // after "back" a browser restores ticks without an event
}
