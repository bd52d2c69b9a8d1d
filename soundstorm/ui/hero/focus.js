// A button that starts or stops a run is disabled by its own press: whoever works by keyboard goes on with its neighbour.
function keepFocus() {
  let last = null, byKeyboard = false; // the button of such a row that had the focus; how the page was used last
  document.addEventListener("keydown", () => { byKeyboard = true; }, { capture: true });
  document.addEventListener("pointerdown", () => { byKeyboard = false; }, { capture: true });
  document.addEventListener("focusin", ({ target }) => { last = target.matches(".row > button") ? target : null; });
  new MutationObserver(() => {
    const isLost = last?.disabled && [document.body, last].includes(document.activeElement);
    if (isLost && byKeyboard) last.parentElement.querySelector(":scope > button:not(:disabled)")?.focus({ preventScroll: true });
  }).observe(document.body, { subtree: true, attributes: true, attributeFilter: ["disabled"] });
}
