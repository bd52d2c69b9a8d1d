// The tokens of one iteration from best to worst, and where the schedule cuts.
//
// By score (log confidence + noise), what is left of the cut is kept: a dot shows the log confidence, its
// distance from the line is the noise. By confidence alone, the cut is where it would be without noise.

import { make, makeChoice, onResize, pointerIn, setState, setText } from "../dom.js";
import { bringIntoView } from "../grid/axis.js";
import { clamp, decimal } from "../numbers.js";
import { onPress } from "../press.js";
import { pointAt } from "../store.js";
import { readPalette } from "../theme.js";
import { decisionsIn, explainRanking } from "../trace/reason.js";
import { speakCell } from "../words.js";
import { chartField, chartPen } from "./charts.js";

/**
 * @import { Chart, Field } from "./charts.js"
 * @import { Place, PlayerState, Staged, Store } from "../store.js"
 * @import { Trace } from "../trace/trace.js"
 */

/**
 * @typedef {object} Scale from bottom to top
 * @property {(value: number) => number} y
 * @property {number[]} marks
 * @property {(mark: number) => string} label
 */

/** @type {[PlayerState["ranking"], string][]} */
const RANKINGS = [["score", "score (with noise)"], ["confidence", "confidence alone"]];
/** @type {Record<string, number>} */
const MOVES = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageUp: 10, PageDown: -10, Home: -Infinity, End: Infinity };
const ABOVE = 1.7; // sizes of the type: what is kept and hidden is written there
const LOWEST_LOG = -12; // dots and line stop here; nothing that low is ever near the cut

/**
 * @param {HTMLElement} element
 * @param {Store} store
 */
