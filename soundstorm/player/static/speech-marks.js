// Where the phonemes and words of a trace are spoken.

/**
 * @typedef {object} Span something spoken
 * @property {string} text
 * @property {number} from first frame
 * @property {number} to frame after the last
 */

/** @returns {(Span & {index: number})[]} neighbouring semantic tokens of one phoneme are one span; index into header.phonemes */
function phonemeSpans(trace) {
  const { phonemes, frames_per_semantic: span } = trace.header, spans = [];
  trace.phoneme.forEach((index, token) => {
    if (index < 0) return;
    const from = trace.promptFrames + token * span, last = spans.at(-1);
    if (last && last.index === index && last.to === from) last.to = from + span;
    else spans.push({ index, text: phonemes[index], from, to: from + span });
  });
  return spans;
}

/**
 * @param {(Span & {index: number})[]} phonemes from `phonemeSpans`
 * @returns {Span[]} from the first to the last phoneme of every word that has any
 */
function wordSpans(trace, phonemes) {
  return trace.header.words.flatMap(([text, [first, end]]) => {
    const own = phonemes.filter(({ index }) => index >= first && index < end);
    return own.length ? [{ text, from: own[0].from, to: own.at(-1).to }] : [];
  });
}

/** @returns {Span|undefined} what is spoken at a frame */
function spanAt(spans, frame) {
  return spans.find(({ from, to }) => from <= frame && frame < to);
}
