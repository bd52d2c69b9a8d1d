// The lesson's questions about the decoder's decisions; what a question is, questions.js says.

import { counted, decimal } from "../numbers.js";
import { explainCell } from "../trace/reason.js";
import { State } from "../trace/states.js";
import { no, yes } from "./questions.js";

/**
 * @import { TraceStep } from "../trace/header.js"
 * @import { Trace } from "../trace/trace.js"
 * @import { LessonQuestion } from "./questions.js"
 */

/**
 * Confidence and schedule: the noise decided.
 * @type {LessonQuestion}
 */
export const FIND_LUCK = {
  task: () => "Touch a token that stayed in this iteration, but that confidence alone would not have kept.",
  hint: "Tokens that stayed now have a cap in the grid and an orange bar in the panel “Which stay”. The orange bars to the right of its dashed line are right; they can be touched there.",
  judge({ a, step }) {
    const { events } = a, open = step < 0 ? [] : [...a.ranking(step, "confidence")], stay = open.filter((event) => events.kept[event]).length;
    return ({ level, frame }) => {
      const event = a.eventAt(step, level, frame);
      if (event < 0) return no(`This iteration did not sample it. ${explainCell(a, step, a.cellAt(step, level, frame))}`);
      const confidence = events.confidence[event];
      if (!events.kept[event]) return no(`This one was hidden again, with confidence ${decimal(confidence)}. Look for one that stayed.`);
      const place = open.indexOf(event) + 1;
      if (place <= stay) return no(`It stayed with confidence ${decimal(confidence)}, place ${place} of ${open.length}: confidence alone would have kept it, too, as it keeps the first ${stay}.`);
      const { noise, score, threshold } = a.cellAt(step, level, frame);
      return yes(`It stayed with confidence ${decimal(confidence)}, place ${place} of ${open.length}, where confidence alone keeps the first ${stay}. Log confidence `
        + `${decimal(Math.log(confidence))} plus noise ${decimal(noise)} gives the score ${decimal(score)}, and the threshold was ${decimal(threshold)}.`);
    };
  },
};

/**
 * Coarse to fine: a level that has not begun.
 * @type {LessonQuestion}
 */
export const FIND_AN_UNTOUCHED_LEVEL = {
  task: () => "Touch a token still to be generated that the network has not been asked about so far.",
  hint: "Look for a level that consists of dots alone after the prompt.",
  judge({ a, step }) {
    const { state } = a.stateAt(step), levels = Array.from({ length: a.levels }, (_, index) => index + 1), active = a.steps[step]?.level ?? 0;
    const speech = (/** @type {number} */ level) => state.subarray((level - 1) * a.frames + a.promptFrames, level * a.frames);
    const untouched = new Set(levels.filter((level) => speech(level).every((one) => one === State.MASKED)));
    return ({ level, frame }) => {
      if (frame < a.promptFrames) return no("This token belongs to the voice prompt, which is known at every level from the start.");
      if (level === active) return no(`Level ${level} was sampled in this very iteration.`);
      if (!untouched.has(level)) return no(`Level ${level} is decided: the network was asked about it in ${counted(passesAt(a, level), "pass", "passes")}.`);
      const begins = level > 1 ? ` It begins when level ${level - 1} is complete.` : "";
      return yes(`Level ${level} is masked from the prompt on.${begins} Until then the network sees nothing but masks there, as it did in training.`);
    };
  },
};

/**
 * Why it is fast: a whole level in one pass.
 * @type {LessonQuestion}
 */
export const FIND_ONE_PASS = {
  task: () => "Touch a token whose whole level was decided in a single pass of the network.",
  hint: "In A, a level of one colour took one pass. AudioLM’s colours tell nothing.",
  judge({ a }) {
    const decided = tokensIn(a.steps);
    return ({ level, frame }) => {
      if (frame < a.promptFrames) return no("This token belongs to the voice prompt: it was given, no pass decided it.");
      const passes = passesAt(a, level), tokens = tokensIn(a.steps.filter((step) => step.level === level));
      if (passes !== 1) return no(passes ? `Level ${level} took ${passes} passes: its tokens were kept in different iterations.` : "This level was not decoded.");
      return yes(`One pass decided all ${counted(tokens, "token")} of level ${level}. The whole grid took ${counted(a.steps.length, "pass", "passes")} for `
        + `${counted(decided, "token")}; one token after the other would be ${decided.toLocaleString("en")} steps.`);
    };
  },
};

/**
 * @param {TraceStep[]} steps
 * @returns {number} tokens that they kept
 */
function tokensIn(steps) {
  return steps.reduce((sum, { open, masked }) => sum + open - masked, 0);
}

/**
 * @param {Trace} trace
 * @param {number} level
 * @returns {number} passes of the network at a level
 */
function passesAt(trace, level) {
  return trace.steps.filter((step) => step.level === level).length;
}

/**
 * What goes wrong: kept, though it was not the first choice.
 * @type {LessonQuestion}
 */
export const FIND_A_SECOND_CHOICE = {
  task: () => "Touch a kept token that was not the network’s first choice.",
  hint: "Touch tokens of level 1. In the panel “Token”, “Most probable tokens” lists the network’s choices and marks the one that was sampled.",
  judge({ a, step }) {
    return ({ level, frame }) => {
      const cell = a.cellAt(step, level, frame), [first] = cell.candidates;
      if (cell.confidence === null || cell.state === State.CANDIDATE) return no(`It is not a kept token. ${explainCell(a, step, cell)}`);
      if (!first) return no("This recorded run holds no candidates.");
      const { iteration, iterations } = a.steps[cell.decidedIn], last = iteration === iterations;
      // the last iteration takes the first of equals, which need not be the first in the list
      if (last || first.id === cell.sampled || first.p <= cell.confidence) {
        return no(`It is the network’s first choice, with probability ${decimal(cell.confidence, 3)}${last ? ": the last iteration of a level always takes that" : ""}.`);
      }
      return yes(`Token ${cell.sampled} was kept with probability ${decimal(cell.confidence, 3)}; the first choice was token ${first.id} with `
        + `${decimal(first.p, 3)}. That need not be wrong, but nothing takes it back.`);
    };
  },
};
