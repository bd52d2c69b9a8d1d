// The axis of iterations that the timeline and the schedule share: levels as bands, one place a step.

/**
 * @import { PlayerState } from "../store.js"
 * @import { TraceStep } from "../trace/header.js"
 * @import { Trace } from "../trace/trace.js"
 */

// A level of one iteration stays wide enough to point at: this share of the width, and these CSS pixels.
const SMALLEST_BAND = 0.045, SMALLEST_TARGET = 25;

/**
 * @typedef {object} Band of a level
 * @property {number} level
 * @property {number} first step
 * @property {number} end step after the last
 * @property {number} left pixels
 * @property {number} width pixels
 *
 * @typedef {object} StepAxis
 * @property {(step: number) => number} left where a step begins, in pixels
 * @property {(x: number) => number} at the step that lies there
 * @property {Band[]} bands
 */

/**
 * The steps of the trace on the screen and, while it grows, those that its schedule has still to take.
 * @param {Pick<PlayerState, "a"|"growing">} state
 * @returns {{steps: Pick<TraceStep, "level">[]}}
 */
export function plannedSteps({ a, growing }) {
  const steps = /** @type {Pick<TraceStep, "level">[]} */ ([...(a?.steps ?? [])]), last = a?.steps.at(-1);
  if (!a || !growing) return { steps };
  const left = (/** @type {number} */ iterations, /** @type {number} */ level) => {
    if (last && last.level > level) return 0;
    if (last?.level === level) return last.masked ? last.iterations - last.iteration : 0;
    return iterations;
  };
  a.header.schedule.iterations.forEach((iterations, index) => {
    steps.push(...Array.from({ length: left(iterations, index + 1) }, () => ({ level: index + 1 })));
  });
  return { steps };
}

/**
 * Where steps lie in a width. Step s covers left(s) .. left(s + 1); what lies before left(0) is step -1.
 * Part of the width is dealt out evenly to the levels, the rest by their iterations.
 * @param {{steps: Pick<Trace["steps"][number], "level">[]}} trace
 * @param {number} width pixels
 * @returns {StepAxis}
 */
export function stepAxis(trace, width) {
  /** @type {Band[]} */
  const bands = [];
  trace.steps.forEach(({ level }, step) => {
    const band = bands.at(-1);
    if (band?.level === level) band.end = step + 1;
    else bands.push({ level, first: step, end: step + 1, left: 0, width: 0 });
  });
  const start = 0.02 * width, count = bands.length, shares = bands.map(({ first, end }) => (end - first) / trace.steps.length);
  const least = Math.min(...shares), wanted = Math.min(Math.max(SMALLEST_BAND, SMALLEST_TARGET / (width - start)), 1 / count);
  const even = least < wanted ? (wanted - least) / (1 - count * least) : 0;
  const edges = new Float64Array(trace.steps.length + 1);
  let x = start;
  bands.forEach((band, index) => {
    const steps = band.end - band.first;
    band.left = x;
    band.width = (even + (1 - count * even) * shares[index]) * (width - start);
    for (let step = 0; step < steps; step++) edges[band.first + step] = x + (band.width * step) / steps;
    x += band.width;
  });
  edges[trace.steps.length] = width;
  return {
    left: (step) => (step < 0 ? 0 : edges[step]),
    at: (place) => edges.findLastIndex((edge, step) => edge <= place && step < trace.steps.length),
    bands,
  };
}
