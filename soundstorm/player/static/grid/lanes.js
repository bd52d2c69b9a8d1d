// The lanes of a grid: one a level, the coarsest at the bottom.

import { make } from "../dom.js";

/**
 * @import { PlayerState } from "../store.js"
 * @import { Trace } from "../trace/trace.js"
 */

/**
 * Write the levels beside their lanes, and mark the active one.
 * @param {HTMLElement} names
 * @param {Pick<PlayerState, "a"|"step">} state
 */
export function nameLevels(names, { a, step }) {
  const levels = a ? a.levels : 0, active = a?.steps[step]?.level;
  if (names.children.length !== levels) names.replaceChildren(...Array.from({ length: levels }, (_, row) => make("span", {}, String(levels - row))));
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
