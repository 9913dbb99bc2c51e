/* Several numbers pasted into one field are refused: a browser would join "12⏎345" to 12345. The server refuses them too,
   but never sees the line break. A break around a single number, which spreadsheets add, is left out.

   A file of its own, because the administration loads it without site.js. */

const FIELDS = "input[inputmode=decimal], input[type=number]";
const MAX_LENGTH = 30; // characters of the pasted text that the message quotes
const BREAK = /[\t\n\r\v\f\x85\u2028\u2029]/;
const refusal = document.querySelector("script[data-refused]").dataset.refused;
let message = null;

function removeMessage() {
  message?.remove();
  message = null;
}

function showMessage(field, text) {
  const visible = text.replace(/\r\n|[\n\r\v\f\x85\u2028\u2029]/g, "⏎").replace(/\t/g, "⇥");
  message = document.createElement("div");
  message.className = "invalid-feedback paste-refused";
  message.setAttribute("role", "alert");
  (field.closest(".with-unit") ?? field).after(message);
  message.textContent = refusal.replace(
    "{typed}",
    visible.length > MAX_LENGTH ? `${visible.slice(0, MAX_LENGTH)}…` : visible,
  );
}

document.addEventListener("paste", (event) => {
  const field = event.target.closest?.(FIELDS);
  if (!field || !event.clipboardData) return;
  const text = event.clipboardData.getData("text/plain").trim();
  removeMessage();
  if (!BREAK.test(text)) return;
  event.preventDefault();
  showMessage(field, text);
});
document.addEventListener("input", removeMessage);
