// A grid as an image: CELL_ROWS pixel rows a level, a few pixel columns a frame, scaled in one drawImage.
// A rectangle a cell would take a hundred times as long.

import { freshCanvas, penOf } from "../dom.js";
import { clamp } from "../numbers.js";
import { readPalette } from "../theme.js";
import { State } from "../trace/states.js";
import { timeAxis } from "./axis.js";
import { cellColours } from "./colours.js";
import { BLANK, CAP, CELL_ROWS, hasDot, inkedColumns, SHAPES } from "./shapes.js";

/**
 * @import { PlayerState } from "../store.js"
 * @import { Palette } from "../theme.js"
 * @import { Trace } from "../trace/trace.js"
 * @import { TimeAxis } from "./axis.js"
 */

const MOST_COLUMNS = 24; // of a cell

/**
 * @param {HTMLCanvasElement} canvas levels stand on each other, the coarsest at the bottom
 * @param {object} what
 * @param {Trace|null} what.trace
 * @param {number} what.step
 * @param {PlayerState} what.state
 * @param {number} [what.shift] frames of the axis that lie before the trace's frame 0
 */
export function paintGrid(canvas, { trace, step, state, shift = 0 }) {
  const { pen, width, height, scale } = freshCanvas(canvas);
  if (!trace || !width || !height) return;
  const axis = timeAxis(state, width), palette = readPalette(canvas, state);
  const from = clamp(Math.floor(axis.from - shift), 0, trace.frames), to = clamp(Math.ceil(axis.to - shift), 0, trace.frames);
  if (from >= to) return;
  const columns = clamp(Math.floor(axis.perFrame * scale), 1, MOST_COLUMNS);
  const colours = cellColours(trace, step, state.colour, palette);
  const image = gridImage(trace, { step, from, to, columns, perFrame: axis.perFrame, palette, colours });
  let source = scratch(canvas, "image", image.width, image.height);
  penOf(source).putImageData(image, 0, 0);
  const left = axis.x(from + shift), wide = (to - from) * axis.perFrame;
  if (axis.perFrame * scale < 1) {
    // Fewer pixels than frames: average neighbours, but keep the rows sharp.
    const narrow = scratch(canvas, "narrow", Math.max(1, Math.round(wide * scale)), image.height), narrowPen = penOf(narrow);
    narrowPen.clearRect(0, 0, narrow.width, narrow.height);
    narrowPen.imageSmoothingEnabled = true;
    narrowPen.drawImage(source, 0, 0, narrow.width, narrow.height);
    source = narrow;
  }
  pen.imageSmoothingEnabled = false;
  pen.drawImage(source, left, 0, wide, height);
  writeTokens(pen, { trace, step, axis, shift, from, to, height, palette, colour: state.colour });
}

/**
 * @param {Trace} trace
 * @param {object} what
 * @param {number} what.step
 * @param {number} what.from the first frame
 * @param {number} what.to the end of the last one
 * @param {number} what.columns of a cell
 * @param {number} what.perFrame CSS pixels
 * @param {Palette} what.palette
 * @param {Uint32Array} what.colours [Q*T] packed pixels
 * @returns {ImageData} (to - from) * columns wide, levels * CELL_ROWS high
 */
function gridImage(trace, { step, from, to, columns, perFrame, palette, colours }) {
  const { levels, frames } = trace, { state } = trace.stateAt(step), wide = (to - from) * columns;
  const image = new ImageData(wide, levels * CELL_ROWS), pixels = new Uint32Array(image.data.buffer);
  const inked = [...Array(6).keys()].map((what) => inkedColumns(what, columns, perFrame));
  for (let level = 0; level < levels; level++) {
    const top = (levels - 1 - level) * CELL_ROWS;
    for (let frame = from; frame < to; frame++) {
      const what = state[level * frames + frame];
      if (what === State.MASKED && !hasDot(frame, columns)) continue;
      const shape = SHAPES[what], colour = colours[level * frames + frame];
      const { start, end } = inked[what], left = (frame - from) * columns;
      for (let row = 0; row < CELL_ROWS; row++) {
        if (shape[row] === BLANK) continue;
        const first = (top + row) * wide + left, ink = shape[row] === CAP ? palette.cap : colour;
        if (columns === 1) pixels[first] = ink;
        else pixels.fill(ink, first + start, first + end);
      }
    }
  }
  return image;
}

const TOKEN_WIDTH = 34; // pixels a cell needs, at a type size of 17, before its number is written into it

/**
 * Zoomed in far enough, cells carry their token numbers.
 * @param {CanvasRenderingContext2D} pen
 * @param {{trace: Trace, step: number, axis: TimeAxis, shift: number, from: number, to: number, height: number,
 *   palette: Palette, colour: PlayerState["colour"]}} what
 */
function writeTokens(pen, { trace, step, axis, shift, from, to, height, palette, colour }) {
  if (axis.perFrame < (TOKEN_WIDTH * palette.size) / 17) return;
  const grid = trace.stateAt(step), lane = height / trace.levels, size = Math.min(palette.size * 0.75, lane * 0.45);
  const colours = cellColours(trace, step, colour, palette);
  pen.font = `700 ${size}px ${palette.font}`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  for (let level = 0; level < trace.levels; level++) {
    for (let frame = from; frame < to; frame++) {
      const cell = level * trace.frames + frame, what = grid.state[cell];
      if (what !== State.NOW && what !== State.EARLIER) continue;
      pen.fillStyle = isLight(colours[cell]) ? "#000000" : "#ffffff";
      pen.fillText(String(grid.codes[cell]), axis.x(frame + shift + 0.44), (trace.levels - level - 0.5) * lane);
    }
  }
}

/** @param {number} pixel */
function isLight(pixel) {
  return 0.3 * (pixel & 255) + 0.59 * ((pixel >> 8) & 255) + 0.11 * ((pixel >> 16) & 255) > 128;
}

/** @type {WeakMap<HTMLCanvasElement, Map<string, OffscreenCanvas>>} */
const scratches = new WeakMap();

/**
 * @param {HTMLCanvasElement} canvas
 * @param {string} name
 * @param {number} width
 * @param {number} height
 * @returns {OffscreenCanvas} of this size, kept with the canvas that needs it
 */
function scratch(canvas, name, width, height) {
  const kept = scratches.get(canvas) ?? new Map(), known = kept.get(name);
  if (known?.width === width && known.height === height) return known;
  const fresh = new OffscreenCanvas(width, height);
  scratches.set(canvas, kept.set(name, fresh));
  return fresh;
}
