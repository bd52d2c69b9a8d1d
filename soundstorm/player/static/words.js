// What the player says of its state, in sentences and short facts; every view words it alike.

import { decimal } from "./numbers.js";
import { frameShift, stepOf } from "./store.js";
import { STATE_NAMES } from "./trace/states.js";

/**
 * @import { Paired, Place, PlayerState } from "./store.js"
 * @import { Trace } from "./trace/trace.js"
 */

/**
 * @param {Pick<PlayerState, "a"|"step">} state
 * @returns {string} where the decoding stands
 */
export function headline({ a, step }) {
  if (!a) return "No decoding yet";
  if (step < 0) return "Before the first iteration";
  const { level, iteration, iterations } = a.steps[step];
  return `Level ${level} of ${a.levels}, iteration ${iteration} of ${iterations}`;
}

/**
 * @param {Pick<PlayerState, "a"|"step">} state
 * @returns {string} what the step did, in counts
 */
export function summary({ a, step }) {
  if (!a) return "";
  if (step < 0) {
    const hidden = a.given.filter((code) => code === a.maskId).length;
    return `${hidden.toLocaleString("en")} tokens are masked`;
  }
  const { open, masked } = a.steps[step], kept = open - masked;
  return masked ? `${kept} of ${open} tokens kept, ${masked} hidden again` : `${kept} of ${open} tokens kept: the level is complete`;
}

/**
 * @param {Trace} trace
 * @param {number} step
 * @param {Place} cell
 * @returns {string} a cell in words, for screen readers
 */
export function speakCell(trace, step, { level, frame }) {
  const { state, token, confidence } = trace.cellAt(step, level, frame);
  const facts = [`Level ${level}, frame ${frame}`, STATE_NAMES[state]];
  if (token !== null) facts.push(`token ${token}`);
  if (confidence !== null) facts.push(`confidence ${decimal(confidence)}`);
  return `${facts.join(", ")}.`;
}

/**
 * @param {Trace} trace
 * @param {number} step
 * @param {Place} cell
 * @returns {string} a cell on one line, for those who point at it
 */
export function readCell(trace, step, { level, frame }) {
  const { state, token, confidence, entropy } = trace.cellAt(step, level, frame), phoneme = trace.phonemeAt(frame);
  const facts = [`Level ${level}, frame ${frame}`, placeInTime(trace, frame), STATE_NAMES[state]];
  if (phoneme) facts.splice(2, 0, `/${phoneme}/`);
  if (token !== null) facts.push(`token ${token}`);
  if (confidence !== null) facts.push(`confidence ${decimal(confidence)}`, `entropy ${decimal(entropy)} nats`);
  return facts.join(" · ");
}

/**
 * @param {Trace} trace
 * @param {number} frame
 * @returns {string} seconds into the new speech, or into the prompt
 */
export function placeInTime(trace, frame) {
  const seconds = (/** @type {number} */ frames) => `${(frames / trace.framesPerSecond).toFixed(2)} s`;
  return frame < trace.promptFrames ? `${seconds(frame)} of the prompt` : seconds(frame - trace.promptFrames);
}

/**
 * @param {Paired} state
 * @param {Place} cell of A
 * @returns {string} what both have there
 */
export function readBoth(state, { level, frame }) {
  const token = (/** @type {Trace} */ trace, /** @type {number} */ step, /** @type {number} */ place) => {
    if (place < 0 || place >= trace.frames || level > trace.levels) return "nothing";
    const code = trace.stateAt(step).codes[(level - 1) * trace.frames + place];
    return code === trace.maskId ? "a masked token" : `token ${code}`;
  };
  const ofA = token(state.a, state.step, frame), ofB = token(state.b, stepOf(state, "b"), frame - frameShift(state, "b"));
  return `Level ${level}, frame ${frame}: A has ${ofA}, B has ${ofB}.`;
}

/**
 * What cells can be coloured by, and what that is called.
 * @type {[PlayerState["colour"], string][]}
 */
export const COLOURINGS = [["token", "token"], ["confidence", "confidence"], ["entropy", "entropy"], ["kept", "iteration kept"]];
