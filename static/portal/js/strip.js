// The strip: a tap selects a clause and writes its sentence, a second tap opens it. With a mouse or keyboard the
// sentence shows on hover and focus (CSS), and a click opens at once.
document.addEventListener("click", (event) => {
  const tile = event.target.closest("[data-portal-strip] .rute");
  if (!tile || event.pointerType !== "touch" || tile.classList.contains("er-valgt")) return;
  event.preventDefault();
  for (const other of tile.closest("[data-portal-strip]").querySelectorAll(".er-valgt")) {
    other.classList.remove("er-valgt");
  }
  tile.classList.add("er-valgt");
});
