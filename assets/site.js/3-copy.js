/* A button beside each text that readers copy; without a script they select it in its field. */

for (const field of document.querySelectorAll("[data-copy]")) {
  const button = document.createElement("button");
  const status = document.createElement("span");
  button.type = "button";
  button.className = "btn btn-outline-secondary btn-sm";
  button.textContent = field.dataset.copy;
  status.setAttribute("role", "status");
  const line = document.createElement("p");
  line.append(button, " ", status);
  field.after(line);
  button.addEventListener("click", async () => {
    status.textContent = "";
    field.select();
    // The clipboard is missing on pages without TLS; the text stays selected, to be copied with the keyboard.
    try {
      await navigator.clipboard.writeText(field.value);
      status.textContent = field.dataset.copied;
    } catch {
      field.focus();
    }
  });
}
