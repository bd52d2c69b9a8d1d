// Two traces side by side: which cells differ, which settings differ. Frames are matched from the start of the
// new speech, since prompts may differ in length.

/** @import { Ids } from "./container.js" */
/** @import { TraceHeader } from "./header.js" */
/** @import { Trace } from "./trace.js" */

/** @enum {number} */
export const Difference = Object.freeze({ SAME: 0, DIFFERENT: 1, UNKNOWN: 2 }); // unknown: still masked in one of them

/**
 * The step of another trace that is as far as `step` of this one: the last that is no further in its level and in
 * the share of the level's iterations done; both end together.
 * @param {Trace} trace
 * @param {number} step
 * @param {Trace} other
 * @returns {number} -1 before its first step
 */
export function matchingStep(trace, step, other) {
  if (step < 0) return -1;
  if (step === trace.steps.length - 1) return other.steps.length - 1;
  const here = trace.steps[step], share = here.iteration / here.iterations;
  return other.steps.findLastIndex(({ level, iteration, iterations }) =>
    level < here.level || (level === here.level && iteration / iterations <= share));
}

/**
 * @typedef {object} Comparison
 * @property {Uint8Array} marks one of Difference, [levels * frames], frames counted from the new speech's start
 * @property {number} levels that both have
 * @property {number} frames of new speech that both have
 * @property {{level: number, different: number, known: number}[]} counts of every level
 * @property {number} different cells with another token
 * @property {number} known cells with a token in both
 */

/**
 * @param {Trace} a
 * @param {number} stepA
 * @param {Trace} b
 * @param {number} stepB
 * @returns {Comparison} of what both show after the given steps
 */
export function compareCells(a, stepA, b, stepB) {
  const levels = Math.min(a.levels, b.levels), frames = Math.min(a.frames - a.promptFrames, b.frames - b.promptFrames);
  const ours = a.stateAt(stepA).codes, theirs = b.stateAt(stepB).codes;
  const marks = new Uint8Array(levels * frames);
  /** @type {Comparison["counts"]} */
  const counts = [];
  for (let level = 1; level <= levels; level++) {
    const own = (level - 1) * a.frames + a.promptFrames, other = (level - 1) * b.frames + b.promptFrames;
    let different = 0, known = 0;
    for (let frame = 0; frame < frames; frame++) {
      const one = ours[own + frame], two = theirs[other + frame];
      const mark = one === a.maskId || two === b.maskId ? Difference.UNKNOWN : one === two ? Difference.SAME : Difference.DIFFERENT;
      marks[(level - 1) * frames + frame] = mark;
      known += Number(mark !== Difference.UNKNOWN);
      different += Number(mark === Difference.DIFFERENT);
    }
    counts.push({ level, different, known });
  }
  const total = (/** @type {"different"|"known"} */ key) => counts.reduce((sum, count) => sum + count[key], 0);
  return { marks, levels, frames, counts, different: total("different"), known: total("known") };
}

/**
 * @param {Trace} a
 * @param {Trace} b
 * @returns {[name: string, a: string, b: string][]} every setting in which they differ
 */
export function differingSettings(a, b) {
  return settingsOf(a, b).filter(([, one, two]) => one !== two);
}

/**
 * @param {Trace} a
 * @param {Trace} b
 * @returns {[name: string, a: string, b: string][]}
 */
function settingsOf(a, b) {
  /** @type {(name: string, read: (trace: Trace) => string) => [string, string, string]} */
  const both = (name, read) => [name, read(a), read(b)];
  const samePrompt = a.promptFrames === b.promptFrames && a.levels === b.levels && sameNumbers(promptOf(a), promptOf(b));
  const sameSemantic = sameNumbers(newSemantic(a), newSemantic(b));
  const length = (/** @type {Trace} */ trace) => `${(trace.promptFrames / trace.framesPerSecond).toFixed(2)} s`;
  return [
    both("Transcript", ({ header }) => header.transcript || "none"),
    ["Voice prompt", length(a), samePrompt || length(a) !== length(b) ? length(b) : `${length(b)}, another recording`],
    ["Semantic tokens", `${newSemantic(a).length}`, `${newSemantic(b).length}${sameSemantic || newSemantic(a).length !== newSemantic(b).length ? "" : ", others"}`],
    both("Seed", ({ header }) => `${header.seed}`),
    both("Iterations", ({ header }) => header.schedule.iterations.join(", ")),
    both("Schedule", ({ header }) => `${header.schedule.shape}`),
    both("Temperature", ({ header }) => `${header.schedule.temperature}`),
    both("Noise", ({ header }) => `${header.schedule.noise}`),
    both("Guidance", ({ header }) => `${header.schedule.guidance ?? 0}`),
    both("Edit", ({ header }) => editText(header.edit)),
  ];
}

/** @param {Trace} trace */
function promptOf({ given, frames, promptFrames }) {
  return given.filter((_, cell) => cell % frames < promptFrames);
}

/** @param {Trace} trace */
function newSemantic(trace) {
  return trace.semantic.subarray(Math.floor(trace.promptFrames / trace.header.frames_per_semantic));
}

/**
 * @param {Ids} one
 * @param {Ids} two
 */
function sameNumbers(one, two) {
  return one.length === two.length && one.every((value, at) => value === two[at]);
}

/**
 * @param {TraceHeader["edit"]} edit
 * @returns {string}
 */
function editText(edit) {
  if (!edit) return "none";
  const rest = Object.entries(edit).filter(([key]) => key !== "kind").map(([key, value]) => `${key.replaceAll("_", " ")} ${plainText(value)}`);
  return [edit.kind, ...rest].join(", ");
}

/**
 * @param {unknown} value
 * @returns {string}
 */
function plainText(value) {
  return Array.isArray(value) ? value.map(plainText).join("–") : String(value);
}
