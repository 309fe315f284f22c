// htmx: the CSRF token goes along, and an error answer becomes a message instead of a swap.
document.addEventListener("htmx:config:request", (event) => {
  const { request } = event.detail.ctx;
  const token = document.querySelector('meta[name="csrf-token"]')?.content;
  if (token && request.method !== "GET") request.headers["X-CSRFToken"] = token;
});

// The error pages mark the sentence that says what is wrong with data-portal-refusal.
function sentence(html) {
  const page = new DOMParser().parseFromString(html || "", "text/html");
  const part = page.querySelector("[data-portal-refusal]");
  return part ? part.textContent.trim().replace(/\s+/g, " ") : "";
}

document.addEventListener("htmx:response:error", (event) => {
  const { response, text } = event.detail.ctx;
  if (response.status === 422) return;
  const detail = { text: sentence(text) || String(response.status), color: "danger" };
  document.dispatchEvent(new CustomEvent("portal:toast", { detail }));
});
