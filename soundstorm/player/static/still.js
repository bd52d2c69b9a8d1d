// Pictures beside the player, in its shapes and colours: a grid of tokens without steps, a spectrogram as it is.

import { freshCanvas, onResize, penOf } from "./dom.js";
import { paintGrid } from "./grid/image.js";
import { readHeat } from "./sound/heat.js";
import { createStore } from "./store.js";
import { followTheme } from "./theme.js";
import { State } from "./trace/states.js";

/**
 * @import { Ids } from "./trace/container.js"
 * @import { GridState, Trace } from "./trace/trace.js"
 *
 * @typedef {object} Still
 * @property {number} levels
 * @property {number} frames
 * @property {Ids} tokens [Q*T]
 * @property {(level: number) => "prompt"|"kept"|"masked"} looks what the cells of a level look like
 */

const LOOKS = { prompt: State.PROMPT, kept: State.EARLIER, masked: State.MASKED };

/**
 * @param {string} text base64 of little-endian uint32
 * @returns {Uint32Array}
 */
export function unpackTokens(text) {
  return new Uint32Array(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer);
}

/**
 * Make a canvas show grids; it is drawn again when its size or the page's theme changes.
 * @param {HTMLCanvasElement} canvas
 * @returns {(still: Still) => void} shows one
 */
export function mountStill(canvas) {
  const store = createStore();
  followTheme(canvas, store);
  const draw = store.draw(["a", "theme"], (state) => paintGrid(canvas, { trace: state.a, step: -1, state }));
  onResize(canvas, store.signal, draw);
  return (still) => store.set({ a: /** @type {Trace} */ (asTrace(still)) });
}

/**
 * As much of a trace as a grid is drawn from.
 * @param {Still} still
 * @returns {Pick<Trace, "levels"|"frames"|"steps"|"stateAt">}
 */
function asTrace({ levels, frames, tokens, looks }) {
  const state = Uint8Array.from(tokens, (_, cell) => LOOKS[looks(Math.floor(cell / frames) + 1)]), nothing = new Float32Array(tokens.length);
  /** @type {GridState} */
  const grid = { codes: tokens, shown: tokens, state, keptStep: new Int32Array(tokens.length).fill(-1), confidence: nothing, entropy: nothing };
  return { levels, frames, steps: [], stateAt: () => grid };
}

/**
 * A spectrogram that came as a grey picture, in the colours of loudness.
 * @param {HTMLCanvasElement} canvas
 * @param {HTMLImageElement|null} picture null for none
 */
export function paintPicture(canvas, picture) {
  const { pen, width, height } = freshCanvas(canvas);
  if (!picture || !width) return;
  const { naturalWidth: columns, naturalHeight: rows } = picture, coloured = new OffscreenCanvas(columns, rows), colouredPen = penOf(coloured);
  colouredPen.drawImage(picture, 0, 0);
  const image = colouredPen.getImageData(0, 0, columns, rows), pixels = new Uint32Array(image.data.buffer);
  const theme = canvas.closest(".dark") ? "dark" : "light", { loud } = readHeat(canvas, { theme, projector: false });
  pixels.forEach((pixel, at) => { pixels[at] = loud[pixel & 255]; });
  colouredPen.putImageData(image, 0, 0);
  pen.drawImage(coloured, 0, 0, width, height);
}
