// Two decodings on one timeline: the other's grid below, differing cells underlined in both, settings and counts.

import { freshCanvas, keepingFocus, make, makeButton, onResize, pointerIn, setText } from "../dom.js";
import { timeAxis } from "../grid/axis.js";
import { paintGrid } from "../grid/image.js";
import { nameLevels } from "../grid/lanes.js";
import { percentText, secondsText } from "../numbers.js";
import { frameShift, isPaired, pointAt, stepOf } from "../store.js";
import { readPalette } from "../theme.js";
import { compareCells, Difference, differingSettings } from "../trace/comparison.js";
import { TraceFormatError } from "../trace/container.js";
import { parseTrace } from "../trace/read.js";
import { headline, readBoth } from "../words.js";

/**
 * @import { Paired, Store } from "../store.js"
 * @import { Comparison } from "../trace/comparison.js"
 * @import { Trace } from "../trace/trace.js"
 */

/**
 * @param {HTMLElement} element
 * @param {Store} store
 * @param {HTMLElement} cells of the grid of A: the differing ones are underlined there
 * @returns {HTMLElement} what holds the grid of B, on the time axis
 */
export function mountCompare(element, store, cells) {
  const title = make("h3", {}, "Compare with another decoding"), tally = make("p.tally"), standing = make("p.standing"), trouble = make("p.refusal", { role: "alert", hidden: "" });
  const file = make("input", { type: "file", accept: ".sstrace" }), request = document.createTextNode("Open a second trace"), open = make("label.open", {}, request, file);
  const close = makeButton("Close B", () => store.set({ b: null }));
  const canvas = make("canvas.twin", { role: "img" }), over = make("canvas.differences", { "aria-hidden": "true" }), names = make("div.names", { "aria-hidden": "true" });
  const board = make("div.stage", {}, make("div.timed", {}, names, make("div.track.cells-b", {}, canvas, over)));
  const chosen = make("p.chosen"), settings = make("table.settings"), levels = make("ol.shares", { "aria-label": "Share of differing tokens by level" });
  const body = make("div.both", {}, tally, standing, board, chosen, make("div.numbers", {}, make("div", {}, make("h4", {}, "What differs in the settings"), settings),
    make("div", {}, make("h4", {}, "Tokens that differ"), levels)));
  element.replaceChildren(make("section.compare", { "aria-label": "Two decodings" }, make("div.head", {}, title, open, close), trouble, body));
  const overA = make("canvas.differences", { "aria-hidden": "true" });
  cells.append(overA);
  mountTwinPointer(canvas, store);

  file.addEventListener("change", async () => {
    const sentence = await openSecond(file.files?.[0], store);
    file.value = "";
    trouble.hidden = !sentence;
    setText(trouble, sentence);
  });
  store.draw(["a", "b"], keepingFocus(element, () => file, ({ a, b }) => {
    element.hidden = !a;
    body.hidden = close.hidden = !a || !b;
    setText(title, a && b ? "A and B" : "Compare with another decoding");
    setText(request, b ? "Open another B" : "Open a second trace");
    if (a && b) {
      fillSettings(settings, a, b);
      nameLevels(names, { a: b, step: -1 });
    }
  }));
  const draw = store.draw(["a", "b", "step", "view", "colour", "theme", "projector"], (state) => {
    overA.hidden = !state.b;
    if (!isPaired(state)) return element.removeAttribute("data-different");
    const { a, b, step } = state, stepB = stepOf(state, "b"), comparison = compareCells(a, step, b, stepB), shift = frameShift(state, "b");
    canvas.style.height = `calc(${b.levels} * var(--lane))`;
    canvas.setAttribute("aria-label", `Token grid of B: ${b.levels} levels by ${b.frames} frames`);
    Object.assign(element.dataset, { different: comparison.different, known: comparison.known, stepB });
    setText(standing, `B${b.header.title ? ` (${b.header.title})` : ""}: ${headline({ a: b, step: stepB }).toLowerCase()}`);
    setText(tally, tallyText(comparison, a, b));
    fillShares(levels, comparison);
    paintGrid(canvas, { trace: b, step: stepB, state, shift });
    paintDifferences(over, state, comparison, b.levels);
    paintDifferences(overA, state, comparison, a.levels);
  });
  store.draw(["a", "b", "step", "cell"], (state) => setText(chosen, state.cell && isPaired(state) ? readBoth(state, state.cell) : ""));
  onResize(canvas, store.signal, draw);
  return board;
}

