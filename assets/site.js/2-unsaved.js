/* Leaving a page with typed, unsaved changes asks once; sending the form does not. */

const unsavedForms = new Set();

for (const form of document.querySelectorAll("form[data-guard]")) {
  form.addEventListener("input", () => unsavedForms.add(form));
  form.addEventListener("reset", () => unsavedForms.delete(form));
}
// Only the form that is sent is safe: logging out while another one is half typed still asks.
document.addEventListener("submit", (event) => unsavedForms.delete(event.target));
window.addEventListener("beforeunload", (event) => {
  if (unsavedForms.size) event.preventDefault();
});
