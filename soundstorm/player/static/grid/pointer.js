// What a pointer does to the grid: point, choose, paint a region, zoom and move along the time axis.

import { pointerIn, sizeOf } from "../dom.js";
import { onPress } from "../press.js";
import { pointAt, shownSlot } from "../store.js";
import { panView, timeAxis, zoomView } from "./axis.js";

/**
 * @import { Place, Region, Store } from "../store.js"
 * @import { Trace } from "../trace/trace.js"
 */

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Store} store
 */
export function mountGridPointer(canvas, store) {
  /** @type {Place|null} */
  let painted = null; // the cell where painting began

  const cellUnder = (/** @type {MouseEvent} */ event) => {
    const state = store.get(), { a } = state;
    if (!a) return null;
    const { x, y, width, height } = pointerIn(canvas, event);
    const rows = state[shownSlot(state)]?.levels ?? a.levels;
    const frame = Math.floor(timeAxis(state, width).frame(x)), level = rows - Math.floor((y / height) * rows);
    return frame >= 0 && frame < a.frames && level >= 1 && level <= a.levels ? { level, frame } : null;
  };
  canvas.addEventListener("pointerdown", (event) => {
    const cell = cellUnder(event), { a, painting } = store.get();
    pointAt(store, "hover", cell); // a finger has not moved before
    if (event.button || !a || !cell || !(painting || event.shiftKey)) return;
    painted = cell;
    canvas.setPointerCapture(event.pointerId);
    store.set({ region: regionBetween(a, cell, cell), dragging: true });
  });
  const pan = panByFinger(canvas, store), isToPaint = (/** @type {PointerEvent} */ event) => store.get().painting || event.shiftKey;
  onPress(canvas, (event) => {
    const cell = cellUnder(event);
    if (cell && !isToPaint(event)) pointAt(store, "cell", cell);
  }, (event, by) => { if (!isToPaint(event)) pan(event, by); });
  canvas.addEventListener("pointermove", (event) => {
    const cell = cellUnder(event), { a } = store.get();
    pointAt(store, "hover", cell);
    if (a && painted && cell) store.set({ region: regionBetween(a, painted, cell) });
  });
  const lift = () => {
    painted = null;
    store.set({ dragging: false });
  };
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);
  canvas.addEventListener("pointerleave", () => store.set({ hover: null }));
  canvas.addEventListener("wheel", (event) => {
    const state = store.get(), axis = timeAxis(state, sizeOf(canvas).width);
    if (event.ctrlKey || event.metaKey) zoomView(store, Math.exp(-event.deltaY / 300), axis.frame(pointerIn(canvas, event).x));
    else if (state.view && Math.abs(event.deltaX) > Math.abs(event.deltaY)) panView(store, event.deltaX / axis.perFrame);
    else return;
    event.preventDefault();
  }, { passive: false });
}

/**
 * A finger takes the axis along, as far as there is more of it.
 * @param {HTMLCanvasElement} canvas
 * @param {Store} store
 */
export function panByFinger(canvas, store) {
  return (/** @type {PointerEvent} */ { pointerType }, /** @type {number} */ by) => {
    const state = store.get();
    if (state.view && pointerType !== "mouse") panView(store, -by / timeAxis(state, sizeOf(canvas).width).perFrame);
  };
}

/**
 * The cells between two corners, without the voice prompt; null when there are none.
 * @param {Trace} trace
 * @param {Place} one
 * @param {Place} other
 * @returns {Region|null}
 */
function regionBetween(trace, one, other) {
  /** @type {(one: number, other: number) => [number, number]} */
  const order = (low, high) => (low < high ? [low, high] : [high, low]);
  const [first, last] = order(one.frame, other.frame);
  if (last < trace.promptFrames) return null;
  return { levels: order(one.level, other.level), frames: [Math.max(first, trace.promptFrames), last] };
}
