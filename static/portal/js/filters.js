// A filter form answers as soon as a choice is made; without script it has its button.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-portal-submit-on-change]");
  if (form) form.requestSubmit();
});
