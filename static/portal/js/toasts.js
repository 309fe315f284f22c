// Messages that come without a new page: the server sends the header
// HX-Trigger: {"portal:toast": {"text": "…", "color": "success"}}. The region is a live region from the start.
document.addEventListener("portal:toast", (event) => {
  const region = document.querySelector("[data-portal-toasts]");
  if (!region || !event.detail?.text) return;
  const message = document.createElement("p");
  message.className = "beskjed";
  message.dataset.color = event.detail.color || "success";
  message.append(document.createTextNode(event.detail.text));

  const close = document.createElement("button");
  close.type = "button";
  close.className = "beskjed__lukk";
  close.textContent = region.dataset.portalCloseLabel;
  close.addEventListener("click", () => message.remove());
  message.append(close);
  region.append(message);
});
