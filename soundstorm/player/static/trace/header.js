// The header of a trace file: what it says, and what must hold in it. The same as in soundstorm/trace/file.py, with the
// same limits.

import { insist } from "./container.js";
import {
  HOPS, LARGEST_HALF, LARGEST_NUMBER, LOW_DECIBELS, MOST_BANDS, MOST_CANDIDATES, MOST_CANDIDATES_IN_ALL, MOST_CHARACTERS, MOST_DECIBELS,
  MOST_ENTRIES, MOST_EVENTS, MOST_FRAMES, MOST_GUIDANCE, MOST_ITERATIONS, MOST_LETTERS, MOST_LEVELS, MOST_SHADES, MOST_SPEAKERS, MOST_STEPS,
  MOST_TIMINGS, SAMPLE_RATES,
} from "./limits.js";

/**
 * @import { SectionEntry } from "./container.js"
 *
 * @typedef {object} TraceStep one iteration of one level
 * @property {number} level from 1
 * @property {number} iteration from 1
 * @property {number} iterations of the level
 * @property {number} open tokens that were sampled
 * @property {number} masked tokens that stayed hidden
 * @property {number} planned the same, as the schedule has it
 * @property {number} threshold the lowest score that was kept
 * @property {number} seconds that computing it took
 *
 * @typedef {{kind: "token", step: number, level: number, frame: number, token: number, sampled: number}} TokenEdit
 * @typedef {{kind: "region", cells: number}} RegionEdit
 *
 * @typedef {object} SpectrogramScale
 * @property {number} bands
 * @property {number} low_db what 0 stands for
 * @property {number} high_db what 255 stands for
 * @property {number} fmin Hz
 * @property {number} fmax Hz
 *
 * @typedef {object} TraceHeader docs/trace.md
 * @property {number} sample_rate Hz
 * @property {number} hop samples a frame
 * @property {number} levels
 * @property {number} codebook_size
 * @property {number} frames prompt and target together
 * @property {number} prompt_frames
 * @property {number} frames_per_semantic
 * @property {number} candidates of every event
 * @property {TraceStep[]} steps
 * @property {SectionEntry[]} sections
 * @property {string[]} phonemes
 * @property {[string, [number, number]][]} words and the first and last + 1 of their phonemes
 * @property {[number, [number, number]][]} [turns] speakers, from 1, and the first and last + 1 of their words
 * @property {[number, [number, number]][]} [prompts] speakers, from 1, and the first and last + 1 of their frames of the prompt
 * @property {{iterations: number[], shape: "cosine"|"linear", temperature: number, noise: number, guidance?: number}} schedule
 * @property {number} seed
 * @property {string} transcript
 * @property {string} title
 * @property {TokenEdit|RegionEdit|null} [edit]
 * @property {{model: string, licence: string}|null} [origin] of the models that made it
 * @property {SpectrogramScale|null} [spectrogram]
 * @property {Record<string, number>} timings
 */

// Control characters and halves of surrogate pairs.
const UNPRINTABLE = /[\p{Cc}\p{Cs}]/u;
const LARGEST_SEED = 2 ** 63;

/**
 * @param {any} header
 * @returns {asserts header is TraceHeader}
 * @throws {Error} a TraceFormatError
 */
export function checkHeader(header) {
  checkStart(header);
  checkSteps(header);
}

/**
 * All of a header but its steps.
 * @param {any} header
 */
export function checkStart(header) {
  insist(isObject(header), "its header is no object");
  const { levels, frames, frames_per_semantic: span, prompt_frames: promptFrames } = header;
  const whole = (/** @type {string} */ name, /** @type {number} */ low, /** @type {number} */ high) => insist(isWhole(header[name], low, high), `${name} is out of range`);
  whole("sample_rate", SAMPLE_RATES[0], SAMPLE_RATES[1]);
  whole("hop", HOPS[0], HOPS[1]);
  whole("levels", 1, MOST_LEVELS);
  whole("codebook_size", 1, MOST_ENTRIES);
  whole("frames", 1, MOST_FRAMES);
  whole("prompt_frames", 0, frames - 1);
  whole("frames_per_semantic", 1, frames);
  insist(frames % span === 0 && promptFrames % span === 0, "a semantic token covers part of its frames");
  whole("candidates", 0, MOST_CANDIDATES);
  whole("seed", 0, LARGEST_SEED);
  for (const name of ["transcript", "title"]) insist(isText(header[name], MOST_CHARACTERS), `${name} is no text`);
  insist(isList(header.phonemes, MOST_FRAMES, (text) => isText(text, MOST_LETTERS)), "phonemes are no list of texts");
  insist(isList(header.words, MOST_FRAMES, (word) => isWord(word, header.phonemes.length)), "its words do not fit its phonemes");
  insist(header.turns === undefined || areTurns(header.turns, header.words.length), "its turns do not fit its words");
  insist(header.prompts === undefined || isList(header.prompts, 0, () => true) || areTurns(header.prompts, promptFrames), "its prompts do not fit its frames");
  insist(isSchedule(header.schedule, levels), "it has no schedule");
  insist(isTimings(header.timings), "its timings are no numbers");
  insist(header.edit === null || header.edit === undefined || isEdit(header.edit, header), "its edit cannot be read");
  insist(header.origin === null || header.origin === undefined || isOrigin(header.origin), "its origin cannot be read");
  insist(header.spectrogram === null || header.spectrogram === undefined || isScale(header.spectrogram, header), "a spectrogram has no scale");
  insist(Array.isArray(header.sections), "it has no list of sections");
}

