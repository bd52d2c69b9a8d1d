// Why a cell is what it is, and what a step decided by, as one sentence.

import { counted, decimal } from "../numbers.js";
import { State } from "./states.js";

/**
 * @import { TraceStep } from "./header.js"
 * @import { Cell, Trace } from "./trace.js"
 */

// Candidates are rounded to 8 significant bits: one of the same probability may look that much better.
const ROUNDING = 1 + 2 ** -7;

/**
 * @param {Trace} trace
 * @param {number} step the step on the screen
 * @param {Cell} cell of `trace.cellAt`
 * @returns {string}
 */
export function explainCell(trace, step, cell) {
  const { edit } = trace.header;
  if (cell.state === State.PROMPT) return "Part of the voice prompt: it was given and is never decided.";
  if (cell.state === State.GIVEN) {
    return edit?.kind === "token" ? "Left as it was: an earlier edit decoded other tokens again and held this one fixed."
      : "Left as it was: the edit decodes other tokens again and holds this one fixed.";
  }
  if (cell.confidence === null) return explainMasked(trace, step, cell);
  if (edit?.kind === "token" && isNamed(trace, cell.decidedIn, cell.event)) {
    return edit.token === edit.sampled ? `Kept: the edit decided for the sampled token ${edit.token}.`
      : `Kept: the edit put token ${edit.token} here, where the decoding had sampled ${edit.sampled}.`;
  }
  const decided = trace.steps[cell.decidedIn], { iteration, iterations, open } = decided;
  const score = decimal(cell.score), threshold = decimal(cell.threshold), just = score === threshold ? "just " : "";
  const { best, put, kept } = decisionsIn(trace, cell.decidedIn);
  if (cell.state === State.CANDIDATE) {
    const why = put ? besideEdit(kept - put, open) : `the schedule keeps only the best ${kept} of ${open}`;
    return `Hidden again: its score ${score} is ${just}below this iteration’s threshold ${threshold}; ${why}.`;
  }
  const when = cell.state === State.EARLIER ? ` in iteration ${iteration} of ${iterations}, and a kept token is never touched again` : "";
  if (isPut(trace, cell.decidedIn, cell.event)) {
    const sign = isLast(decided) ? ", which was not the most probable one" : `; its score ${score} is ${just}below the threshold ${threshold}`;
    return `Kept${when}: an earlier edit put token ${cell.sampled} here${sign}.`;
  }
  if (isLast(decided)) return `Kept${when}: the last iteration of a level takes the most probable token and everything stays.`;
  return `Kept${when}: its score ${score} ${just ? "just reaches" : "is above"} the threshold ${threshold}, among the best ${best} of ${open}.`;
}

/**
 * @param {number} stay
 * @param {number} open
 */
function besideEdit(stay, open) {
  if (!stay) return "nothing stays but what an edit put here";
  return `beside what an edit put here only the best ${stay} of ${open} ${stay === 1 ? "stays" : "stay"}`;
}

/**
 * What decides about the tokens of a step, in the order that they are shown in.
 * @param {Trace} trace
 * @param {number} step
 * @param {"score"|"confidence"} ranking
 * @returns {string}
 */
export function explainRanking(trace, step, ranking) {
  const { open, threshold } = trace.steps[step], last = isLast(trace.steps[step]), { put, kept } = decisionsIn(trace, step), stay = kept - put;
  if (put) {
    const others = last ? "all others are the most probable ones, which the last iteration of a level keeps"
      : stay ? `the other ${stay} that ${stay === 1 ? "stays reaches" : "stay reach"} the threshold ${decimal(threshold)}` : "nothing else stays";
    return `An edit put ${counted(put, "token")} here; ${others}.`;
  }
  if (last) return "The last iteration of a level takes the most probable tokens, adds no noise and keeps them all.";
  if (ranking === "confidence") return `The noise decides close calls: without it exactly the first ${kept} would stay.`;
  return `The schedule keeps ${kept} of ${open}; the lowest score among them, ${decimal(threshold)}, is the threshold.`;
}

/**
 * @param {Trace} trace
 * @param {number} step
 * @returns {{kept: number, best: number, put: number}} how many tokens the step kept; how many of them reach its threshold;
 *   how many an edit put there
 */
export function decisionsIn(trace, step) {
  const { events: { kept, score }, firstEvent } = trace, { open, masked, threshold } = trace.steps[step];
  let best = 0, put = 0;
  for (let event = firstEvent[step]; event < firstEvent[step + 1]; event++) {
    best += Number(kept[event] && score[event] >= threshold);
    put += Number(isPut(trace, step, event));
  }
  return { kept: open - masked, best, put };
}

/**
 * Whether an edit put the token of an event there. A trace names its latest token edit alone. Earlier ones show in what
 * decoding never does: it keeps no score below the threshold, and in the last iteration of a level only first choices.
 * @param {Trace} trace
 * @param {number} step
 * @param {number} event of it
 */
function isPut(trace, step, event) {
  const { events, header: { candidates: k } } = trace;
  if (!events.kept[event]) return false;
  if (isNamed(trace, step, event)) return true;
  if (!isLast(trace.steps[step])) return events.score[event] < trace.steps[step].threshold;
  const another = k > 0 && events.candidateIds[event * k] !== events.sampled[event];
  return another && events.candidateProbabilities[event * k] > events.confidence[event] * ROUNDING;
}

/**
 * @param {Trace} trace
 * @param {number} step
 * @param {number} event of it
 */
function isNamed({ events, header: { edit } }, step, event) {
  return edit?.kind === "token" && edit.step === step && edit.frame === events.frame[event];
}

/** @param {TraceStep} step */
function isLast({ iteration, iterations }) {
  return iteration === iterations;
}

/**
 * @param {Trace} trace
 * @param {number} step
 * @param {Cell} cell
 * @returns {string}
 */
function explainMasked(trace, step, { level }) {
  if (step < 0) return "Masked: the decoding has not begun.";
  const { level: active } = trace.steps[step];
  if (level > active) return `Masked: level ${level} waits until level ${level - 1} is complete.`;
  return "Masked: this decoding ended before the token was kept.";
}
