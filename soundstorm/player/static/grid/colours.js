// The colour of every cell.

import { SHADES } from "../theme.js";
import { State } from "../trace/states.js";

/**
 * @import { PlayerState } from "../store.js"
 * @import { Palette } from "../theme.js"
 * @import { Trace } from "../trace/trace.js"
 */

/**
 * A token's shade, 0..SHADES-1: neighbouring token numbers mean nothing, so they are scattered.
 * @param {number} token
 */
function shadeOf(token) {
  return Math.imul(token + 1, 2654435761) >>> 24;
}

/**
 * A value's shade between the ends of its level: fine levels are unsure everywhere, and still some tokens more than others.
 * @param {number} value
 * @param {[number, number]} range
 * @param {boolean} byFactors confidences span orders of magnitude
 */
function shadeWithin(value, [low, high], byFactors) {
  const share = byFactors ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
  return Number.isFinite(share) ? Math.round((SHADES - 1) * Math.min(1, Math.max(0, share))) : high > low ? 0 : SHADES - 1;
}

/**
 * One packed pixel a cell.
 * @param {Trace} trace
 * @param {number} step
 * @param {PlayerState["colour"]} colour
 * @param {Palette} palette
 * @returns {Uint32Array} [Q*T]
 */
export function cellColours(trace, step, colour, palette) {
  const grid = trace.stateAt(step), { state, shown, keptStep } = grid, { masked, neutral, tokens, ramp } = palette;
  const values = colour === "entropy" ? grid.entropy : grid.confidence;
  return Uint32Array.from(state, (what, cell) => {
    if (what === State.MASKED) return masked;
    if (colour === "token") return tokens[what][shadeOf(shown[cell])];
    if (what === State.PROMPT || what === State.GIVEN) return neutral;
    if (colour !== "kept") return ramp[shadeWithin(values[cell], trace.range(Math.floor(cell / trace.frames) + 1, colour), colour === "confidence")];
    if (keptStep[cell] < 0) return neutral;
    const { iteration, iterations } = trace.steps[keptStep[cell]];
    return ramp[Math.round(((SHADES - 1) * iteration) / iterations)];
  });
}