/**
 * @param {File|undefined} file
 * @param {Store} store
 * @returns {Promise<string>} what is wrong with the file, "" when it is B now
 */
async function openSecond(file, store) {
  if (!file) return "";
  try {
    store.set({ b: await parseTrace(await file.arrayBuffer()) });
    return "";
  } catch (error) {
    if (!(error instanceof TraceFormatError)) throw error;
    return error.message;
  }
}

/**
 * @param {Comparison} comparison
 * @param {Trace} a
 * @param {Trace} b
 */
function tallyText({ different, known }, a, b) {
  const lengths = [a, b].map((trace) => trace.frames - trace.promptFrames), longer = Math.abs(lengths[0] - lengths[1]);
  const rest = longer ? ` ${lengths[0] > lengths[1] ? "A" : "B"} is ${secondsText(longer / a.framesPerSecond)} longer.` : "";
  if (!known) return `No token is decided in both yet.${rest}`;
  return `${different.toLocaleString("en")} of ${known.toLocaleString("en")} tokens decided in both differ, ${percentText(different / known)}; they are underlined.${rest}`;
}

/**
 * @param {HTMLElement} table
 * @param {Trace} a
 * @param {Trace} b
 */
function fillSettings(table, a, b) {
  const rows = differingSettings(a, b);
  const head = make("thead", {}, make("tr", {}, ...["Setting", "A", "B"].map((text) => make("th", { scope: "col" }, text))));
  const cells = (/** @type {string[]} */ [name, one, two]) => make("tr", {}, make("th", { scope: "row" }, name), make("td", {}, one), make("td", {}, two));
  const none = make("tr", {}, make("td", { colspan: "3" }, "Nothing: both were decoded with the same settings."));
  table.replaceChildren(head, make("tbody", {}, ...(rows.length ? rows.map(cells) : [none])));
}

/**
 * @param {HTMLElement} list
 * @param {Comparison} comparison
 */
function fillShares(list, { counts }) {
  list.replaceChildren(...counts.map(({ level, different, known }) => {
    const bar = make("span.bar"), share = known ? different / known : 0;
    bar.style.setProperty("--share", String(share));
    const text = known ? `${percentText(share)}` : "not yet";
    return make("li", { "data-level": level, "data-different": different, "data-known": known }, make("span", {}, `Level ${level}`), make("span.rail", {}, bar), make("span", {}, text));
  }).reverse());
}

/**
 * A line under every cell that differs: neighbours share one.
 * @param {HTMLCanvasElement} canvas
 * @param {Paired} state
 * @param {Comparison} comparison
 * @param {number} lanes of the grid under it
 */
function paintDifferences(canvas, state, { marks, levels, frames }, lanes) {
  const { pen, width, height } = freshCanvas(canvas), axis = timeAxis(state, width), lane = height / lanes, start = state.a.promptFrames;
  pen.fillStyle = readPalette(canvas, state).css.ink;
  for (let level = 1; level <= levels; level++) {
    const row = (level - 1) * frames, bottom = (lanes - level + 1) * lane;
    for (let frame = 0; frame < frames; frame++) {
      if (marks[row + frame] !== Difference.DIFFERENT) continue;
      const first = frame;
      while (frame + 1 < frames && marks[row + frame + 1] === Difference.DIFFERENT) frame++;
      pen.fillRect(axis.x(start + first), bottom - lane / 8, (frame + 1 - first) * axis.perFrame, lane / 8);
    }
  }
}

/**
 * Pointing at a cell of B points at the same cell of A.
 * @param {HTMLCanvasElement} canvas
 * @param {Store} store
 */
function mountTwinPointer(canvas, store) {
  const cellUnder = (/** @type {MouseEvent} */ event) => {
    const state = store.get(), { a, b } = state;
    if (!a || !b) return null;
    const { x, y, width, height } = pointerIn(canvas, event), frame = Math.floor(timeAxis(state, width).frame(x));
    const level = b.levels - Math.floor((y / height) * b.levels);
    return frame >= 0 && frame < a.frames && level >= 1 && level <= a.levels ? { level, frame } : null;
  };
  canvas.addEventListener("pointermove", (event) => pointAt(store, "hover", cellUnder(event)));
  canvas.addEventListener("pointerleave", () => store.set({ hover: null }));
  canvas.addEventListener("pointerdown", (event) => { if (!event.button && cellUnder(event)) pointAt(store, "cell", cellUnder(event)); });
}
