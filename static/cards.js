// Cards open, close and give focus back without this script. On a narrow screen, where a card is a
// sheet at the foot, it scrolls the phrase above the sheet. Where the browser opens no cards, a
// marker leads to its card after the text.
let marker;

document.addEventListener("click", (event) => {
  const found = event.target.closest?.(".mk");
  if (!found) return;
  marker = found;
  if (!("popover" in HTMLElement.prototype)) location.hash = found.getAttribute("popovertarget");
});

document.addEventListener(
  "toggle",
  ({ target: card, newState }) => {
    if (newState !== "open" || !marker || marker.getAttribute("popovertarget") !== card.id) return;
    const sheet = card.getBoundingClientRect();
    if (sheet.width < innerWidth - 1) return;
    const line = marker.parentElement;
    const above = line.previousElementSibling;
    const phrase = above?.matches(".phrase") ? above.getBoundingClientRect() : line.getBoundingClientRect();
    const hidden = line.getBoundingClientRect().bottom + 16 - sheet.top;
    const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth";
    if (hidden > 0) scrollBy({ top: Math.max(0, Math.min(hidden, phrase.top - 16)), behavior });
  },
  true,
);
