// The one state of a player, and who is told when a part of it changes.

import { perFrame } from "./dom.js";
import { clamp } from "./numbers.js";
import { matchingStep } from "./trace/comparison.js";

/**
 * @import { Trace } from "./trace/trace.js"
 * @import { Question } from "./lesson/predicting.js"
 * @import { Plan } from "./sound/watch.js"
 *
 * @typedef {{level: number, frame: number}} Place of a cell: level from 1, frame from 0
 * @typedef {{levels: [number, number], frames: [number, number]}} Region both ends inclusive
 * @typedef {"a"|"b"} Slot
 *
 * @typedef {object} PlayerState
 * @property {Trace|null} a the trace on the screen; one that grows is another value with every step it gains
 * @property {boolean} growing whether a is still being decoded and gains steps
 * @property {number} opened how many traces were put there so far: another number, another decoding
 * @property {Trace|null} b the trace it is compared with
 * @property {number} step index into a.steps; -1 before the first
 * @property {Place|null} cell the chosen cell
 * @property {Place|null} hover the cell under the pointer, in the grid or in a chart
 * @property {boolean} playing whether the decoding runs by itself
 * @property {number} speed 1 is two iterations a second
 * @property {boolean} loop start over at the end
 * @property {"token"|"confidence"|"entropy"|"kept"} colour
 * @property {"score"|"confidence"} ranking what the confidence chart sorts by
 * @property {{from: number, to: number}|null} view visible frames, may be fractions; null for all
 * @property {number|null} turn the chosen turn of a dialogue, from 0
 * @property {Region|null} region painted for an edit
 * @property {boolean} painting whether dragging in the grid paints a region
 * @property {boolean} dragging whether a pointer is painting it right now
 * @property {boolean} editable whether a candidate can be asked for (event "candidate")
 * @property {number|null} audibleLevel 1..levels heard and shown as sound; null for the latest complete one
 * @property {boolean} added whether only what that level adds is heard and shown
 * @property {Slot} hearing which trace is heard and shown as sound
 * @property {boolean} sounding
 * @property {number} place where the sound is, in seconds from the start of the new speech
 * @property {{place: number}|null} seek the latest wish to hear another place
 * @property {(Question & {opened: number})|null} question about the next iteration
 * @property {false|Plan} watching what is heard by itself, scene after scene
 * @property {"stack"|"flicker"} layout b's grid under a's, or in its place while b is heard
 * @property {"token"|"confidence"|"schedule"} panel what stands beside the grid
 * @property {boolean} plain the grid and its sound alone, for who looks in for the first time
 * @property {boolean} projector large type and high contrast
 * @property {"light"|"dark"} theme as the page has it
 * @property {string} error sentence, "" for none
 *
 * @typedef {PlayerState & {a: Trace}} Staged the state while a trace is on the screen
 * @typedef {PlayerState & {a: Trace, b: Trace}} Paired the state while two are
 */

/** @type {Readonly<PlayerState>} */
const INITIAL_STATE = Object.freeze({ a: null, growing: false, opened: 0, b: null, step: -1, cell: null, hover: null, playing: false, speed: 1, loop: false, colour: "token",
  ranking: "score", view: null, turn: null, region: null, painting: false, dragging: false, editable: false, audibleLevel: null,
  added: false, hearing: "a", sounding: false, place: 0, seek: null, question: null, watching: false, layout: "stack", panel: "token", plain: false, projector: false, theme: "light", error: "" });

/**
 * @typedef {(keyof PlayerState)[]} Keys
 * @typedef {(state: PlayerState) => void} Listen
 *
 * @typedef {object} Store
 * @property {() => PlayerState} get
 * @property {(patch: Partial<PlayerState>) => void} set change parts of the state; a listener may set again
 * @property {(keys: Keys, listen: Listen) => () => void} subscribe call `listen` at once after any of `keys` changed; returns
 *   what ends that
 * @property {(keys: Keys, draw: Listen) => () => void} draw draw now, and once in the next animation frame after changes of
 *   `keys`; returns what draws again
 * @property {AbortSignal} signal aborts when the player is destroyed: for event listeners and observers
 * @property {() => void} close
 */

