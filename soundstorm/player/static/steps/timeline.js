// The timeline: one band a level, one place an iteration; a slider for pointers and keyboards.

import { freshCanvas, make, makeButton, onResize, perFrame, pointerIn, refill, setState, sizeOf } from "../dom.js";
import { clamp } from "../numbers.js";
import { onPress } from "../press.js";
import { goToStep } from "../store.js";
import { readPalette } from "../theme.js";
import { headline } from "../words.js";
import { plannedSteps, stepAxis } from "./axis.js";

/** @import { PlayerState, Store } from "../store.js" */

/**
 * @param {HTMLElement} element
 * @param {Store} store
 */
export function mountTimeline(element, store) {
  const canvas = make("canvas", { "aria-hidden": "true" });
  const rail = make("div.rail", { role: "slider", tabindex: "0", "aria-label": "Iteration", "aria-valuemin": "0" }, canvas);
  const bands = make("div.bands", { role: "group", "aria-label": "Levels" });
  element.replaceChildren(make("div.timeline", {}, bands, rail));

  const follow = (/** @type {MouseEvent} */ event) => {
    const { x, width } = pointerIn(rail, event);
    store.set({ playing: false });
    goToStep(store, stepAxis(plannedSteps(store.get()), width).at(x));
  };
  onPress(rail, follow, follow);

  const draw = store.draw(["a", "growing", "step", "theme", "projector"], (state) => {
    paintRail(canvas, state);
    const { a, step } = state, active = a?.steps[step]?.level;
    for (const button of bands.querySelectorAll("button")) {
      if (Number(button.dataset.level) === active) button.setAttribute("aria-current", "step");
      else button.removeAttribute("aria-current");
    }
    setState(rail, "aria-valuemax", a ? a.steps.length : 0);
    setState(rail, "aria-valuenow", step + 1);
    rail.setAttribute("aria-valuetext", headline(state));
  });
  const layOut = perFrame(() => placeBands(bands, sizeOf(rail).width, store));
  store.subscribe(["a", "growing", "projector"], layOut);
  onResize(rail, store.signal, () => {
    layOut();
    draw();
  });
}

/**
 * Level buttons above their bands.
 * @param {HTMLElement} element
 * @param {number} width
 * @param {Store} store
 */
function placeBands(element, width, store) {
  const state = store.get(), { a, step } = state;
  if (!a || !width) return element.replaceChildren();
  const wide = 5 * parseFloat(getComputedStyle(element).fontSize);
  refill(element, stepAxis(plannedSteps(state), width).bands.map((band) => {
    const button = makeButton(band.width > wide ? `Level ${band.level}` : String(band.level), () => {
      store.set({ playing: false });
      goToStep(store, band.first);
    }, { "data-level": band.level, "aria-label": `Go to level ${band.level}` });
    button.style.left = `${(band.left / width) * 100}%`;
    button.style.width = `${(band.width / width) * 100}%`;
    if (a.steps[step]?.level === band.level) button.setAttribute("aria-current", "step");
    return button;
  }));
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {PlayerState} state
 */
function paintRail(canvas, state) {
  const { pen, width, height } = freshCanvas(canvas), { a, step } = state;
  if (!a || !width) return;
  const colours = readPalette(canvas, state).css, axis = stepAxis(plannedSteps(state), width), gap = 2;
  const block = (/** @type {number} */ left, /** @type {number} */ right, /** @type {string} */ colour) => {
    pen.fillStyle = colour;
    pen.fillRect(left, 0, Math.max(right - left, 0.5), height);
  };
  block(0, axis.left(0) - gap, step < 0 ? colours.now : colours.accent);
  for (const band of axis.bands) {
    const right = band.left + band.width - gap, places = band.end - band.first, apart = band.width / places >= 5 ? 1 : 0;
    block(band.left, right, colours.rule);
    const passed = clamp(step, band.first, band.end);
    if (passed > band.first) block(band.left, Math.min(right, axis.left(passed) || right), colours.accent);
    const isHere = step >= band.first && step < band.end;
    if (isHere) block(axis.left(step), Math.min(right, step + 1 === band.end ? right : axis.left(step + 1)), colours.now);
    if (!apart) continue;
    for (let inner = band.first + 1; inner < band.end; inner++) pen.clearRect(axis.left(inner) - apart, 0, apart, height);
  }
}
