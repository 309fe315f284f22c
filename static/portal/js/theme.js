// Light or dark at once; the server still sets the cookie. Without script the form simply posts.
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-portal-theme]");
  if (!form || !event.submitter) return;
  event.preventDefault();
  const chosen = event.submitter;
  document.documentElement.dataset.colorScheme = chosen.value;
  for (const button of form.querySelectorAll("button")) {
    button.setAttribute("aria-pressed", String(button === chosen));
  }
  await fetch(form.action, { method: "POST", body: new FormData(form, chosen), redirect: "manual" });
});
