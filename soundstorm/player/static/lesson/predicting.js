// Predict first: a question about the next iteration, the same for everybody who stands at the same step.

/** @import { Trace } from "../trace/trace.js" */

const CELLS_ASKED = 6;
const APART = 1 / 24; // of the new speech: two cells closer than that are hard to tell apart in the grid

/**
 * @typedef {{event: number, level: number, frame: number, kept: boolean}} AskedCell
 *
 * @typedef {object} Question
 * @property {number} step the iteration that is asked about
 * @property {AskedCell[]} cells by ascending frame
 * @property {Set<number>} picked events that were said to be kept
 * @property {boolean} revealed
 */

/**
 * @param {Trace} trace
 * @param {number} step
 * @returns {Question|null} about the first step after `step` that keeps some cells and hides others; null when there is none
 */
export function nextQuestion(trace, step) {
  const asked = trace.steps.findIndex(({ open, masked }, at) => at > step && masked > 0 && masked < open);
  return asked < 0 ? null : { step: asked, cells: chooseCells(trace, asked), picked: new Set(), revealed: false };
}

/**
 * Half of the cells are kept, half hidden, as far as there are enough: clear cases and close ones of both.
 * @param {Trace} trace
 * @param {number} step
 * @returns {AskedCell[]}
 */
function chooseCells(trace, step) {
  const { events } = trace, { level } = trace.steps[step], ranking = [...trace.ranking(step)];
  const kept = ranking.filter((event) => events.kept[event]), hidden = ranking.filter((event) => !events.kept[event]);
  const half = CELLS_ASKED / 2, fromKept = Math.min(kept.length, Math.max(half, CELLS_ASKED - hidden.length));
  /** @type {number[]} */
  const chosen = [];
  const apart = APART * (trace.frames - trace.promptFrames);
  const far = (/** @type {number} */ event) => chosen.every((other) => Math.abs(events.frame[event] - events.frame[other]) > apart);
  for (const { ranked, count } of [{ ranked: kept, count: fromKept }, { ranked: hidden, count: Math.min(hidden.length, CELLS_ASKED - fromKept) }]) {
    for (let part = 0; part < count; part++) {
      // One of every part of the ranking, from best to worst: the first that stands apart from the others.
      const [from, to] = [part, part + 1].map((edge) => Math.floor((edge * ranked.length) / count));
      const choices = ranked.slice(from, to);
      chosen.push(choices.find(far) ?? choices[0]);
    }
  }
  return chosen.sort((one, other) => one - other)
    .map((event) => ({ event, level, frame: events.frame[event], kept: Boolean(events.kept[event]) }));
}

/**
 * @param {Question} question
 * @param {AskedCell} cell
 * @returns {boolean} whether a cell was judged rightly
 */
export function judgedRightly({ picked }, { event, kept }) {
  return picked.has(event) === kept;
}