/** @param {any} header */
export function checkSteps({ steps, levels, frames, candidates, schedule }) {
  insist(Array.isArray(steps) && steps.length >= 1 && steps.length <= MOST_STEPS, "it has no list of steps");
  let before = { level: 0, iteration: 0 }, events = 0;
  for (const step of steps) {
    insist(isObject(step) && isWhole(step.open, 1, frames) && isWhole(step.masked, 0, step.open - 1) && isWhole(step.planned, 0, frames), "a step's counts are out of range");
    insist(isWhole(step.level, 1, levels) && isWhole(step.iterations, 1, schedule.iterations[step.level - 1]) && isWhole(step.iteration, 1, step.iterations), "a step has no place in the schedule");
    insist(step.level > before.level || (step.level === before.level && step.iteration > before.iteration), "its steps are out of order");
    insist(isNumber(step.threshold, -LARGEST_HALF, LARGEST_HALF), "a step has no threshold");
    insist(isNumber(step.seconds, 0), "a step has no duration");
    before = step;
    events += step.open;
  }
  insist(events <= MOST_EVENTS && events * Math.max(candidates, 1) <= MOST_CANDIDATES_IN_ALL, "it has too many steps");
}

/**
 * @param {any} edit
 * @param {any} header
 */
function isEdit(edit, { levels, frames, codebook_size: size }) {
  if (!isObject(edit)) return false;
  if (edit.kind === "region") return isWhole(edit.cells, 1, levels * frames);
  return edit.kind === "token" && isWhole(edit.step, 0, MOST_STEPS - 1) && isWhole(edit.level, 1, levels) && isWhole(edit.frame, 0, frames - 1)
    && isWhole(edit.token, 0, size - 1) && isWhole(edit.sampled, 0, size - 1);
}

/** @param {any} origin */
function isOrigin(origin) {
  return isObject(origin) && isText(origin.model, MOST_CHARACTERS) && isText(origin.licence, MOST_CHARACTERS);
}

/**
 * @param {any} schedule
 * @param {number} levels
 */
function isSchedule(schedule, levels) {
  if (!isObject(schedule) || !["cosine", "linear"].includes(schedule.shape)) return false;
  return isList(schedule.iterations, levels, (count) => isWhole(count, 1, MOST_ITERATIONS)) && schedule.iterations.length === levels
    && isNumber(schedule.temperature, Number.MIN_VALUE) && isNumber(schedule.noise, 0)
    && (schedule.guidance === undefined || isNumber(schedule.guidance, 0, MOST_GUIDANCE));
}

/** @param {any} timings */
function isTimings(timings) {
  return isObject(timings) && isList(Object.entries(timings), MOST_TIMINGS, ([name, seconds]) => isText(name, MOST_LETTERS) && isNumber(seconds, 0));
}

/**
 * @param {any} scale of the spectrograms
 * @param {any} header
 */
function isScale(scale, { levels, frames, prompt_frames: promptFrames, sample_rate: sampleRate }) {
  return isObject(scale) && isWhole(scale.bands, 1, MOST_BANDS) && levels * scale.bands * (frames - promptFrames) <= MOST_SHADES
    && isNumber(scale.low_db, LOW_DECIBELS[0], LOW_DECIBELS[1]) && isNumber(scale.high_db, scale.low_db + 1, MOST_DECIBELS)
    && isNumber(scale.fmin, 0, sampleRate) && isNumber(scale.fmax, scale.fmin + 1, sampleRate);
}

/**
 * @param {unknown} word
 * @param {number} phonemes how many there are
 */
function isWord(word, phonemes) {
  if (!Array.isArray(word) || word.length !== 2 || !Array.isArray(word[1]) || word[1].length !== 2) return false;
  const [text, [first, end]] = word;
  return isText(text, MOST_LETTERS) && isWhole(first, 0, phonemes) && isWhole(end, first, phonemes);
}

/**
 * @param {any} turns
 * @param {number} count of words, or of frames of the prompt
 * @returns {boolean} whether they are all of them in order, turn after turn
 */
function areTurns(turns, count) {
  let end = 0;
  const follows = (/** @type {any} */ turn) => {
    if (!Array.isArray(turn) || turn.length !== 2 || !Array.isArray(turn[1]) || turn[1].length !== 2) return false;
    const [speaker, [first, last]] = turn, holds = isWhole(speaker, 1, MOST_SPEAKERS) && first === end && isWhole(last, first, count);
    end = last;
    return holds;
  };
  return isList(turns, MOST_FRAMES, follows) && end === count;
}

/**
 * @param {any} value
 * @returns {boolean} whether it has named parts
 */
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * @param {any} list
 * @param {number} most entries
 * @param {(entry: any) => boolean} holds for each of them
 */
function isList(list, most, holds) {
  return Array.isArray(list) && list.length <= most && list.every(holds);
}

/**
 * @param {unknown} value
 * @param {number} most characters
 */
function isText(value, most) {
  return typeof value === "string" && [...value].length <= most && !UNPRINTABLE.test(value);
}

/**
 * @param {unknown} value
 * @param {number} low
 * @param {number} high
 */
function isWhole(value, low, high) {
  return isNumber(value, low, high) && Number.isInteger(value);
}

/**
 * @param {unknown} value
 * @param {number} low
 * @param {number} high
 */
function isNumber(value, low, high = LARGEST_NUMBER) {
  return typeof value === "number" && low <= value && value <= high;
}
