// Small conveniences: a menu closes when one looks elsewhere, a button copies
// the text beside it.
document.addEventListener("click", (e) => {
  const at = e.target as Element;
  for (const menu of document.querySelectorAll<HTMLDetailsElement>("details.menu[open]")) if (!menu.contains(at)) menu.open = false;
  const copy = at.closest<HTMLButtonElement>("button[data-copy]");
  if (copy) void copyText(copy);
});

document.addEventListener("keydown", (e) => {
  if (e.key !== "Escape") return;
  const menu = document.querySelector<HTMLDetailsElement>("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary")?.focus();
});

async function copyText(button: HTMLButtonElement): Promise<void> {
  const from = document.getElementById(button.dataset.copy ?? "");
  const text = from instanceof HTMLInputElement || from instanceof HTMLTextAreaElement ? from.value : (from?.textContent ?? "");
  const said = button.querySelector("[role=status]") ?? button.appendChild(Object.assign(document.createElement("span"), { className: "unseen", role: "status" }));
  try {
    await navigator.clipboard.writeText(text);
    said.textContent = "Copied";
    button.classList.add("ok");
  } catch {
    if (from instanceof HTMLInputElement || from instanceof HTMLTextAreaElement) from.select();
    said.textContent = "Select the text and copy it";
  }
}
