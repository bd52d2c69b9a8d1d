// Where the phonemes and words of a trace are spoken.

/** @import { Trace } from "./trace.js" */

/**
 * @typedef {object} Span something spoken
 * @property {string} text
 * @property {number} from first frame
 * @property {number} to frame after the last
 *
 * @typedef {Span & {index: number}} PhonemeSpan index into header.phonemes
 */

/**
 * @param {Trace} trace
 * @returns {PhonemeSpan[]} neighbouring semantic tokens of one phoneme are one span
 */
export function phonemeSpans(trace) {
  const { phonemes, frames_per_semantic: span } = trace.header;
  /** @type {PhonemeSpan[]} */
  const spans = [];
  trace.phoneme.forEach((index, token) => {
    if (index < 0) return;
    const from = trace.promptFrames + token * span, last = spans.at(-1);
    if (last && last.index === index && last.to === from) last.to = from + span;
    else spans.push({ index, text: phonemes[index], from, to: from + span });
  });
  return spans;
}

/**
 * @param {Trace} trace
 * @param {PhonemeSpan[]} phonemes from `phonemeSpans`
 * @returns {Span[]} from the first to the last phoneme of every word that has any
 */
export function wordSpans(trace, phonemes) {
  return trace.header.words.flatMap(([text, [first, end]]) => {
    const own = phonemes.filter(({ index }) => index >= first && index < end);
    return own.length ? [{ text, from: own[0].from, to: own[own.length - 1].to }] : [];
  });
}

/**
 * @param {Span[]} spans
 * @param {number} frame
 * @returns {Span|undefined} what is spoken there
 */
export function spanAt(spans, frame) {
  return spans.find(({ from, to }) => from <= frame && frame < to);
}
