// Seconds under the tracks, counted from the start of the new speech, and where the voice prompt lies.

import { make, onResize, sizeOf } from "../dom.js";
import { readPalette } from "../theme.js";
import { secondsBetweenMarks, timeAxis } from "./axis.js";

/** @import { Store } from "../store.js" */

/**
 * @param {HTMLElement} element as wide as the tracks
 * @param {Store} store
 */
export function mountTimeMarks(element, store) {
  const draw = store.draw(["a", "b", "view", "projector"], (state) => {
    const { a } = state, { width } = sizeOf(element);
    if (!a || !width) return element.replaceChildren();
    const axis = timeAxis(state, width), { framesPerSecond: rate, promptFrames } = a, marks = /** @type {HTMLElement[]} */ ([]);
    const apart = secondsBetweenMarks(axis.perFrame * rate, 4.2 * readPalette(element, state).size);
    const start = axis.x(promptFrames);
    for (let mark = Math.max(0, Math.ceil((axis.from - promptFrames) / rate / apart)); ; mark++) {
      const frame = promptFrames + mark * apart * rate;
      if (frame > axis.to) break;
      marks.push(placed(`${Number((mark * apart).toFixed(2))} s`, axis.x(frame), width));
    }
    if (start > 4 * readPalette(element, state).size) {
      const prompt = make("span.of-prompt", {}, `voice prompt, ${(promptFrames / rate).toFixed(1)} s`);
      prompt.style.width = `${Math.min(start, width) - 8}px`;
      marks.push(prompt);
    }
    element.replaceChildren(...marks);
  });
  onResize(element, store.signal, draw);
}

/**
 * Centred on its place, but never beyond the ends.
 * @param {string} text
 * @param {number} x
 * @param {number} width
 */
function placed(text, x, width) {
  const mark = make("span", {}, text), share = x < 14 ? 0 : x > width - 22 ? 1 : 0.5;
  mark.style.left = `${x}px`;
  mark.style.transform = `translateX(${-100 * share}%)`;
  return mark;
}
