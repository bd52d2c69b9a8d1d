// The one state of a player, and who is told when a part of it changes.

/**
 * @typedef {object} PlayerState
 * @property {Trace|null} a the trace on the screen
 * @property {Trace|null} b the trace it is compared with
 * @property {number} step index into a.steps; -1 before the first
 * @property {{level: number, frame: number}|null} cell the chosen cell, level from 1, frame from 0
 * @property {{level: number, frame: number}|null} hover the cell under the pointer, in the grid or in a chart
 * @property {boolean} playing whether the decoding runs by itself
 * @property {number} speed 1 is two iterations a second
 * @property {boolean} loop start over at the end
 * @property {"token"|"confidence"|"entropy"|"kept"} colour
 * @property {"score"|"confidence"} ranking what the confidence chart sorts by
 * @property {{from: number, to: number}|null} view visible frames, may be fractions; null for all
 * @property {{levels: [number, number], frames: [number, number]}|null} region painted for an edit; both inclusive
 * @property {boolean} painting whether dragging in the grid paints a region
 * @property {boolean} editable whether a candidate can be asked for (event "candidate")
 * @property {number|null} audibleLevel 1..levels heard and shown as sound; null for the latest complete one
 * @property {boolean} added whether only what that level adds is heard and shown
 * @property {"a"|"b"} hearing which trace is heard and shown as sound
 * @property {boolean} sounding
 * @property {number} place where the sound is, in seconds from the start of the new speech
 * @property {{place: number}|null} seek the latest wish to hear another place
 * @property {Question|null} question about the next iteration
 * @property {boolean} projector large type and high contrast
 * @property {"light"|"dark"} theme as the page has it
 * @property {string} error sentence, "" for none
 */
const INITIAL_STATE = Object.freeze({ a: null, b: null, step: -1, cell: null, hover: null, playing: false, speed: 1, loop: false, colour: "token",
  ranking: "score", view: null, region: null, painting: false, editable: false, audibleLevel: null,
  added: false, hearing: "a", sounding: false, place: 0, seek: null, question: null, projector: false, theme: "light", error: "" });

/**
 * @param {Partial<PlayerState>} initial
 * @returns {{get: () => PlayerState, set: (patch: object) => void, subscribe: Function, draw: Function, signal: AbortSignal, close: () => void}}
 */
function createStore(initial = {}) {
  let state = { ...INITIAL_STATE, ...initial };
  const listeners = new Set(), ending = new AbortController();

  /** Call `listen(state)` at once after any of `keys` changed. @returns {() => void} stop listening */
  function subscribe(keys, listen) {
    const listener = { keys, listen };
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  return {
    get: () => state,
    /** Change parts of the state; a listener may set again. */
    set(patch) {
      const changed = Object.keys(patch).filter((key) => !Object.is(state[key], patch[key]));
      if (!changed.length) return;
      state = { ...state, ...patch };
      for (const { keys, listen } of [...listeners]) {
        if (changed.some((key) => keys.includes(key))) listen(state);
      }
    },
    subscribe,
    /** Draw now, and once in the next animation frame after changes of `keys`. @returns {() => void} draw again */
    draw(keys, draw) {
      const again = perFrame(() => { if (!ending.signal.aborted) draw(state); });
      subscribe(keys, again);
      again();
      return again;
    },
    /** Aborts when the player is destroyed: for event listeners and observers. */
    signal: ending.signal,
    close() {
      ending.abort();
      listeners.clear();
    },
  };
}

/** @returns {boolean} whether two cells, or nulls, are the same */
function sameCell(one, other) {
  return one === other || Boolean(one && other && one.level === other.level && one.frame === other.frame);
}

/** Set "cell" or "hover" only when it really is another cell. */
function pointAt(store, key, cell) {
  if (!sameCell(store.get()[key], cell)) store.set({ [key]: cell });
}

/** Go to a step of trace a; stops at both ends. */
function goToStep(store, step) {
  const { a } = store.get();
  if (a) store.set({ step: clamp(Math.round(step), -1, a.steps.length - 1) });
}

/**
 * The step a trace stands at: for a `state.step` itself, for b the step that is as far.
 * @param {"a"|"b"} slot
 * @returns {number}
 */
function stepOf({ a, b, step }, slot) {
  return slot === "a" || !a || !b ? step : matchingStep(a, step, b);
}
