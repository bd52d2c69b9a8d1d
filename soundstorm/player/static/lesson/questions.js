// What the lesson asks. An answer is judged from the traces on the screen, at the step they stand at; no question
// knows a cell beforehand.

import { counted, decimal, secondsText } from "../numbers.js";
import { decibelsAUnit } from "../sound/heat.js";
import { stepOf } from "../store.js";
import { compareCells, Difference, differingSettings } from "../trace/comparison.js";
import { phonemeSpans, spanAt, wordSpans } from "../trace/speech.js";
import { State } from "../trace/states.js";

/**
 * @import { Place, PlayerState } from "../store.js"
 * @import { Span } from "../trace/speech.js"
 * @import { Trace } from "../trace/trace.js"
 */

/**
 * @typedef {object} Scene what is on the screen
 * @property {Trace} a
 * @property {Trace|null} b
 * @property {number} step of a
 * @property {number} stepB
 *
 * @typedef {{right: boolean, reason: string}} Verdict
 *
 * @typedef {object} LessonQuestion
 * @property {(scene: Scene) => string} task
 * @property {string} hint where to look
 * @property {(scene: Scene) => (cell: Place) => Verdict} judge
 */

/**
 * @param {PlayerState} state
 * @returns {Scene|null} null without a trace
 */
export function sceneOf(state) {
  const { a, b, step } = state;
  return a && { a, b, step, stepB: stepOf(state, "b") };
}

/** @type {(reason: string) => Verdict} */
export const yes = (reason) => ({ right: true, reason });

/** @type {(reason: string) => Verdict} */
export const no = (reason) => ({ right: false, reason });

/**
 * @param {LessonQuestion} question
 * @param {Scene} scene
 * @returns {Place[]} every right answer, by level, then by frame
 */
export function rightCells(question, scene) {
  const decide = question.judge(scene), { levels, frames } = scene.a, found = /** @type {Place[]} */ ([]);
  for (let level = 1; level <= levels; level++) {
    for (let frame = 0; frame < frames; frame++) if (decide({ level, frame }).right) found.push({ level, frame });
  }
  return found;
}

/**
 * Why tokens: where in the grid a word is.
 * @type {LessonQuestion}
 */
export const FIND_A_WORD = {
  task: ({ a }) => `Touch any token of the word “${longestWord(a)?.text ?? "…"}”.`,
  hint: "The words stand under the grid, each between its ticks. All levels above a word belong to it.",
  judge({ a }) {
    const words = wordSpans(a, phonemeSpans(a)), word = longestWord(a);
    return ({ frame }) => {
      if (!word) return no("This recorded run does not say where its words are.");
      if (frame < a.promptFrames) return no("This token belongs to the voice prompt, before the new speech begins.");
      const spoken = spanAt(words, frame);
      if (spoken?.from !== word.from) return no(spoken ? `This token belongs to “${spoken.text}”.` : "No word is spoken here.");
      const frames = word.to - word.from, samples = frames * a.header.hop;
      return yes(`“${word.text}” lasts ${secondsText(frames / a.framesPerSecond)}: ${counted(samples, "sample")} of sound, but only `
        + `${counted(frames, "frame")} × ${counted(a.levels, "level")} = ${counted(frames * a.levels, "token")}.`);
    };
  },
};

/**
 * @param {Trace} trace
 * @returns {Span|undefined} the longest word that is said only once
 */
function longestWord(trace) {
  const words = wordSpans(trace, phonemeSpans(trace)), once = words.filter(({ text }) => words.filter((other) => other.text === text).length === 1);
  const longest = Math.max(...once.map(({ from, to }) => to - from));
  return once.find(({ from, to }) => to - from === longest);
}

/**
 * Levels: what each adds to those below, in decibels.
 * @type {LessonQuestion}
 */
export const FIND_THE_LEVEL = {
  task: () => "Which level after the first changes the spectrogram most? Touch a generated token of it.",
  hint: "Under the spectrogram, choose one level after the other while “What level … adds” is on. Much colour is much change.",
  judge({ a }) {
    const changes = levelChanges(a), most = Math.max(...changes);
    return ({ level, frame }) => {
      if (frame < a.promptFrames) return no("This token belongs to the voice prompt. The spectrogram shows what comes after it.");
      if (!changes.length) return no("This recorded run has no spectrograms.");
      if (level === 1) return no("Level 1 is what the others add to. The question is which of them adds most.");
      const change = changes[level - 2], fact = `Level ${level} changes the spectrogram by ${decimal(change, 1)} dB on average`;
      if (change < most) return no(`${fact}. Another level changes it more.`);
      const others = changes.flatMap((other, index) => (index === level - 2 ? [] : `level ${index + 2} by ${decimal(other, 1)}`));
      return yes(`${fact}${others.length ? `, ${others.join(", ")}` : ""}.`);
    };
  },
};

/**
 * @param {Trace} trace
 * @returns {number[]} mean change in decibels that level 2, 3, .. makes to the spectrogram; empty without spectrograms
 */
