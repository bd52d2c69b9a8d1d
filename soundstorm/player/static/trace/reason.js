// Why a cell is what it is, as one sentence.

import { decimal } from "../numbers.js";
import { State } from "./states.js";

/** @import { Cell, Trace } from "./trace.js" */

/**
 * @param {Trace} trace
 * @param {number} step the step on the screen
 * @param {Cell} cell of `trace.cellAt`
 * @returns {string}
 */
export function explainCell(trace, step, cell) {
  if (cell.state === State.PROMPT) return "Part of the voice prompt: it was given and is never decided.";
  if (cell.state === State.GIVEN) return "Left as it was: the edit decodes other tokens again and holds this one fixed.";
  if (cell.state === State.MASKED) return explainMasked(trace, step, cell);
  const decided = trace.steps[cell.decidedIn], kept = decided.open - decided.masked;
  const { edit } = trace.header;
  if (edit?.kind === "token" && edit.step === cell.decidedIn && edit.level === cell.level && edit.frame === cell.frame) {
    return edit.token === edit.sampled ? `Kept: the edit decided for the sampled token ${edit.token}.`
      : `Kept: the edit put token ${edit.token} here, where the decoding had sampled ${edit.sampled}.`;
  }
  const earlier = cell.state === State.EARLIER ? ` in iteration ${decided.iteration} of ${decided.iterations}, and a kept token is never touched again` : "";
  if (!decided.masked) {
    return `Kept${earlier}: the last iteration of a level takes the most probable token and everything stays.`;
  }
  const score = decimal(cell.score), threshold = decimal(cell.threshold), just = score === threshold ? "just " : "";
  if (cell.state === State.CANDIDATE) {
    return `Hidden again: its score ${score} is ${just}below this iteration’s threshold ${threshold}; the schedule keeps only the best ${kept} of ${decided.open}.`;
  }
  const verb = just ? "just reaches" : "is above";
  return `Kept${earlier}: its score ${score} ${verb} the threshold ${threshold}, among the best ${kept} of ${decided.open}.`;
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
