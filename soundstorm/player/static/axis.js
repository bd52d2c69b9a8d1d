// The time axis that the grid, the phonemes, the waveform and the spectrogram share.

const FEWEST_FRAMES = 12; // visible at the closest zoom

/** @returns {number} frames of the longest trace on the screen */
function totalFrames({ a, b }) {
  return Math.max(a ? a.frames : 0, b ? b.frames : 0, 1);
}

/**
 * Where frames lie in a track of `width` pixels. Frame f covers x(f) .. x(f + 1).
 * @param {PlayerState} state
 * @param {number} width
 * @returns {{from: number, to: number, perFrame: number, x: (frame: number) => number, frame: (x: number) => number}}
 *   visible frames (fractions), pixels a frame, and both directions; `frame` is not rounded or clamped
 */
function timeAxis(state, width) {
  const { from, to } = state.view || { from: 0, to: totalFrames(state) };
  const perFrame = width / (to - from);
  return { from, to, perFrame, x: (frame) => (frame - from) * perFrame, frame: (x) => from + x / perFrame };
}

/** Zoom by `factor` (above 1: closer) around a frame that keeps its place. */
function zoomView(store, factor, around) {
  const state = store.get(), total = totalFrames(state), { from, to } = timeAxis(state, 1);
  const span = clamp((to - from) / factor, Math.min(FEWEST_FRAMES, total), total);
  const centre = around ?? (state.cell ? state.cell.frame + 0.5 : (from + to) / 2);
  setView(store, clamp(centre, from, to) - (clamp(centre, from, to) - from) * (span / (to - from)), span);
}

/** Move the visible range by a number of frames. */
function panView(store, frames) {
  const { from, to } = timeAxis(store.get(), 1);
  setView(store, from + frames, to - from);
}

/** Move the visible range just enough that a frame is inside. */
function bringIntoView(store, frame) {
  const { from, to } = timeAxis(store.get(), 1), margin = Math.min(2, (to - from) / 4);
  if (frame < from + margin) setView(store, frame - margin, to - from);
  else if (frame + 1 > to - margin) setView(store, frame + 1 + margin - (to - from), to - from);
}

function setView(store, from, span) {
  const total = totalFrames(store.get());
  if (span >= total - 1e-6) return store.set({ view: null });
  const start = clamp(from, 0, total - span);
  store.set({ view: { from: start, to: start + span } });
}

/** @returns {number} a round number of seconds between two marks, so that marks stay `apart` pixels apart */
function secondsBetweenMarks(pixelsPerSecond, apart = 70) {
  return [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300].find((seconds) => seconds * pixelsPerSecond >= apart) ?? 600;
}
