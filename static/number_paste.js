/* Several numbers pasted into one field are refused: a browser would join "12⏎345" to 12345. The server refuses them too,
   but never sees the line break. A break around a single number, which spreadsheets add, is left out. */
(function () {
  "use strict";

  const FIELDS = "input[inputmode=decimal], input[type=number]";
  const LONGEST = 30;
  const refused = document.currentScript.dataset.refused;
  let told = null;

  function forget() {
    if (told) told.remove();
    told = null;
  }

  document.addEventListener("paste", function (event) {
    const field = event.target.closest ? event.target.closest(FIELDS) : null;
    if (!field || !event.clipboardData) return;
    const text = event.clipboardData.getData("text/plain").trim();
    forget();
    if (!/[\t\n\r\v\f\x85\u2028\u2029]/.test(text)) return;
    event.preventDefault();
    const shown = text.replace(/\r\n|[\n\r\v\f\x85\u2028\u2029]/g, "⏎").replace(/\t/g, "⇥");
    told = document.createElement("div");
    told.className = "invalid-feedback paste-refused";
    told.setAttribute("role", "alert");
    (field.closest(".with-unit") || field).after(told);
    told.textContent = refused.replace("{typed}", shown.length > LONGEST ? shown.slice(0, LONGEST) + "…" : shown);
  });
  document.addEventListener("input", forget);
})();
