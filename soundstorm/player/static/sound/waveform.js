// The waveform of what is heard. Every level is drawn to one scale, that of the finished speech and its prompt.

import { freshCanvas, make, onResize } from "../dom.js";
import { timeAxis } from "../grid/axis.js";
import { readPalette } from "../theme.js";
import { decodeSound, hearingOf, placeOfFrame } from "./hearing.js";
import { seekByKeys, seekByPointer } from "./playhead.js";

/**
 * @import { PlayerState, Store } from "../store.js"
 * @import { Trace } from "../trace/trace.js"
 * @import { Hearing } from "./hearing.js"
 *
 * @typedef {object} Shown what is drawn, or will be when it is decoded
 * @property {string} key slot and section
 * @property {Trace} [trace]
 * @property {{buffer: AudioBuffer, starts: number}[]} pieces and the places (seconds) where they start
 * @property {number} peak loudest sample of the finished speech and its prompt
 */

/**
 * @param {HTMLElement} element
 * @param {Store} store
 */
export function mountWaveform(element, store) {
  const canvas = make("canvas.wave", { role: "slider", tabindex: "0", "aria-label": "Waveform: position in the speech" });
  element.replaceChildren(make("div.timed", {}, make("span"), make("div.track", {}, canvas)));
  seekByPointer(canvas, store);
  seekByKeys(canvas, store);

  /** @type {Shown|null} */
  let shown = null;
  const draw = store.draw(["a", "b", "view", "theme", "projector"], (state) => paintWaveform(canvas, state, shown));
  const fetch = async (/** @type {PlayerState} */ state) => {
    const hearing = hearingOf(state), key = hearing ? `${hearing.slot} ${hearing.sound}` : "";
    if (shown?.key === key && shown?.trace === hearing?.trace) return;
    const mine = shown = /** @type {Shown} */ ({ key, trace: hearing?.trace, pieces: [], peak: 1 });
    if (hearing?.audible) {
      try {
        Object.assign(mine, await soundPieces(hearing));
      } catch {
        mine.pieces = []; // the controls say so as soon as somebody listens
      }
    }
    canvas.dataset.sound = mine.pieces.length ? key : "";
    if (shown === mine) draw();
  };
  store.draw(["a", "b", "step", "hearing", "audibleLevel", "added"], fetch);
  onResize(canvas, store.signal, draw);
}

/**
 * @param {Hearing} hearing
 * @returns {Promise<Pick<Shown, "pieces"|"peak">>}
 */
async function soundPieces({ trace, sound, added }) {
  /** @type {[name: string, starts: number][]} */
  const both = [["audio.prompt", placeOfFrame(trace, 0)], [sound, 0]], names = both.filter(([name]) => trace.sounds.has(name) && !(added && name === "audio.prompt"));
  const pieces = await Promise.all(names.map(async ([name, starts]) => ({ buffer: await decodeSound(trace, name), starts })));
  const last = `audio.${trace.levels}`, finished = trace.sounds.has(last) ? [await decodeSound(trace, last)] : [];
  return { pieces, peak: Math.max(...[...finished, ...pieces.map(({ buffer }) => buffer)].map(loudest), 1e-3) };
}

/** @type {WeakMap<AudioBuffer, number>} */
const peaks = new WeakMap();

/** @param {AudioBuffer} buffer */
function loudest(buffer) {
  const peak = peaks.get(buffer) ?? buffer.getChannelData(0).reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  peaks.set(buffer, peak);
  return peak;
}

/**
 * One upright line a pixel from the lowest to the highest of its samples.
 * @param {HTMLCanvasElement} canvas
 * @param {PlayerState} state
 * @param {Shown|null} shown
 */
function paintWaveform(canvas, state, shown) {
  const { pen, width, height } = freshCanvas(canvas), { a } = state;
  if (!a || !width) return;
  const colours = readPalette(canvas, state).css, axis = timeAxis(state, width), middle = height / 2, scale = (0.94 * middle) / (shown?.peak ?? 1);
  pen.fillStyle = colours.rule;
  pen.fillRect(0, middle - 0.5, width, 1);
  for (const { buffer, starts } of shown?.pieces ?? []) {
    const samples = buffer.getChannelData(0), rate = buffer.sampleRate;
    const sampleAt = (/** @type {number} */ x) => Math.round((placeOfFrame(a, axis.frame(x)) - starts) * rate);
    pen.fillStyle = starts < 0 ? colours.quiet : colours.accent;
    for (let x = 0; x < width; x++) {
      const from = Math.max(0, sampleAt(x)), to = Math.min(samples.length, starts < 0 ? Math.round(-starts * rate) : Infinity, sampleAt(x + 1));
      if (from >= to) continue;
      let low = samples[from], high = low;
      for (let at = from + 1; at < to; at++) {
        if (samples[at] < low) low = samples[at];
        else if (samples[at] > high) high = samples[at];
      }
      pen.fillRect(x, middle - high * scale, 1, Math.max(1, (high - low) * scale));
    }
  }
}
