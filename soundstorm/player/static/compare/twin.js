// The grid of the other decoding: under the first, cell under cell on one time axis, with the differing cells underlined
// in both; or in its place, to and fro with one key.

import { freshCanvas, make, makeButton, onResize, pointerIn, setState } from "../dom.js";
import { timeAxis } from "../grid/axis.js";
import { paintGrid } from "../grid/image.js";
import { nameLevels } from "../grid/lanes.js";
import { panByFinger } from "../grid/pointer.js";
import { onPress } from "../press.js";
import { frameShift, isPaired, pointAt, stepOf } from "../store.js";
import { readPalette } from "../theme.js";
import { compareCells, Difference } from "../trace/comparison.js";

/**
 * @import { Paired, PlayerState, Store } from "../store.js"
 * @import { Comparison } from "../trace/comparison.js"
 */

/** @type {[PlayerState["layout"], string][]} */
const LAYOUTS = [["stack", "B below A"], ["flicker", "A or B (X)"]];

/**
 * @param {HTMLElement} element
 * @param {Store} store
 * @param {HTMLElement} cells of the grid of A: the differing ones are underlined there
 */
export function mountTwin(element, store, cells) {
  const canvas = make("canvas.twin", { role: "img" }), over = make("canvas.differences", { "aria-hidden": "true" }), names = make("div.names", { "aria-hidden": "true" });
  const overA = make("canvas.differences", { "aria-hidden": "true" }), letter = make("b.letter", { "aria-hidden": "true" });
  const buttons = LAYOUTS.map(([layout, text]) => makeButton(text, () => store.set({ layout, ...(layout === "flicker" && { hearing: /** @type {const} */ ("b") }) }), { "data-layout": layout }));
  const choice = make("div.switch.layouts", { role: "group", "aria-label": "How A and B are shown" }, ...buttons);
  const board = make("div.timed", {}, names, make("div.track.cells-b", {}, canvas, over));
  element.replaceChildren(board, choice);
  cells.append(overA, letter);
  mountTwinPointer(canvas, store);

  const draw = store.draw(["a", "b", "step", "view", "colour", "layout", "hearing", "theme", "projector"], (state) => {
    element.hidden = overA.hidden = letter.hidden = !isPaired(state);
    if (!isPaired(state)) return;
    const { a, b, step, layout } = state, stepB = stepOf(state, "b"), comparison = compareCells(a, step, b, stepB), isBelow = layout === "stack";
    board.hidden = !isBelow;
    letter.textContent = !isBelow && state.hearing === "b" ? "B" : "A";
    buttons.forEach((button) => setState(button, "aria-pressed", button.dataset.layout === layout));
    paintDifferences(overA, state, comparison, a.levels);
    if (!isBelow) return;
    nameLevels(names, { a: b, step: -1, colour: state.colour });
    canvas.style.height = `calc(${b.levels} * var(--lane))`;
    canvas.setAttribute("aria-label", `Token grid of B: ${b.levels} levels by ${b.frames} frames`);
    paintGrid(canvas, { trace: b, step: stepB, state, shift: frameShift(state, "b") });
    paintDifferences(over, state, comparison, b.levels);
  });
  onResize(canvas, store.signal, draw);
}

/**
 * A line under every cell that differs: neighbours share one.
 * @param {HTMLCanvasElement} canvas
 * @param {Paired} state
 * @param {Comparison} comparison
 * @param {number} lanes of the grid under it
 */
function paintDifferences(canvas, state, { marks, levels, frames }, lanes) {
  const { pen, width, height } = freshCanvas(canvas), axis = timeAxis(state, width), lane = height / lanes, start = state.a.promptFrames;
  pen.fillStyle = readPalette(canvas, state).css.ink;
  for (let level = 1; level <= levels; level++) {
    const row = (level - 1) * frames, bottom = (lanes - level + 1) * lane;
    for (let frame = 0; frame < frames; frame++) {
      if (marks[row + frame] !== Difference.DIFFERENT) continue;
      const first = frame;
      while (frame + 1 < frames && marks[row + frame + 1] === Difference.DIFFERENT) frame++;
      pen.fillRect(axis.x(start + first), bottom - lane / 8, (frame + 1 - first) * axis.perFrame, lane / 8);
    }
  }
}

/**
 * Pointing at a cell of B points at the same cell of A.
 * @param {HTMLCanvasElement} canvas
 * @param {Store} store
 */
function mountTwinPointer(canvas, store) {
  const cellUnder = (/** @type {MouseEvent} */ event) => {
    const state = store.get(), { a, b } = state;
    if (!a || !b) return null;
    const { x, y, width, height } = pointerIn(canvas, event), frame = Math.floor(timeAxis(state, width).frame(x));
    const level = b.levels - Math.floor((y / height) * b.levels);
    return frame >= 0 && frame < a.frames && level >= 1 && level <= a.levels ? { level, frame } : null;
  };
  canvas.addEventListener("pointermove", (event) => pointAt(store, "hover", cellUnder(event)));
  canvas.addEventListener("pointerleave", () => store.set({ hover: null }));
  canvas.addEventListener("pointerdown", (event) => pointAt(store, "hover", cellUnder(event))); // a finger has not moved before
  onPress(canvas, (event) => {
    const cell = cellUnder(event);
    if (cell) pointAt(store, "cell", cell);
  }, panByFinger(canvas, store));
}
