// When each token of a decoding was there, in seconds of its own computing.

/**
 * @import { Trace } from "../trace/trace.js"
 *
 * @typedef {object} Moments
 * @property {Float64Array} cells [Q*F] of the frames after the prompt, when each token was kept; Infinity for never
 * @property {number} end when the last one was
 */

/**
 * Tokens of a step are all there at its end, unless the trace knows when each was written.
 * @param {Trace} trace
 * @returns {Moments}
 */
export function momentsOf({ steps, events, firstEvent, levels, frames, promptFrames }) {
  const target = frames - promptFrames, cells = new Float64Array(levels * target).fill(Infinity);
  let now = 0, end = 0;
  steps.forEach((step, s) => {
    now += step.seconds;
    for (let event = firstEvent[s]; event < firstEvent[s + 1]; event++) {
      if (!events.kept[event]) continue;
      const moment = events.written ? events.written[event] / 1e6 : now;
      cells[(step.level - 1) * target + events.frame[event] - promptFrames] = moment;
      end = Math.max(end, moment);
    }
  });
  return { cells, end };
}

/**
 * @param {Moments} moments
 * @param {number} now seconds
 * @returns {number} how many tokens are there
 */
export function countAt({ cells }, now) {
  return cells.reduce((sum, moment) => sum + (moment <= now ? 1 : 0), 0);
}
