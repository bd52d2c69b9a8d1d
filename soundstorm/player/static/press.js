// Presses on what stands on the page. Those of a mouse count at once. A finger or a pen may be about to scroll, which the browser
// knows only later: theirs count when they are lifted where they came down, or once they have moved sideways.

const WAVERING = 8; // CSS pixels that a finger moves without meaning to

/**
 * @param {HTMLElement} element of `touch-action: pan-y`, where sideways means something
 * @param {(event: PointerEvent) => void} press
 * @param {(event: PointerEvent, by: number) => void} drag while the pointer is down, by how many pixels to the right
 */
export function onPress(element, press, drag = () => {}) {
  /** @type {{id: number, x: number, y: number, last: number, moves: boolean}|null} */
  let held = null;
  element.addEventListener("pointerdown", (event) => {
    if (event.button || !event.isPrimary) return;
    const { pointerId: id, clientX: x, clientY: y } = event, isMouse = event.pointerType === "mouse";
    held = { id, x, y, last: x, moves: isMouse };
    element.setPointerCapture(id);
    if (isMouse) press(event);
  });
  element.addEventListener("pointermove", (event) => {
    if (event.pointerId !== held?.id) return;
    const across = Math.abs(event.clientX - held.x), along = Math.abs(event.clientY - held.y);
    held.moves ||= across > WAVERING && across > along;
    if (!held.moves) return;
    drag(event, event.clientX - held.last);
    held.last = event.clientX;
  });
  element.addEventListener("pointerup", (event) => {
    if (event.pointerId !== held?.id) return;
    const isTap = !held.moves && Math.hypot(event.clientX - held.x, event.clientY - held.y) <= WAVERING;
    held = null;
    if (isTap) press(event);
  });
  element.addEventListener("pointercancel", () => { held = null; });
}