function levelChanges(trace) {
  const { spectrograms: pictures, header: { spectrogram: scale } } = trace;
  return !scale ? [] : pictures.slice(1).map((values, index) => {
    const below = pictures[index];
    return (values.reduce((sum, value, at) => sum + Math.abs(value - below[at]), 0) / values.length) * decibelsAUnit(scale);
  });
}

/**
 * Semantic against acoustic: same semantic token, another acoustic token.
 * @type {LessonQuestion}
 */
export const FIND_A_DIFFERENCE = {
  task: () => "Touch a token that came out different in A and B, although both were decoded from the same semantic tokens and the same prompt.",
  hint: "Tokens that differ are underlined in both grids. B stands under A.",
  judge({ a, b, step, stepB }) {
    if (!b) return () => no("There is no B to compare with.");
    const shared = compareCells(a, step, b, stepB), shift = a.promptFrames - b.promptFrames;
    return ({ level, frame }) => {
      if (frame < a.promptFrames) return no("This token belongs to the voice prompt, which A and B were given alike.");
      const place = frame - a.promptFrames, inBoth = level <= shared.levels && place < shared.frames;
      const mark = inBoth ? shared.marks[(level - 1) * shared.frames + place] : Difference.UNKNOWN;
      if (mark === Difference.UNKNOWN) return no("It is not decided in both yet.");
      const token = a.stateAt(step).codes[(level - 1) * a.frames + frame], other = b.stateAt(stepB).codes[(level - 1) * b.frames + frame - shift];
      if (mark === Difference.SAME) return no(`A and B have the same token here, ${token}.`);
      const semantic = a.semantic[Math.floor(frame / a.header.frames_per_semantic)], phoneme = a.phonemeAt(frame);
      return yes(`A has token ${token} here and B has ${other}. Both were decoded from semantic token ${semantic}${phoneme ? `, /${phoneme}/` : ""}: `
        + "it says what is spoken, and leaves open which of many fitting sounds it becomes.");
    };
  },
};

/**
 * Voice and chance: what neither of them changed.
 * @type {LessonQuestion}
 */
export const FIND_WHAT_STAYS = {
  task: () => "Touch a token of level 1 that is the same in A and B, if there is one.",
  hint: "Tokens that differ are underlined. Look for one of level 1 that is not.",
  judge({ a, b, step }) {
    if (!b) return () => no("There is no B to compare with.");
    const shared = compareCells(a, step, b, b.steps.length - 1), coarsest = shared.marks.subarray(0, shared.frames);
    const sameVoice = differingSettings(a, b).every(([name]) => name !== "Voice prompt");
    return ({ level, frame }) => {
      const place = frame - a.promptFrames;
      if (place < 0) return no("This token belongs to the voice prompt: it was given, not decided.");
      if (level !== 1) return no("This is not level 1, the coarsest, at the bottom.");
      if (!coarsest.includes(Difference.SAME)) return yes(`Not one of the ${counted(shared.frames, "token")} of level 1 is the same in both: the right answer is any of them.`);
      const mark = place < shared.frames ? shared.marks[place] : Difference.UNKNOWN;
      const token = a.stateAt(step).codes[frame], phoneme = a.phonemeAt(frame);
      if (mark !== Difference.SAME) return no(`A has token ${token} here, and B another one: ${sameVoice ? "chance" : "the voice or chance"} decided it.`);
      return yes(`Both have token ${token} here${phoneme ? `, in /${phoneme}/` : ""}: ${sameVoice ? "what is said and the voice decided it, and chance did not change it."
        : "what is said decided it, and neither the voice nor chance changed it."}`);
    };
  },
};

/**
 * Masking in training: which tokens carry a loss.
 * @type {LessonQuestion}
 */
export const FIND_A_LOSS = {
  task: (scene) => `Take this grid as a training example in which level ${drawnLevel(scene)} was drawn. Touch a token that counts in the paper’s loss.`,
  hint: "The paper’s loss counts the hidden tokens of the drawn level. Hidden tokens are dots and half blocks.",
  judge(scene) {
    const { a, step } = scene, drawn = drawnLevel(scene), { state } = a.stateAt(step);
    const hidden = (/** @type {number} */ level, /** @type {number} */ frame) => {
      const what = state[(level - 1) * a.frames + frame];
      return what === State.MASKED || what === State.CANDIDATE;
    };
    const asked = Array.from({ length: a.frames }, (_, frame) => hidden(drawn, frame)).filter(Boolean).length;
    return ({ level, frame }) => {
      if (frame < a.promptFrames) return no("This token belongs to the prompt: it is never hidden and carries no loss.");
      if (level > drawn) return no(`It is hidden, as all levels finer than ${drawn} are, but the paper’s loss counts level ${drawn} alone.`);
      if (level < drawn) return no(`All levels coarser than ${drawn} are visible in this example: there is nothing to guess.`);
      if (!hidden(level, frame)) return no("This token of the drawn level is visible: the network sees it and need not guess it.");
      return yes(`It is hidden, at the drawn level and after the prompt. The loss is the cross-entropy of ${counted(asked, "such token")}: how improbable the network found the true ones.`);
    };
  },
};

/**
 * @param {Scene} scene
 * @returns {number} the level that is being decoded
 */
function drawnLevel({ a, step }) {
  return a.steps[Math.max(step, 0)].level;
}
