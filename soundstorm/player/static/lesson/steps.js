// The lesson's nine steps: what to read, what to set the stage to, what to ask. Every number in a text is taken from
// the traces on the stage.

import { secondsText } from "../numbers.js";
import { momentsOf } from "../race/moments.js";
import { FIND_A_SECOND_CHOICE, FIND_AN_UNTOUCHED_LEVEL, FIND_LUCK, FIND_ONE_PASS } from "./decisions.js";
import { FIND_A_DIFFERENCE, FIND_A_LOSS, FIND_A_WORD, FIND_THE_LEVEL, FIND_WHAT_STAYS } from "./questions.js";

/**
 * @import { PlayerState } from "../store.js"
 * @import { Trace } from "../trace/trace.js"
 * @import { LessonQuestion } from "./questions.js"
 */

/**
 * @typedef {object} LessonStep
 * @property {string} title
 * @property {{a: string, b?: string}} traces names of bundled traces
 * @property {(trace: Trace) => Partial<PlayerState>} set what differs from LESSON_START
 * @property {(facts: Facts, other: Facts|null) => string[]} text paragraphs; facts of A and B
 * @property {LessonQuestion} question
 * @property {{text: string, b: string}[]} [choices] what can stand beside A, the first to begin with
 *
 * @typedef {ReturnType<typeof factsOfTrace>} Facts
 */

/**
 * How every step opens unless it says otherwise, in `speechView`.
 * @type {Partial<PlayerState>}
 */
export const LESSON_START = Object.freeze({ cell: null, hover: null, playing: false, colour: "token", ranking: "score", panel: "token", layout: "stack", watching: false, region: null, painting: false,
  audibleLevel: null, added: false, hearing: "a", sounding: false, question: null });

/**
 * The counts that the texts name.
 * @param {Trace} trace
 */
export function factsOfTrace(trace) {
  const { header, levels, framesPerSecond, frames, promptFrames, steps, events } = trace;
  const whole = (/** @type {number} */ number) => number.toLocaleString("en", { maximumFractionDigits: 2 }), bits = Math.log2(header.codebook_size), span = header.frames_per_semantic;
  const { codebook_size: entries, sample_rate: rate, schedule } = header, speech = frames - promptFrames;
  return {
    levels, span, entries: whole(entries), samples: whole(rate), bits: whole(bits),
    frames: whole(framesPerSecond), milliseconds: whole(1000 / framesPerSecond), semantic: whole(framesPerSecond / span),
    perSecond: whole(framesPerSecond * levels), kilobits: whole((bits * levels * framesPerSecond) / 1000), perSemantic: whole(span * levels),
    tokens: whole(speech * levels), speech: secondsText(speech / framesPerSecond), passes: steps.length,
    first: steps.filter(({ level }) => level === 1).length, temperature: String(schedule.temperature),
    took: secondsText(momentsOf(trace).end), oneByOne: Boolean(events.written),
  };
}

/**
 * @param {Trace} trace
 * @param {number} share
 * @returns {number} the first step of level 1 after which at most a share of the new frames is masked
 */
function stepAtShare(trace, share) {
  const most = share * (trace.frames - trace.promptFrames);
  return Math.max(0, trace.steps.findIndex(({ level, masked }) => level === 1 && masked <= most));
}

/**
 * @param {Trace} trace
 * @returns {number} the step of level 1 in which noise carried most tokens over the cut; the first when it carried none
 */
function luckiestStep(trace) {
  const lucky = trace.steps.map(({ level, open, masked }, step) =>
    level === 1 ? [...trace.ranking(step, "confidence")].slice(open - masked).filter((event) => trace.events.kept[event]).length : 0);
  return lucky.indexOf(Math.max(...lucky));
}

