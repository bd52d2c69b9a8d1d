// Spectrograms as pixels: loudness from quiet to loud, or what a level makes softer and louder.

import { clamp } from "../numbers.js";
import { blend, coloursOf, rgb, SHADES } from "../theme.js";

/**
 * @import { PlayerState } from "../store.js"
 * @import { SpectrogramScale } from "../trace/header.js"
 * @import { Hearing } from "./hearing.js"
 *
 * @typedef {{loud: Uint32Array, change: Uint32Array}} Heat SHADES packed pixels each
 */

export const LOUDER_DB = 24; // a difference of this many decibels, or more, has the full colour
/** @type {WeakMap<HTMLElement, {key: string, heat: Heat}>} */
const heats = new WeakMap();

/**
 * @param {HTMLElement} node inside the player
 * @param {Pick<PlayerState, "theme"|"projector">} state
 * @returns {Heat}
 */
export function readHeat(node, { theme, projector }) {
  const theatre = coloursOf(node), key = `${theme} ${projector}`, known = heats.get(theatre);
  if (known?.key === key) return known.heat;
  const style = getComputedStyle(theatre);
  const colours = (/** @type {string[]} */ names) => names.map((name) => rgb(style.getPropertyValue(`--${name}`).trim()));
  const heat = {
    loud: blend(colours(["heat-0", "heat-1", "heat-2", "heat-3"])),
    change: blend(colours(["softer-2", "softer-1", "unchanged", "louder-1", "louder-2"])),
  };
  heats.set(theatre, { key, heat });
  return heat;
}

/**
 * @param {SpectrogramScale} scale
 * @returns {number} decibels a unit of the file's spectrograms
 */
export function decibelsAUnit({ low_db: low, high_db: high }) {
  return (high - low) / 255;
}

/**
 * @param {Hearing} hearing with a level whose spectrogram there is
 * @param {SpectrogramScale} range of its trace
 * @param {Heat} heat
 * @returns {ImageData} one column a frame of new speech, one row a band, low bands at the bottom
 */
export function spectrogramImage({ trace, level, added }, range, heat) {
  const { bands } = range, values = trace.spectrograms[level - 1], below = added ? trace.spectrograms[level - 2] : null;
  const frames = values.length / bands, image = new ImageData(frames, bands), pixels = new Uint32Array(image.data.buffer);
  const middle = (SHADES - 1) / 2, scale = (decibelsAUnit(range) / LOUDER_DB) * middle;
  for (let band = 0; band < bands; band++) {
    const row = (bands - 1 - band) * frames;
    for (let frame = 0; frame < frames; frame++) {
      const value = values[band * frames + frame];
      pixels[row + frame] = below
        ? heat.change[clamp(Math.round(middle + (value - below[band * frames + frame]) * scale), 0, SHADES - 1)]
        : heat.loud[value];
    }
  }
  return image;
}

const toMel = (/** @type {number} */ hertz) => 2595 * Math.log10(1 + hertz / 700);
const fromMel = (/** @type {number} */ mel) => 700 * (10 ** (mel / 2595) - 1);

/**
 * @param {number} hertz
 * @param {Pick<SpectrogramScale, "fmin"|"fmax">} range
 * @returns {number} share of the height, from the bottom, at which a frequency lies
 */
export function heightOf(hertz, { fmin, fmax }) {
  return (toMel(hertz) - toMel(fmin)) / (toMel(fmax) - toMel(fmin));
}

/**
 * @param {number} share
 * @param {Pick<SpectrogramScale, "fmin"|"fmax">} range
 * @returns {number} the frequency at a share of the height from the bottom
 */
export function frequencyAt(share, { fmin, fmax }) {
  return fromMel(toMel(fmin) + share * (toMel(fmax) - toMel(fmin)));
}
