// What the charts share: a pen with the theme's type, and lines that fall on pixels.

import { freshCanvas } from "../dom.js";
import { readPalette } from "../theme.js";

/** @import { PlayerState } from "../store.js" */

/**
 * @typedef {ReturnType<typeof chartPen>} Chart
 * @typedef {{width?: number, dash?: number[]}} Stroke
 * @typedef {{left: number, top: number, bottom: number, width: number, height: number}} Field
 */

/**
 * @param {HTMLCanvasElement} canvas
 * @param {PlayerState} state
 */
export function chartPen(canvas, state) {
  const fresh = freshCanvas(canvas), { pen } = fresh, palette = readPalette(canvas, state), type = palette.size * 0.85;
  pen.font = `${type}px ${palette.font}`;
  pen.textBaseline = "middle";
  return {
    ...fresh, palette, colours: palette.css, type, // the size of small text
    /**
     * Text whose `align` edge stands at x.
     * @param {string} text
     * @param {number} x
     * @param {number} y
     * @param {string} colour
     * @param {CanvasTextAlign} align
     */
    write(text, x, y, colour, align = "left") {
      pen.fillStyle = colour;
      pen.textAlign = align;
      pen.fillText(text, x, y);
    },
    /**
     * A straight line.
     * @param {number} x1
     * @param {number} y1
     * @param {number} x2
     * @param {number} y2
     * @param {string} colour
     * @param {Stroke} stroke
     */
    line(x1, y1, x2, y2, colour, { width = 1, dash = [] } = {}) {
      pen.strokeStyle = colour;
      pen.lineWidth = width;
      pen.setLineDash(dash);
      pen.beginPath();
      pen.moveTo(x1, y1);
      pen.lineTo(x2, y2);
      pen.stroke();
      pen.setLineDash([]);
    },
    /**
     * A line through points.
     * @param {number[][]} points [x, y] each
     * @param {string} colour
     * @param {Stroke} stroke
     */
    path(points, colour, { width = 2, dash = [] } = {}) {
      pen.strokeStyle = colour;
      pen.lineWidth = width;
      pen.setLineDash(dash);
      pen.lineJoin = "round";
      pen.beginPath();
      points.forEach(([x, y], index) => (index ? pen.lineTo(x, y) : pen.moveTo(x, y)));
      pen.stroke();
      pen.setLineDash([]);
    },
  };
}

/**
 * Where a chart has its field: beside the labels of its scale, above those of its axis.
 * @param {number} width of the canvas
 * @param {number} height
 * @param {number} size of the type
 * @param {number} above what is left free above the field, in sizes of the type
 * @returns {Field}
 */
export function chartField(width, height, size, above) {
  const left = size * 2.6, top = size * above, bottom = height - size * 1.6;
  return { left, top, bottom, width: width - left - 2, height: bottom - top };
}
