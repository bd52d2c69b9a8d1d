// What a cell looks like in each state: fourteen rows of a lane, so that shape alone tells the states apart.

import { State } from "../trace/states.js";

export const CELL_ROWS = 14;
// Rows as they are written below: "." for nothing, "#" for ink, and "^" for a cap, which is drawn in the colour of
// "now", whatever the cell is coloured by.
export const BLANK = 0;
export const CAP = 2;

/**
 * Rows from top to bottom, by State.
 * @type {Record<number, Uint8Array>}
 */
export const SHAPES = {
  [State.PROMPT]: shapeOf("..####..####.."), // two bands
  [State.MASKED]: shapeOf("......##......"), // a dot
  [State.CANDIDATE]: shapeOf("........####.."), // half a block: sampled, but it did not stay
  [State.NOW]: shapeOf("^^###########."), // a tall block with a cap
  [State.EARLIER]: shapeOf("..##########.."), // a block
  [State.GIVEN]: shapeOf("..###.##.###.."), // three bands
};

/** @param {string} rows */
function shapeOf(rows) {
  return Uint8Array.from(rows, (row) => ".#^".indexOf(row));
}

const DOT = 4; // CSS pixels

/**
 * Which of a cell's image columns are inked: the dot of a masked one, all but the gap before the next of others.
 * @param {number} state one of State
 * @param {number} columns of the image for one cell
 * @param {number} perFrame CSS pixels the cell is wide
 * @returns {{start: number, end: number}}
 */
export function inkedColumns(state, columns, perFrame) {
  if (columns < 4) return { start: 0, end: columns };
  const gap = Math.max(1, Math.round(columns * 0.12));
  if (state !== State.MASKED) return { start: 0, end: columns - gap };
  const dot = Math.max(1, Math.round((DOT / perFrame) * columns)), start = Math.round((columns - gap - dot) / 2);
  return { start, end: start + dot };
}

/**
 * @param {number} frame
 * @param {number} columns
 * @returns {boolean} whether a masked cell is drawn: where cells are too narrow for dots, every third is one
 */
export function hasDot(frame, columns) {
  return columns >= 4 || frame % 3 === 0;
}
