// Who speaks when in a trace: the same as in soundstorm/trace/turns.py.

/** @import { Trace } from "./trace.js" */

/**
 * @typedef {object} Stretch frames of one speaker
 * @property {number} speaker from 1
 * @property {number} from first frame
 * @property {number} to frame after the last
 *
 * @typedef {Stretch & {turn: number, text: string}} TurnStretch turn: from 0
 */

const TURN = "|"; // between two turns, among the phonemes and in the transcript
const COLOURS = 4; // --speaker-1 and so on

/**
 * @param {number} speaker from 1
 * @returns {string} "A" for the first
 */
export function letterOf(speaker) {
  return speaker <= 26 ? String.fromCharCode(64 + speaker) : String(speaker);
}

/**
 * @param {number} speaker from 1
 * @returns {string} as CSS
 */
export function colourOf(speaker) {
  return `var(--speaker-${((speaker - 1) % COLOURS) + 1})`;
}

/**
 * @param {Trace} trace
 * @returns {boolean} whether several people speak in it
 */
export function isDialogue({ header: { turns = [] } }) {
  return turns.some(([speaker]) => speaker !== turns[0][0]);
}

/**
 * @param {Trace} trace
 * @returns {Stretch[]} whose the frames of the prompt are
 */
export function promptStretches({ header: { prompts = [] } }) {
  return prompts.map(([speaker, [from, to]]) => ({ speaker, from, to }));
}

/**
 * @param {Trace} trace
 * @returns {TurnStretch[]} every turn of which anything is spoken; the pause before it is its own
 */
export function turnStretches(trace) {
  const { header, promptFrames, phoneme } = trace, { turns = [], frames_per_semantic: span } = header;
  const begins = turnBegins(trace), texts = turnTexts(trace);
  return turns.flatMap(([speaker], turn) => {
    const isOwn = (/** @type {number} */ index) => index >= begins[turn] && index < (begins[turn + 1] ?? Infinity);
    const first = phoneme.findIndex(isOwn), last = phoneme.findLastIndex(isOwn);
    return first < 0 ? [] : [{ turn, speaker, text: texts[turn], from: promptFrames + first * span, to: promptFrames + (last + 1) * span }];
  });
}

/**
 * @param {Trace} trace
 * @returns {number[]} the first phoneme of every turn: its marker, if it has one
 */
function turnBegins({ header: { turns = [], words, phonemes } }) {
  return turns.map(([, [first]], turn) => {
    if (!turn) return 0;
    const before = first ? words[first - 1][1][1] : 0, after = first < words.length ? words[first][1][0] : phonemes.length;
    const marker = phonemes.slice(before, after).indexOf(TURN);
    return marker < 0 ? after : before + marker;
  });
}

/**
 * @param {Trace} trace
 * @returns {string[]} what is said in every turn
 */
function turnTexts({ header: { turns = [], words, transcript } }) {
  const written = transcript.split(TURN);
  return turns.map(([, [first, end]], turn) =>
    written.length === turns.length ? written[turn].trim() : words.slice(first, end).map(([text]) => text).join(" "));
}