export function mountConfidence(element, store) {
  const canvas = make("canvas"), note = make("p.note"), choice = makeChoice("Sorted by", RANKINGS, (value) => store.set({ ranking: value }));
  const field = make("div.field", { role: "slider", tabindex: "0", "aria-label": "Tokens of this iteration, best first", "aria-valuemin": "1" }, canvas);
  element.replaceChildren(make("section.confidence", { "aria-label": "Confidences of this iteration" },
    make("div.head", {}, make("h3", {}, "Which tokens stay"), choice.node), field, note));

  const cellAtPointer = (/** @type {MouseEvent} */ event) => {
    const state = store.get();
    if (!hasRanking(state)) return null;
    const { x, width } = pointerIn(field, event), box = chartField(width, 1, readPalette(canvas, state).size, ABOVE);
    const { open } = state.a.steps[state.step];
    return cellOfRank(state, clamp(Math.floor(((x - box.left) / box.width) * open), 0, open - 1));
  };
  field.addEventListener("pointermove", (event) => pointAt(store, "hover", cellAtPointer(event)));
  field.addEventListener("pointerleave", () => store.set({ hover: null }));
  field.addEventListener("pointerdown", (event) => pointAt(store, "hover", cellAtPointer(event))); // a finger has not moved before
  onPress(field, (event) => {
    const cell = cellAtPointer(event);
    if (!cell) return;
    pointAt(store, "cell", cell);
    bringIntoView(store, cell.frame);
  });
  field.addEventListener("keydown", (event) => {
    const state = store.get(), by = MOVES[event.key];
    if (by === undefined || !hasRanking(state) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const rank = rankOfCell(state, state.cell), cell = cellOfRank(state, clamp(rank < 0 ? 0 : rank + by, 0, state.a.steps[state.step].open - 1));
    pointAt(store, "cell", cell);
    bringIntoView(store, cell.frame);
  });

  const draw = store.draw(["a", "step", "ranking", "cell", "hover", "theme", "projector"], (state) => {
    choice.select.value = state.ranking;
    paintConfidence(canvas, state);
    setText(note, hasRanking(state) ? explainRanking(state.a, state.step, state.ranking) : "Before the first iteration nothing is sampled.");
    describeRank(field, state);
  });
  onResize(field, store.signal, draw);
}

/**
 * @param {PlayerState} state
 * @returns {state is Staged} and stands at a step
 */
function hasRanking(state) {
  return state.a !== null && state.step >= 0;
}

/**
 * @param {Staged} state
 * @param {number} rank
 * @returns {Place} the cell at a place of the ranking, 0 the best
 */
function cellOfRank({ a, step, ranking }, rank) {
  return { level: a.steps[step].level, frame: a.events.frame[a.ranking(step, ranking)[rank]] };
}

/**
 * @param {Staged} state
 * @param {Place|null} cell
 * @returns {number} the place of a cell, -1 when this iteration did not open it
 */
function rankOfCell({ a, step, ranking }, cell) {
  const event = cell ? a.eventAt(step, cell.level, cell.frame) : -1;
  return event < 0 ? -1 : a.ranking(step, ranking).indexOf(event);
}

/**
 * @param {HTMLElement} field
 * @param {PlayerState} state
 */
function describeRank(field, state) {
  const { a, step, cell } = state, open = a?.steps[step]?.open ?? 1, rank = hasRanking(state) ? rankOfCell(state, cell) : -1;
  setState(field, "aria-valuemax", open);
  setState(field, "aria-valuenow", rank < 0 ? 1 : rank + 1);
  setState(field, "aria-valuetext", a && cell && rank >= 0 ? `${rank + 1} of ${open}: ${speakCell(a, step, cell)}` : "no cell of this iteration chosen");
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {PlayerState} state
 */
function paintConfidence(canvas, state) {
  const chart = chartPen(canvas, state), { width, height, colours, type, palette } = chart;
  if (!hasRanking(state) || !width) return;
  const { a, step, ranking } = state, { open, masked, threshold } = a.steps[step], order = a.ranking(step, ranking);
  const box = chartField(width, height, palette.size, ABOVE), values = verticalScale(a, step, ranking, box);
  const x = (/** @type {number} */ rank) => box.left + (rank / open) * box.width;
  for (const mark of values.marks) {
    chart.line(box.left, values.y(mark), width, values.y(mark), colours.rule);
    chart.write(values.label(mark), box.left - 6, values.y(mark), colours.quiet, "right");
  }
  paintTokens(chart, { a, order, ranking, values, x, box, open });
  const { best, kept } = decisionsIn(a, step);
  if (masked) paintCut(chart, { cut: x(best), kept: best, put: kept - best, masked, box, type, colours, ranking });
  if (masked && ranking === "score") chart.line(box.left, values.y(threshold), width, values.y(threshold), colours.ink, { dash: [2, 3] });
  const last = height - type * 0.7;
  chart.write("1", box.left, last, colours.quiet);
  chart.write(`${open} tokens, ${ranking === "score" ? "best score" : "most confident"} first`, width - 2, last, colours.quiet, "right");
  for (const [cell, thick] of /** @type {[Place|null, number][]} */ ([[state.hover, 1], [state.cell, 3]])) {
    const rank = rankOfCell(state, cell);
    if (rank >= 0) chart.line(x(rank + 0.5), box.top, x(rank + 0.5), box.bottom, colours.ink, { width: thick });
  }
}

/**
 * Scores from the worst to the best on a scale of logarithms, confidences from 0 to 1.
 * @param {Trace} trace
 * @param {number} step
 * @param {PlayerState["ranking"]} ranking
 * @param {Field} box
 * @returns {Scale}
 */
function verticalScale(trace, step, ranking, { top, height }) {
  if (ranking === "confidence") return { y: (value) => top + (1 - value) * height, marks: [0, 0.5, 1], label: (mark) => String(mark) };
  const { events, firstEvent } = trace;
  let low = 0, high = 0;
  for (let event = firstEvent[step]; event < firstEvent[step + 1]; event++) {
    low = Math.min(low, events.score[event], Math.log(events.confidence[event]));
    high = Math.max(high, events.score[event]);
  }
  low = Math.max(low, LOWEST_LOG) - 0.2;
  high += 0.2;
  const apart = [0.5, 1, 2, 4, 8].find((gap) => (high - low) / gap <= 5) ?? 16, marks = /** @type {number[]} */ ([]);
  for (let mark = Math.ceil(low / apart) * apart; mark <= high; mark += apart) marks.push(mark);
  return { y: (value) => top + ((high - Math.max(value, low)) / (high - low)) * height, marks, label: (mark) => decimal(mark, apart < 1 ? 1 : 0) };
}

/**
 * Kept tokens hang full colour, hidden ones quiet; shapes differ, too: a filled or a hollow square.
 * @param {Chart} chart
 * @param {{a: Trace, order: Int32Array, ranking: PlayerState["ranking"], values: Scale, x: (rank: number) => number, box: Field,
 *   open: number}} what
 */
function paintTokens({ pen, palette, colours }, { a, order, ranking, values, x, box, open }) {
  const { confidence, score, kept } = a.events, slot = box.width / open, side = clamp(slot * 0.7, 2.5, 6);
  const byScore = ranking === "score";
  order.forEach((event, rank) => {
    const stays = kept[event] === 1, centre = x(rank + 0.5);
    pen.fillStyle = pen.strokeStyle = stays ? colours.now : colours.quiet;
    const y = values.y(byScore ? Math.log(confidence[event]) : confidence[event]);
    if (!byScore) pen.fillRect(x(rank), y, Math.max(slot * 0.8, stays ? 1 : 0.5), (stays ? box.bottom : y + Math.max(2, palette.size / 6)) - y);
    else if (stays) pen.fillRect(centre - side / 2, y - side / 2, side, side);
    else pen.strokeRect(centre - side / 2 + 0.5, y - side / 2 + 0.5, Math.max(side - 1, 1), Math.max(side - 1, 1));
  });
  if (!byScore) return;
  pen.strokeStyle = colours.ink;
  pen.lineWidth = 2;
  pen.beginPath();
  order.forEach((event, rank) => pen.lineTo(x(rank + 0.5), values.y(score[event])));
  pen.stroke();
}

/**
 * @param {Chart} chart
 * @param {{cut: number, kept: number, put: number, masked: number, box: Field, type: number, colours: Record<string, string>,
 *   ranking: PlayerState["ranking"]}} what put: kept beyond the cut, by an edit
 */
function paintCut(chart, { cut, kept, put, masked, box, type, colours, ranking }) {
  chart.line(cut, box.top - type * 0.4, cut, box.bottom, colours["now-text"], { width: 2, dash: ranking === "score" ? [] : [5, 4] });
  const y = box.top - type * 0.9, left = cut - box.left, right = box.left + box.width - cut, room = type * 7;
  const beyond = put ? `${masked} hidden again, ${put} kept by an edit` : `${masked} hidden again`;
  if (left > room) chart.write(`${kept} kept`, cut - 8, y, colours["now-text"], "right");
  if (right > room) chart.write(left > room ? beyond : `${kept} kept, ${beyond}`, cut + 8, y, left > room ? colours.quiet : colours["now-text"]);
}
