// Under the grid: what the shapes mean, what the colours mean, zoom, and the cell under the pointer.

import { freshCanvas, make, makeButton, makeChoice, onResize, setState, setText } from "../dom.js";
import { cssOf, readPalette, SHADES } from "../theme.js";
import { State, STATE_NAMES } from "../trace/states.js";
import { isPaired, shownSlot } from "../store.js";
import { COLOURINGS, readBoth, readCell } from "../words.js";
import { makeTerm } from "../terms.js";
import { speechView, zoomView } from "./axis.js";
import { paintRamp } from "./ramp.js";
import { BLANK, CAP, CELL_ROWS, SHAPES } from "./shapes.js";

/**
 * @import { PlayerState, Store } from "../store.js"
 * @import { Palette } from "../theme.js"
 */

const LEGEND_ORDER = [State.MASKED, State.CANDIDATE, State.NOW, State.EARLIER, State.PROMPT, State.GIVEN];

/** @type {Record<number, string>} */
const TERMS = { [State.MASKED]: "masked", [State.PROMPT]: "prompt", [State.NOW]: "iteration" };

/**
 * @param {HTMLElement} element
 * @param {Store} store
 */
export function mountLegend(element, store) {
  const samples = LEGEND_ORDER.map((state) => ({ state, canvas: make("canvas", { "aria-hidden": "true" }) }));
  const items = samples.map(({ state, canvas }) => make("li", {}, canvas, TERMS[state] ? makeTerm(STATE_NAMES[state], TERMS[state]) : STATE_NAMES[state]));
  const colour = makeChoice("Colour by", COLOURINGS, (value) => store.set({ colour: value }));
  const low = make("span"), high = make("span"), ramp = make("canvas", { "aria-hidden": "true" }), scale = make("span.scale", {}, low, ramp, high);
  const zoom = make("span.zoom", { role: "group", "aria-label": "Zoom in time" },
    makeButton("−", () => zoomView(store, 1 / 1.5), { "aria-label": "Zoom out (−)", title: "Zoom out (−)" }),
    makeButton("+", () => zoomView(store, 1.5), { "aria-label": "Zoom in (+)", title: "Zoom in (+)" }),
    makeButton("All", () => store.set({ view: null }), { "aria-label": "Show all frames (0)", title: "Show all frames (0)" }));
  const prompt = makeButton("Show prompt", () => store.set({ view: store.get().view ? null : speechView(store.get()) }), { class: "fold" });
  store.draw(["a", "b", "view"], (state) => {
    const from = speechView(state)?.from ?? 0;
    prompt.hidden = !from;
    setState(prompt, "aria-pressed", from > 0 && (state.view?.from ?? 0) < from);
  });
  const readout = make("p.readout", { "aria-hidden": "true" }); // the chosen cell is spoken; the pointer is not
  element.replaceChildren(
    make("div.legend", {}, make("ul", { "aria-label": "States" }, ...items), make("div.tools", {}, colour.node, scale, prompt, zoom, readout)));

  const draw = store.draw(["a", "colour", "theme", "projector"], (state) => {
    const palette = readPalette(element, state);
    samples.forEach((sample, index) => {
      items[index].hidden = sample.state === State.GIVEN && !state.a?.header.edit;
      paintSample(sample.canvas, sample.state, state.colour, palette);
    });
    const [lowest, highest] = { token: ["", ""], confidence: ["lowest of its level", "highest"], entropy: ["least of its level", "most"], kept: ["first", "last"] }[state.colour];
    scale.hidden = !highest;
    setText(low, lowest);
    setText(high, highest);
    if (highest) paintRamp(ramp, palette.ramp);
    colour.select.value = state.colour;
  });
  for (const canvas of [ramp, ...samples.map((sample) => sample.canvas)]) onResize(canvas, store.signal, draw); // shown later, they have a size
  store.draw(["a", "b", "hover", "step", "layout", "hearing"], (state) => {
    const { a, hover, step } = state;
    if (!a || !hover) setText(readout, "");
    else setText(readout, isPaired(state) && shownSlot(state) === "b" ? readBoth(state, hover) : readCell(a, step, hover));
  });
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {number} what one of State
 * @param {PlayerState["colour"]} colour
 * @param {Palette} palette
 */
function paintSample(canvas, what, colour, palette) {
  const { pen, width, height } = freshCanvas(canvas), row = height / CELL_ROWS;
  const token = palette.tokens[what][SHADES / 2];
  const ink = what === State.MASKED ? palette.masked : colour === "token" ? token
    : what === State.PROMPT || what === State.GIVEN ? palette.neutral : palette.ramp[SHADES / 2];
  const { start, end } = what === State.MASKED ? { start: width / 2 - 2, end: width / 2 + 2 } : { start: 0, end: width };
  SHAPES[what].forEach((kind, at) => {
    if (kind === BLANK) return;
    pen.fillStyle = cssOf(kind === CAP ? palette.cap : ink);
    pen.fillRect(start, at * row, end - start, row);
  });
}
