// The line where the sound is, over all pictures that share the time axis; and moving it by pointer and key.

import { make, onResize, pointerIn } from "../dom.js";
import { timeAxis } from "../grid/axis.js";
import { clamp, secondsText } from "../numbers.js";
import { onPress } from "../press.js";
import { hearingOf, placeOfFrame, speechSeconds } from "./hearing.js";

/**
 * @import { Store } from "../store.js"
 * @import { Hearing } from "./hearing.js"
 */

const SECONDS_A_KEY = 0.1;

/**
 * @param {HTMLElement} element holds `.track`s of one width
 * @param {Store} store
 */
export function mountPlayhead(element, store) {
  const line = make("i.playhead", { hidden: "" });
  element.append(line);
  const draw = store.draw(["a", "b", "view", "place", "sounding", "hearing", "projector"], (state) => {
    const { a, place } = state, track = [...element.querySelectorAll(".track")].find((one) => one.clientWidth); // some are folded away
    line.hidden = true;
    if (!a || !track || (!state.sounding && !place)) return;
    const box = track.getBoundingClientRect(), x = timeAxis(state, box.width).x(a.promptFrames + place * a.framesPerSecond);
    line.hidden = x < 0 || x > box.width;
    line.style.transform = `translateX(${box.left - element.getBoundingClientRect().left + x}px)`;
  });
  onResize(element, store.signal, draw);
}

/**
 * @param {Hearing} hearing
 * @returns {number} the earliest place of what is heard: the start of its voice prompt, if that can be heard
 */
function earliestPlace({ trace, added }) {
  return trace.sounds.has("audio.prompt") && !added ? placeOfFrame(trace, 0) : 0;
}

/**
 * Move the sound to a place, as far as there is any.
 * @param {Store} store
 * @param {number} place
 */
function seekPlace(store, place) {
  const hearing = hearingOf(store.get());
  if (hearing) store.set({ seek: { place: clamp(place, earliestPlace(hearing), speechSeconds(hearing.trace)) } });
}

/**
 * Press and drag in a picture on the time axis moves the sound there.
 * @param {HTMLElement} track
 * @param {Store} store
 */
export function seekByPointer(track, store) {
  const follow = (/** @type {MouseEvent} */ event) => {
    const state = store.get(), { x, width } = pointerIn(track, event);
    if (state.a) seekPlace(store, placeOfFrame(state.a, timeAxis(state, width).frame(x)));
  };
  onPress(track, follow, follow);
}

/**
 * Makes an element with the role of a slider one of the place: arrows, Home, End.
 * @param {HTMLElement} slider
 * @param {Store} store
 */
export function seekByKeys(slider, store) {
  /** @type {Record<string, (place: number) => number>} */
  const keys = { ArrowLeft: (place) => place - SECONDS_A_KEY, ArrowRight: (place) => place + SECONDS_A_KEY, Home: () => 0, End: () => Infinity };
  slider.addEventListener("keydown", (event) => {
    if (!keys[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    seekPlace(store, keys[event.key](store.get().place));
  });
  store.draw(["a", "b", "step", "hearing", "audibleLevel", "added", "place", "sounding"], (state) => {
    const hearing = hearingOf(state), place = state.sounding ? Math.floor(state.place) : state.place; // spoken once a second at most
    slider.setAttribute("aria-valuemin", (hearing ? earliestPlace(hearing) : 0).toFixed(2));
    slider.setAttribute("aria-valuemax", (hearing ? speechSeconds(hearing.trace) : 0).toFixed(2));
    slider.setAttribute("aria-valuenow", place.toFixed(2));
    slider.setAttribute("aria-valuetext", secondsText(place));
  });
}