/** @type {LessonStep[]} */
export const LESSON = [
  {
    title: "Why tokens",
    traces: { a: "1-paper" },
    set: (trace) => ({ step: trace.steps.length - 1 }),
    text: (facts) => [
      `A neural codec turns sound into a grid of whole numbers and back. (SoundStream codes the waveform, the bundled codec a spectrogram’s magnitudes; Griffin-Lim finds the phase.) A column is a frame of ${facts.milliseconds} ms, a row is a level, the coarsest at the bottom. Each cell holds a token: the number of one of ${facts.entries} entries in its level’s codebook.`,
      `A second of this speech is ${facts.samples} samples, or ${facts.frames} frames × ${facts.levels} levels = ${facts.perSecond} tokens. A network can predict tokens as a language model predicts words: with a probability for every entry.`,
      "The cells with two bands at the left are the end of the voice prompt, tokens of a recording. All tokens to the right of it are generated. The words under the grid say when they are spoken.",
    ],
    question: FIND_A_WORD,
  },
  {
    title: "Levels",
    traces: { a: "1-paper" },
    set: (trace) => ({ step: trace.steps.length - 1, audibleLevel: Math.min(2, trace.levels), added: true }),
    text: (facts) => [
      `${facts.entries} entries are far too few to describe a frame well. So level 1 takes the entry that fits best, level 2 describes what is then left over, level 3 what is left after that: residual vector quantization, RVQ. A level costs ${facts.bits} bits a frame; ${facts.levels} levels make ${facts.kilobits} kbit/s.`,
      "Choose “All of it” and listen to level 1, then to levels 1 to 2, and so on. Then choose “What level … adds” and watch the spectrogram: green is softer than before, purple louder.",
      "What is left over shrinks from level to level in a codec that is trained well, so later levels add less. Here you can measure it.",
    ],
    question: FIND_THE_LEVEL,
  },
  {
    title: "Semantic against acoustic",
    traces: { a: "1-paper", b: "6-other-seed" },
    set: (trace) => ({ step: trace.steps.length - 1 }),
    text: (facts) => [
      `SoundStorm does not read text. Another model turns the text into semantic tokens, ${facts.semantic} a second: they say what is spoken and when, and little about who speaks. SoundStorm predicts the acoustic tokens, the grid, from them and from the voice prompt.`,
      `A semantic token covers ${facts.span} frames, so ${facts.perSemantic} acoustic tokens. Many grids fit the same semantic tokens. A and B are two of them: same semantic tokens, same prompt, another seed (the number that chance starts from). Hear both with the buttons A and B.`,
      "The paper takes its semantic tokens from w2v-BERT. The bundled model has learned its own, from phonemes, on the encoder of Whisper.",
    ],
    question: FIND_A_DIFFERENCE,
  },
  {
    title: "Masking in training",
    traces: { a: "3-slow-motion" },
    set: (trace) => ({ step: stepAtShare(trace, 0.5) }),
    text: () => [
      "The network learns by filling gaps. For each training example chance decides where the prompt ends, which level is drawn, and how much of that level is hidden: with probability cos(u), u between 0 and π/2, so from nearly nothing to everything.",
      "The prompt and all coarser levels are visible, all finer levels are hidden. The paper’s loss counts the hidden tokens of the drawn level alone. So the network meets every situation of decoding: this grid, in the middle of level 1, could be one of the paper’s examples.",
      "The bundled model differs: prompts are at most half an example and see themselves alone; coarse levels are drawn more often, and where the drawn one is visible the next counts; tokens near the true one are partly right; some examples are dialogues.",
    ],
    question: FIND_A_LOSS,
  },
  {
    title: "Confidence and schedule",
    traces: { a: "1-paper", b: "5-linear" },
    set: (trace) => ({ step: luckiestStep(trace), colour: "confidence", ranking: "confidence", panel: "confidence" }),
    text: (facts) => [
      "An iteration samples a token for every hidden cell of the level at once. Each is sampled without knowing the others, so they need not fit together. Therefore only the most confident stay; the rest is hidden again and sampled anew, with more to go by.",
      `The schedule says how many stay. The cosine schedule of A keeps few tokens in the first of its ${facts.first} iterations, when little is known. The linear one of B keeps the same number in each, so it is further by now.`,
      "The order is log confidence plus noise. The noise shrinks to nothing at the level’s last iteration, which takes the most probable tokens and keeps them all. The dashed line in the chart “Which stay” is where confidence alone would cut.",
    ],
    question: FIND_LUCK,
  },
  {
    title: "Coarse to fine",
    traces: { a: "1-paper" },
    set: (trace) => ({ step: Math.max(0, trace.firstStep(Math.ceil(trace.levels / 2))) }),
    text: (facts) => [
      `The levels are decoded one after the other. Level 1 took ${facts.first} iterations here, each finer level one. A finished level is never touched again.`,
      "Level 1 gets the iterations because its tokens depend on each other most. A finer level describes local detail: once the coarser levels are known, its tokens depend little on each other, so they can all be decided at once.",
      "Step through with comma and full stop (outside the grid also the arrow keys) and listen at the end of each level: “Latest” is the last complete one.",
    ],
    question: FIND_AN_UNTOUCHED_LEVEL,
  },
  {
    title: "Why it is fast",
    traces: { a: "race-soundstorm", b: "race-audiolm" },
    choices: [{ text: "Beside it: AudioLM, token by token", b: "race-audiolm" }, { text: "Beside it: greedy", b: "2-greedy" }],
    set: (trace) => ({ step: trace.steps.length - 1, colour: "kept" }),
    text: (facts, other) => [
      `An autoregressive model needs ${facts.tokens} steps for these ${facts.speech} of speech, one a token. A took ${facts.passes} passes of the network. A pass has one position a frame: the embeddings of its levels are added up. So a further level costs one pass, and the others hardly more.`,
      "A pass is more work than an autoregressive step, but the work runs in parallel. The paper decodes 30 s at 12 levels in 27 passes and 0.5 s on a TPU-v4, about a hundred times faster than AudioLM’s acoustic stages.",
      other?.oneByOne
        ? `B, such stages, took ${other.took} from the same semantic tokens, A ${facts.took} on the same machine: a CPU, which does little in parallel, and A’s network is three times the size of theirs. The app’s tab Race replays both.`
        : `B is greedy: one pass a level, ${other ? other.passes : "one a level"} in all. Compare how they sound. In the paper, 16 iterations at level 1 gained 0.1 to 0.2 points of estimated quality (MOS); more than 16 gained nothing.`,
    ],
    question: FIND_ONE_PASS,
  },
  {
    title: "What goes wrong",
    traces: { a: "4-too-hot", b: "1-paper" },
    set: (trace) => ({ step: trace.lastStep(1), colour: "confidence", audibleLevel: trace.levels }),
    text: (facts, other) => [
      "A kept token is never taken back. A poor choice at level 1 stays, and every finer level is fitted to it.",
      `A was sampled at temperature ${facts.temperature}, B at ${other ? other.temperature : "1"}. At a higher temperature improbable tokens are sampled more often. Ranking by confidence drops many of them, but not all. Hear A and B.`,
      "Not every flaw is the setting’s. The bundled model is small and was trained for hours on two CPU cores, so B has flaws too. Words are lost most in SoundStorm’s levels 3 and 4; roughness can come from the codec. The model’s card has the measured figures.",
    ],
    question: FIND_A_SECOND_CHOICE,
  },
  {
    title: "Voice and chance",
    traces: { a: "1-paper", b: "7-other-voice" },
    choices: [{ text: "Beside it: another voice", b: "7-other-voice" }, { text: "Beside it: another seed", b: "6-other-seed" }],
    set: (trace) => ({ step: trace.steps.length - 1 }),
    text: () => [
      "Three things decide a token: what is said (the semantic tokens), who says it (the voice prompt), and chance (the seed). A and B have the same semantic tokens: at first in two voices, then, with the button below, in one voice with two seeds.",
      "Hear both with the buttons A and B, or with X. The prompt decides whose voice it is: its pitch, its colour, the room; prompts of other lengths meet other chance, too. The seed decides small things: another take of the same person.",
      "The app’s “Another take” reads the text anew, too, so its timing changes. If a take goes wrong, draw another. If the voice is wrong, no seed helps: give a longer or clearer prompt.",
    ],
    question: FIND_WHAT_STAYS,
  },
];
