// The words and phonemes over the time axis: which token of speech belongs to which sound.

import { freshCanvas, make, onResize, setText } from "../dom.js";
import { timeAxis } from "../grid/axis.js";
import { frameShift } from "../store.js";
import { readPalette } from "../theme.js";
import { phonemeSpans, spanAt, wordSpans } from "../trace/speech.js";
import { hearingOf } from "./hearing.js";
import { seekByPointer } from "./playhead.js";

/**
 * @import { PlayerState, Store } from "../store.js"
 * @import { PhonemeSpan, Span } from "../trace/speech.js"
 * @import { Trace } from "../trace/trace.js"
 *
 * @typedef {{phonemes: PhonemeSpan[], words: Span[]}} Spoken
 */

const TYPE = 0.95; // of the size of the type around

/**
 * @param {HTMLElement} element
 * @param {Store} store
 */
export function mountPhonemes(element, store) {
  const canvas = make("canvas.phonemes", { role: "img", "aria-label": "Words and phonemes" }), words = make("span.title"), pointed = make("span.pointed", { "aria-hidden": "true" });
  const frame = make("div.track.spoken", {}, canvas);
  element.replaceChildren(make("div.timed", {}, make("span"), frame), make("div.timed.under", {}, make("span"), make("p.caption", {}, words, pointed)));
  seekByPointer(canvas, store);

  /** @type {Spoken & {trace: Trace|null}} */
  let spans = { trace: null, phonemes: [], words: [] };
  const draw = store.draw(["a", "b", "hearing", "view", "hover", "cell", "theme", "projector"], (state) => {
    const slot = hearingOf(state)?.slot ?? "a", trace = state[slot];
    if (spans.trace !== trace) {
      const phonemes = trace ? phonemeSpans(trace) : [];
      spans = { trace, phonemes, words: trace ? wordSpans(trace, phonemes) : [] };
      canvas.setAttribute("aria-label", trace ? `Words and phonemes over time: ${trace.header.transcript || trace.header.phonemes.join(" ")}` : "Words and phonemes");
      canvas.dataset.phonemes = String(phonemes.length);
    }
    element.hidden = Boolean(trace) && !spans.phonemes.length;
    const marked = (state.hover ?? state.cell)?.frame, at = marked === undefined ? undefined : marked - frameShift(state, slot);
    canvas.classList.toggle("wordless", !spans.words.length);
    if (trace) paintSpans(canvas, state, spans, frameShift(state, slot), at);
    setText(words, trace?.header.transcript ? `“${trace.header.transcript}”` : "");
    setText(pointed, trace && at !== undefined ? spokenAt(trace, spans, at) : "");
  });
  onResize(canvas, store.signal, draw);
}

/**
 * @param {Trace} trace
 * @param {Spoken} spoken
 * @param {number} frame
 * @returns {string} the phoneme, word and semantic token at a frame
 */
function spokenAt(trace, { phonemes, words }, frame) {
  const phoneme = spanAt(phonemes, frame), word = spanAt(words, frame), token = trace.semantic[Math.floor(frame / trace.header.frames_per_semantic)];
  const facts = [phoneme && `/${phoneme.text}/`, word && `in “${word.text}”`, token !== undefined && `semantic token ${token}`];
  return facts.filter(Boolean).join(" ");
}

/**
 * Words above, phonemes below, each between two ticks; a name that does not fit is left out.
 * @param {HTMLCanvasElement} canvas
 * @param {PlayerState} state
 * @param {Spoken} spoken
 * @param {number} shift frames of the axis before the first
 * @param {number} [marked] frame
 */
function paintSpans(canvas, state, { phonemes, words }, shift, marked) {
  const { pen, width, height } = freshCanvas(canvas);
  if (!width) return;
  const axis = timeAxis(state, width), { css, font, size } = readPalette(canvas, state), rows = words.length ? 2 : 1, row = height / rows;
  const paint = (/** @type {Span[]} */ list, /** @type {number} */ top, /** @type {number} */ weight, /** @type {string} */ ink) => {
    pen.font = `${weight} ${TYPE * size}px ${font}`;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    for (const { text, from, to } of list) {
      const left = axis.x(from + shift), right = axis.x(to + shift);
      if (right < 0 || left > width) continue;
      const here = marked !== undefined && from <= marked && marked < to;
      pen.fillStyle = here ? css.accent : css.rule;
      if (here) pen.fillRect(left, top, right - left, row);
      else if (right - left >= 4) pen.fillRect(left, top + row * 0.2, 1, row * 0.6);
      const visible = Math.min(right, width) - Math.max(left, 0);
      if (pen.measureText(text).width > visible - 1) continue;
      pen.fillStyle = here ? css.paper : ink;
      pen.fillText(text, (Math.max(left, 0) + Math.min(right, width)) / 2, top + row / 2 + 1);
    }
  };
  if (words.length) paint(words, 0, 700, css.ink);
  paint(phonemes, words.length ? row : 0, 400, css.quiet);
}
