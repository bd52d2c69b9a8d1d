// What is heard and shown as sound: of which trace, up to which level, all of it or only what the level adds.

import { stepOf } from "../store.js";

/**
 * @import { PlayerState, Slot } from "../store.js"
 * @import { Sound, Trace } from "../trace/trace.js"
 */

/** @type {WeakMap<Sound, Promise<AudioBuffer>>} */
const decoded = new WeakMap();

/**
 * @typedef {object} Hearing
 * @property {Slot} slot
 * @property {Trace} trace
 * @property {number} level 0 while nothing is decoded
 * @property {boolean} added only what this level adds to those below
 * @property {string} sound name of the section
 * @property {boolean} audible whether the trace has that section
 */

/**
 * @param {PlayerState} state
 * @returns {Hearing|null} null without a trace
 */
export function hearingOf(state) {
  const slot = state.b && state.hearing === "b" ? "b" : "a", trace = state[slot];
  if (!trace) return null;
  const level = Math.min(state.audibleLevel ?? finishedLevel(trace, stepOf(state, slot)), trace.levels);
  const added = state.added && level > 1, sound = `${added ? "difference" : "audio"}.${level}`;
  return { slot, trace, level, added, sound, audible: trace.sounds.has(sound) };
}

/**
 * @param {Pick<Hearing, "level"|"added">} hearing
 * @returns {string} what is heard, for people
 */
export function hearingText({ level, added }) {
  if (!level) return "nothing is decoded yet";
  if (added) return `what level ${level} adds`;
  return level === 1 ? "level 1 alone" : `levels 1 to ${level}`;
}

/**
 * @param {Trace} trace
 * @param {number} step
 * @returns {number} the last level that is complete after a step, 0 while none is; what an edit left as it was is complete
 */
export function finishedLevel(trace, step) {
  if (!trace.steps.length) return 0;
  const { level, masked } = trace.steps[Math.max(step, 0)], { given, frames, levels, maskId } = trace;
  let finished = step < 0 || masked ? level - 1 : level;
  while (finished < levels && !given.subarray(finished * frames, (finished + 1) * frames).includes(maskId)) finished++;
  return finished;
}

/**
 * @param {Trace} trace
 * @param {string} name of a section that it has
 * @returns {Promise<AudioBuffer>} the sound, decoded once, as loud as it was written
 */
export function decodeSound(trace, name) {
  const sound = /** @type {Sound} */ (trace.sounds.get(name)), known = decoded.get(sound);
  if (known) return known;
  const decoder = new OfflineAudioContext(1, 1, trace.header.sample_rate), decoding = decoder.decodeAudioData(sound.bytes.slice().buffer);
  decoded.set(sound, decoding);
  return decoding;
}

/**
 * @param {Trace} trace
 * @param {number} frame
 * @returns {number} place (seconds from the start of the new speech) of a frame, which may be a fraction
 */
export function placeOfFrame(trace, frame) {
  return (frame - trace.promptFrames) / trace.framesPerSecond;
}

/**
 * @param {Trace} trace
 * @returns {number} seconds of new speech
 */
export function speechSeconds(trace) {
  return placeOfFrame(trace, trace.frames);
}
