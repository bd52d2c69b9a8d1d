// Lets the decoding run by itself: half a second an iteration at speed 1.

/** @import { Store } from "../store.js" */

const SECONDS_A_STEP = 0.5;

/**
 * Start or stop; at the end it starts over.
 * @param {Store} store
 */
export function togglePlay(store) {
  const { a, playing, step } = store.get();
  if (!a) return;
  store.set(playing ? { playing: false } : { playing: true, step: step >= a.steps.length - 1 ? -1 : step });
}

/**
 * Moves `step` on while `playing`.
 * @param {Store} store
 */
export function mountPlayback(store) {
  let running = false, shownSince = 0;

  /** @type {FrameRequestCallback} */
  function follow(now) {
    const { a, playing, step, speed, loop } = store.get();
    if (!playing || !a || store.signal.aborted) {
      running = false;
      return;
    }
    const due = Math.floor(((now - shownSince) / 1000) * (speed / SECONDS_A_STEP));
    if (due >= 1) {
      shownSince = now;
      const last = a.steps.length - 1, next = Math.min(step + due, last);
      if (step < last) store.set({ step: next });
      else store.set(loop ? { step: -1 } : { playing: false });
    }
    requestAnimationFrame(follow);
  }

  store.subscribe(["playing", "a"], ({ playing }) => {
    if (!playing || running) return;
    running = true;
    shownSince = performance.now();
    requestAnimationFrame(follow);
  });
}
