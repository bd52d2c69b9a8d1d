// The grid of tokens: one row a level, one column a frame; a cursor that pointers and keys move.

import { make, onResize, setText, sizeOf } from "../dom.js";
import { clamp } from "../numbers.js";
import { frameShift, isPaired, isStaged, pointAt, sameCell, shownSlot, stepOf } from "../store.js";
import { readBoth, speakCell } from "../words.js";
import { bringIntoView, timeAxis } from "./axis.js";
import { paintGrid } from "./image.js";
import { lanesAbove, nameLevels } from "./lanes.js";
import { mountGridPointer } from "./pointer.js";
import { mountTimeMarks } from "./time-marks.js";

/** @import { Place, PlayerState, Staged, Store } from "../store.js" */

/**
 * @param {HTMLElement} element
 * @param {Store} store
 * @returns {{canvas: HTMLCanvasElement, cells: HTMLElement}} what takes the focus; the canvas and what lies over it
 */
export function mountGrid(element, store) {
  const canvas = make("canvas.grid", { role: "application", tabindex: "0", "aria-roledescription": "token grid" });
  const cursor = make("i.cursor"), hover = make("i.hover"), region = make("i.region"), names = make("div.names", { "aria-hidden": "true" });
  const spoken = make("p.unseen", { role: "status" });
  const cells = make("div.track.cells", {}, canvas, region, hover, cursor), marks = make("div.marks", { "aria-hidden": "true" });
  element.replaceChildren(make("div.timed", {}, names, cells), make("div.timed", {}, make("span"), marks), spoken);
  mountTimeMarks(marks, store);
  mountGridPointer(canvas, store);
  canvas.addEventListener("keydown", (event) => moveCursor(event, store));
  canvas.addEventListener("pointerdown", () => canvas.focus({ preventScroll: true }));

  store.subscribe(["painting"], ({ painting }) => { canvas.dataset.painting = String(painting); });

  const draw = store.draw(["a", "b", "step", "colour", "view", "layout", "hearing", "theme", "projector", "plain"], (state) => {
    const slot = shownSlot(state), trace = state[slot];
    canvas.dataset.shows = slot;
    canvas.style.height = `calc(${trace ? trace.levels : 8} * var(--lane))`;
    canvas.setAttribute("aria-label", trace
      ? `${trace.levels} levels by ${trace.frames} frames. Arrow keys move to a cell, comma and full stop step through iterations.`
      : "No decoding yet");
    const step = stepOf(state, slot);
    paintGrid(canvas, { trace, step, state, shift: frameShift(state, slot) });
    nameLevels(names, { a: trace, step, colour: state.colour });
    placeOver(state);
  });
  const placeOver = (/** @type {PlayerState} */ state) => {
    const { width } = sizeOf(canvas);
    const isOver = isStaged(state) && state[shownSlot(state)]?.levels === state.a.levels;
    if (!isOver) return [cursor, hover, region].forEach((node) => { node.hidden = true; });
    placeCell(cursor, state.cell, state, width);
    placeCell(hover, sameCell(state.hover, state.cell) ? null : state.hover, state, width);
    placeRegion(region, state, width);
  };
  store.draw(["cell", "hover", "region"], placeOver);
  store.draw(["a", "b", "step", "cell"], (state) => {
    const { a, step, cell, playing } = state, says = a && cell && !playing ? [speakCell(a, step, cell)] : [];
    if (says.length && cell && isPaired(state)) says.push(readBoth(state, cell));
    setText(spoken, says.join(" "));
  });
  onResize(canvas, store.signal, draw);
  return { canvas, cells };
}

/**
 * @param {HTMLElement} node
 * @param {Place|null} cell
 * @param {Staged} state
 * @param {number} width
 */
function placeCell(node, cell, state, width) {
  const axis = timeAxis(state, width), left = cell ? axis.x(cell.frame) : 0, isSeen = left + axis.perFrame >= 0 && left <= width;
  node.hidden = !cell || !isSeen;
  if (cell && isSeen) node.style.cssText = `left:${left}px;width:${axis.perFrame}px;top:calc(${lanesAbove(state, cell.level)} * var(--lane));height:var(--lane)`;
}

/**
 * @param {HTMLElement} node
 * @param {Staged} state
 * @param {number} width
 */
function placeRegion(node, state, width) {
  node.hidden = !state.region;
  if (!state.region) return;
  const { levels: [low, high], frames: [first, last] } = state.region, axis = timeAxis(state, width);
  node.style.cssText = `left:${axis.x(first)}px;width:${(last - first + 1) * axis.perFrame}px;` +
    `top:calc(${lanesAbove(state, high)} * var(--lane));height:calc(${high - low + 1} * var(--lane))`;
}

/**
 * Arrows move by one; with shift by ten frames or to the ends of the levels.
 * @param {KeyboardEvent} event
 * @param {Store} store
 */
function moveCursor(event, store) {
  const state = store.get(), { a, cell } = state;
  if (!a || event.ctrlKey || event.metaKey || event.altKey) return;
  const far = event.shiftKey;
  /** @type {Record<string, [levels: number, frames: number]>} */
  const moves = {
    ArrowLeft: [0, far ? -10 : -1], ArrowRight: [0, far ? 10 : 1], ArrowUp: [far ? a.levels : 1, 0], ArrowDown: [far ? -a.levels : -1, 0],
    Home: [0, -a.frames], End: [0, a.frames], PageUp: [a.levels, 0], PageDown: [-a.levels, 0],
  };
  const move = moves[event.key];
  if (!move) return;
  event.preventDefault();
  const { from } = timeAxis(state, 1);
  const next = cell
    ? { level: clamp(cell.level + move[0], 1, a.levels), frame: clamp(cell.frame + move[1], 0, a.frames - 1) }
    : { level: a.steps[Math.max(state.step, 0)]?.level ?? 1, frame: Math.min(a.frames - 1, Math.max(Math.ceil(from), a.promptFrames)) };
  pointAt(store, "cell", next);
  bringIntoView(store, next.frame);
}
