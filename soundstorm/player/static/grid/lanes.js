// The lanes of a grid: one a level, the coarsest at the bottom.

import { make, setText } from "../dom.js";

/**
 * @import { PlayerState } from "../store.js"
 * @import { Trace } from "../trace/trace.js"
 */

/**
 * Write the levels beside their lanes, and mark the active one; with what the ends of its colours stand for.
 * @param {HTMLElement} names
 * @param {Pick<PlayerState, "a"|"step"|"colour">} state
 */
export function nameLevels(names, { a, step, colour }) {
  const levels = a ? a.levels : 0, active = a?.steps[step]?.level;
  if (names.children.length !== levels) names.replaceChildren(...Array.from({ length: levels }, (_, row) => make("span", {}, make("small"), make("b", {}, String(levels - row)))));
  [...names.querySelectorAll("small")].forEach((range, row) => {
    const [low, high] = a && (colour === "confidence" || colour === "entropy") ? a.range(levels - row, colour) : [NaN, NaN];
    setText(range, high >= low ? `${brief(low)}–${brief(high)}` : "");
  });
  [...names.children].forEach((name, row) => name.classList.toggle("active", levels - row === active));
}

/**
 * Where a level's lane begins, in lanes from the top.
 * @param {{a: Trace}} state
 * @param {number} level
 */
export function lanesAbove({ a }, level) {
  return a.levels - level;
}

/** @param {number} value with two digits, as short as can be */
function brief(value) {
  return value >= 0.995 ? value.toFixed(1) : value.toPrecision(value < 0.01 ? 1 : 2).replace(/^0(?=\.)/, "");
}
