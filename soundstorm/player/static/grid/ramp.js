// The colours of a picture from low to high, as a strip.

import { freshCanvas } from "../dom.js";
import { cssOf, SHADES } from "../theme.js";

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Uint32Array} shades SHADES packed pixels, from low to high
 */
export function paintRamp(canvas, shades) {
  const { pen, width, height } = freshCanvas(canvas);
  for (let x = 0; x < width; x++) {
    pen.fillStyle = cssOf(shades[Math.round((x / width) * (SHADES - 1))]);
    pen.fillRect(x, 0, 1, height);
  }
}
