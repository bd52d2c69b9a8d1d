// What must hold in a trace before any of it is shown. Everything later relies on these checks alone.

import { insist, isCount } from "./container.js";

// The same limits as in Python: soundstorm/trace/file.py.
export const MOST = { levels: 64, frames: 6000, steps: 10000, iterations: 1000, events: 2e6, candidates: 64, bands: 128, codebook: 65535 };

/**
 * @import { SectionEntry } from "./container.js"
 * @import { Events } from "./trace.js"
 *
 * @typedef {object} TraceStep one iteration of one level
 * @property {number} level from 1
 * @property {number} iteration from 1
 * @property {number} iterations of the level
 * @property {number} open tokens that were sampled
 * @property {number} masked tokens that stayed hidden
 * @property {number} planned the same, as the schedule has it
 * @property {number} threshold the lowest score that was kept
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
 * @property {{iterations: number[], shape?: string, temperature?: number, noise?: number}} schedule
 * @property {number} [seed]
 * @property {string} [transcript]
 * @property {string} [title]
 * @property {TokenEdit|RegionEdit|null} [edit]
 * @property {SpectrogramScale|null} [spectrogram]
 */

/**
 * The counts and lists of a header.
 * @param {any} header
 * @returns {asserts header is TraceHeader}
 * @throws {Error} a TraceFormatError
 */
export function checkHeader(header) {
  insist(header && typeof header === "object" && !Array.isArray(header), "its header is no object");
  const positive = (/** @type {string} */ name, /** @type {number} */ most) => insist(isCount(header[name]) && header[name] >= 1 && header[name] <= most, `${name} is out of range`);
  positive("sample_rate", 768000);
  positive("hop", 1e6);
  positive("levels", MOST.levels);
  positive("codebook_size", MOST.codebook);
  positive("frames", MOST.frames);
  positive("frames_per_semantic", header.frames);
  insist(isCount(header.prompt_frames) && header.prompt_frames < header.frames, "prompt_frames is out of range");
  insist(isCount(header.candidates) && header.candidates <= MOST.candidates, "candidates is out of range");
  insist(Array.isArray(header.steps) && header.steps.length >= 1 && header.steps.length <= MOST.steps, "it has no list of steps");
  insist(Array.isArray(header.sections), "it has no list of sections");
  insist(isTexts(header.phonemes), "phonemes are no list of texts");
  insist(Array.isArray(header.words) && header.words.every((/** @type {unknown} */ word) => isWord(word, header.phonemes.length)), "its words do not fit its phonemes");
  insist(header.schedule && Array.isArray(header.schedule.iterations) && header.schedule.iterations.every(isCount), "it has no schedule");
  for (const name of ["transcript", "title"]) insist(header[name] === undefined || typeof header[name] === "string", `${name} is no text`);
  insist(header.edit === null || header.edit === undefined || typeof header.edit.kind === "string", "its edit cannot be read");
  checkSteps(header);
}

/** @param {unknown} list */
function isTexts(list) {
  return Array.isArray(list) && list.every((item) => typeof item === "string");
}

/**
 * @param {unknown} word
 * @param {number} phonemes how many there are
 */
function isWord(word, phonemes) {
  if (!Array.isArray(word) || typeof word[0] !== "string" || !Array.isArray(word[1])) return false;
  const [first, end] = word[1];
  return isCount(first) && isCount(end) && first <= end && end <= phonemes;
}

/** @param {any} header */
function checkSteps({ steps, levels, frames }) {
  let before = { level: 0, iteration: 0 }, events = 0;
  for (const step of steps) {
    insist(step && [step.level, step.iteration, step.iterations, step.open, step.masked, step.planned].every(isCount), "a step lacks its counts");
    insist(step.level >= 1 && step.level <= levels && step.iteration >= 1 && step.iteration <= step.iterations && step.iterations <= MOST.iterations, "a step has no place in the schedule");
    insist(step.level > before.level || (step.level === before.level && step.iteration > before.iteration), "its steps are out of order");
    insist(step.open >= 1 && step.open <= frames && step.masked < step.open, "a step's counts contradict each other");
    insist(Number.isFinite(step.threshold), "a step has no threshold");
    before = step;
    events += step.open;
  }
  insist(events <= MOST.events, "it has too many steps");
}

/**
 * That every step opened exactly the hidden cells of its level and kept as many as it says.
 * @param {TraceHeader} header
 * @param {Uint16Array} given [Q*T]
 * @param {Events} events
 */
export function checkEvents(header, given, events) {
  const { frames, codebook_size: maskId } = header;
  insist(given.every((code) => code <= maskId), "a token is out of range");
  insist(given.every((code, cell) => code < maskId || cell % frames >= header.prompt_frames), "its prompt is hidden");
  insist(events.sampled.every((token) => token < maskId) && events.candidateIds.every((token) => token < maskId), "a sampled token is out of range");
  insist(events.kept.every((kept) => kept <= 1), "a decision is neither kept nor hidden");
  insist([events.confidence, events.candidateProbabilities].every((values) => values.every((p) => p >= 0 && p <= 1)), "a probability is out of range");
  insist(events.entropy.every((nats) => nats >= 0 && nats < Infinity) && !events.score.some(Number.isNaN), "a score is no number");
  const hidden = Uint8Array.from(given, (code) => (code === maskId ? 1 : 0));
  const left = Array.from({ length: header.levels }, (_, level) => hidden.subarray(level * frames, (level + 1) * frames).reduce((sum, one) => sum + one, 0));
  let at = 0;
  for (const { level, open, masked } of header.steps) {
    insist(open === left[level - 1], "a step opened other tokens than were hidden");
    let before = -1, kept = 0;
    for (const end = at + open; at < end; at++) {
      const frame = events.frame[at], cell = (level - 1) * frames + frame;
      insist(frame < frames && frame > before && hidden[cell] === 1, "a step opened other tokens than were hidden");
      if (events.kept[at]) {
        hidden[cell] = 0;
        kept++;
      }
      before = frame;
    }
    insist(open - kept === masked, "a step kept another number of tokens than it says");
    left[level - 1] = masked;
  }
}
