// The time axis that the grid, the phonemes, the waveform and the spectrogram share.

import { clamp } from "../numbers.js";
import { frameShift } from "../store.js";

/** @import { PlayerState, Store } from "../store.js" */

const FEWEST_FRAMES = 12; // visible at the closest zoom
const PROMPT_SECONDS = 0.5; // of the voice prompt that is seen while it is folded

/**
 * The new speech after the end of its prompt, which takes most of the grid otherwise. Null for all frames.
 * @param {Pick<PlayerState, "a"|"b">} state
 * @returns {PlayerState["view"]}
 */
export function speechView(state) {
  const { a } = state, from = a ? a.promptFrames - PROMPT_SECONDS * a.framesPerSecond : 0;
  return from > 0 ? { from, to: totalFrames(state) } : null;
}

/**
 * @param {Pick<PlayerState, "a"|"b">} state
 * @returns {number} frames of the axis, which begins with a and ends with the later of both
 */
function totalFrames({ a, b }) {
  return Math.max(a ? a.frames : 0, b ? b.frames + frameShift({ a, b }, "b") : 0, 1);
}

/**
 * @typedef {object} TimeAxis
 * @property {number} from the first visible frame, may be a fraction
 * @property {number} to the end of the last one
 * @property {number} perFrame pixels
 * @property {(frame: number) => number} x where a frame begins, in pixels
 * @property {(x: number) => number} frame what lies there, neither rounded nor clamped
 */

/**
 * Where frames lie in a track. Frame f covers x(f) .. x(f + 1).
 * @param {Pick<PlayerState, "a"|"b"|"view">} state
 * @param {number} width pixels
 * @returns {TimeAxis}
 */
export function timeAxis(state, width) {
  const { from, to } = state.view || { from: 0, to: totalFrames(state) };
  const perFrame = width / (to - from);
  return { from, to, perFrame, x: (frame) => (frame - from) * perFrame, frame: (x) => from + x / perFrame };
}

/**
 * Zoom around a frame that keeps its place.
 * @param {Store} store
 * @param {number} factor above 1: closer
 * @param {number} [around] the chosen cell or the middle, without
 */
export function zoomView(store, factor, around) {
  const state = store.get(), total = totalFrames(state), { from, to } = timeAxis(state, 1);
  const span = clamp((to - from) / factor, Math.min(FEWEST_FRAMES, total), total);
  const centre = around ?? (state.cell ? state.cell.frame + 0.5 : (from + to) / 2);
  setView(store, clamp(centre, from, to) - (clamp(centre, from, to) - from) * (span / (to - from)), span);
}

/**
 * Move the visible range by a number of frames.
 * @param {Store} store
 * @param {number} frames
 */
export function panView(store, frames) {
  const { from, to } = timeAxis(store.get(), 1);
  setView(store, from + frames, to - from);
}

/**
 * Move the visible range just enough that a frame is inside.
 * @param {Store} store
 * @param {number} frame
 */
export function bringIntoView(store, frame) {
  const { from, to } = timeAxis(store.get(), 1), margin = Math.min(2, (to - from) / 4);
  if (frame < from + margin) setView(store, frame - margin, to - from);
  else if (frame + 1 > to - margin) setView(store, frame + 1 + margin - (to - from), to - from);
}

/**
 * @param {Store} store
 * @param {number} from
 * @param {number} span frames
 */
function setView(store, from, span) {
  const total = totalFrames(store.get());
  if (span >= total - 1e-6) return store.set({ view: null });
  const start = clamp(from, 0, total - span);
  store.set({ view: { from: start, to: start + span } });
}

/**
 * @param {number} pixelsPerSecond
 * @param {number} apart pixels between two marks, at least
 * @returns {number} a round number of seconds between them
 */
export function secondsBetweenMarks(pixelsPerSecond, apart) {
  return [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300].find((seconds) => seconds * pixelsPerSecond >= apart) ?? 600;
}
