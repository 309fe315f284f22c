// Words that are marked in a letter's text fill the field for them; without script they are typed.
document.addEventListener("mouseup", fill);
document.addEventListener("keyup", (event) => event.shiftKey && fill());

function fill() {
  const field = document.querySelector("[data-portal-selection]");
  const text = document.querySelector("[data-portal-selectable]");
  const marked = window.getSelection();
  if (!field || !text || marked.isCollapsed || !text.contains(marked.anchorNode) || !text.contains(marked.focusNode)) return;
  const part = marked.getRangeAt(0).cloneContents();
  // The numbers of the proposals are ours, not the letter's.
  part.querySelectorAll("a").forEach((number) => number.remove());
  field.closest("details").open = true;
  field.value = part.textContent.replace(/\s+/g, " ").trim();
}
