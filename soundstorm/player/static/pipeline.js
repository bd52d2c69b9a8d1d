// From words to sound in five stations; lit is the one where the decoding stands.

import { make } from "./dom.js";
import { makeTerm } from "./terms.js";

/**
 * @import { PlayerState, Store } from "./store.js"
 *
 * @typedef {"words"|"phonemes"|"semantic"|"rvq"|"sound"} Station
 */

/** @type {Station[]} */
const STATIONS = ["words", "phonemes", "semantic", "rvq", "sound"];

/**
 * @param {Pick<PlayerState, "a"|"step"|"growing">} state
 * @returns {Station}
 */
export function stationOf({ a, step, growing }) {
  if (!a || step < 0) return "semantic";
  return !growing && step === a.steps.length - 1 && a.steps[step].masked === 0 ? "sound" : "rvq";
}

/**
 * @param {HTMLElement} element
 * @param {Store} store
 */
export function mountPipeline(element, store) {
  /** @type {Record<Station, string>} */
  const names = { words: "words", phonemes: "phonemes", semantic: "semantic tokens", rvq: "levels", sound: "sound" };
  const terms = STATIONS.map((station) => makeTerm(names[station], station));
  element.replaceChildren(make("ol.pipeline", { "aria-label": "From words to sound" }, ...terms.map((term) => make("li", {}, term))));
  store.draw(["a", "step", "growing"], (state) => {
    const here = stationOf(state), level = state.a?.steps[state.step]?.level;
    terms.forEach((term, index) => {
      const station = STATIONS[index], isWordless = !state.a?.header.phonemes.length && (station === "words" || station === "phonemes");
      /** @type {HTMLElement} */ (term.parentElement).hidden = isWordless;
      if (station === here) term.setAttribute("aria-current", "step");
      else term.removeAttribute("aria-current");
      if (station === "rvq") term.textContent = state.a ? (station === here && level ? `level ${level} of ${state.a.levels}` : `${state.a.levels} levels`) : "levels";
    });
  });
}