/**
 * @param {Partial<PlayerState>} initial
 * @returns {Store}
 */
export function createStore(initial = {}) {
  /** @type {PlayerState} */
  let state = { ...INITIAL_STATE, ...initial };
  /** @type {Set<{keys: Keys, listen: Listen}>} */
  const listeners = new Set();
  const ending = new AbortController();

  /** @type {Store["subscribe"]} */
  function subscribe(keys, listen) {
    const listener = { keys, listen };
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  return {
    get: () => state,
    set(patch) {
      const changed = /** @type {Keys} */ (Object.keys(patch)).filter((key) => !Object.is(state[key], patch[key]));
      if (!changed.length) return;
      state = { ...state, ...patch };
      for (const { keys, listen } of [...listeners]) {
        if (changed.some((key) => keys.includes(key))) listen(state);
      }
    },
    subscribe,
    draw(keys, draw) {
      const again = perFrame(() => { if (!ending.signal.aborted) draw(state); });
      subscribe(keys, again);
      again();
      return again;
    },
    signal: ending.signal,
    close() {
      ending.abort();
      listeners.clear();
    },
  };
}

/**
 * @param {PlayerState} state
 * @returns {state is Staged}
 */
export function isStaged(state) {
  return state.a !== null;
}

/**
 * @param {PlayerState} state
 * @returns {Slot} whose grid stands in the first place
 */
export function shownSlot({ layout, b, hearing }) {
  return layout === "flicker" && b ? hearing : "a";
}

/**
 * @param {PlayerState} state
 * @returns {state is Paired}
 */
export function isPaired(state) {
  return state.a !== null && state.b !== null;
}

/**
 * @param {Place|null} one
 * @param {Place|null} other
 * @returns {boolean} whether two cells, or nulls, are the same
 */
export function sameCell(one, other) {
  return one === other || Boolean(one && other && one.level === other.level && one.frame === other.frame);
}

/**
 * Set "cell" or "hover" only when it really is another cell.
 * @param {Store} store
 * @param {"cell"|"hover"} key
 * @param {Place|null} cell
 */
export function pointAt(store, key, cell) {
  if (!sameCell(store.get()[key], cell)) store.set({ [key]: cell });
}

/**
 * Go to a step of trace a; stops at both ends.
 * @param {Store} store
 * @param {number} step
 */
export function goToStep(store, step) {
  const { a } = store.get();
  if (a) store.set({ step: clamp(Math.round(step), -1, a.steps.length - 1) });
}

/**
 * Show what the growing trace on the screen has become. Whoever looks at its last step goes on with it.
 * @param {Store} store
 * @param {Trace} trace
 * @param {boolean} growing whether it goes on
 */
export function growOn(store, trace, growing) {
  const { a, step } = store.get(), follows = !a || step === a.steps.length - 1;
  store.set({ a: trace, growing, ...(follows && { step: trace.steps.length - 1 }) });
}

/**
 * The step a trace stands at: for a `state.step` itself, for b the step that is as far.
 * @param {Pick<PlayerState, "a"|"b"|"step">} state
 * @param {Slot} slot
 * @returns {number}
 */
export function stepOf({ a, b, step }, slot) {
  return slot === "a" || !a || !b ? step : matchingStep(a, step, b);
}

/**
 * The axis counts frames of trace a. Both traces stand with the start of their new speech below each other.
 * @param {Pick<PlayerState, "a"|"b">} state
 * @param {Slot} slot
 * @returns {number} frames of the axis before frame 0 of the trace in a slot
 */
export function frameShift({ a, b }, slot) {
  return slot === "b" && a && b ? a.promptFrames - b.promptFrames : 0;
}
