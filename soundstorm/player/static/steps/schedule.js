// The schedule as a curve: tokens of a level still masked after every iteration, as planned and as it was.

import { make, onResize, pointerIn, setText, sizeOf } from "../dom.js";
import { clamp } from "../numbers.js";
import { onPress } from "../press.js";
import { goToStep } from "../store.js";
import { readPalette } from "../theme.js";
import { stepAxis } from "./axis.js";
import { chartField, chartPen } from "./charts.js";

/**
 * @import { PlayerState, Store } from "../store.js"
 * @import { TraceStep } from "../trace/header.js"
 */

const ABOVE = 0.7; // sizes of the type

/**
 * @param {HTMLElement} element
 * @param {Store} store
 */
export function mountSchedule(element, store) {
  const canvas = make("canvas", { role: "img" }), note = make("p.note"), rows = make("tbody"), heading = make("h3", {}, "Tokens still masked");
  const table = make("table", {}, make("thead", {}, make("tr", {}, ...["Level", "Iteration", "Sampled", "Kept", "Planned still masked", "Still masked"].map((name) => make("th", { scope: "col" }, name)))), rows);
  const details = make("details", {}, make("summary", {}, "All counts as a table"), make("div.scroll", { tabindex: "0", role: "region", "aria-label": "Counts of every iteration" }, table));
  element.replaceChildren(make("section.schedule", { "aria-label": "Schedule" }, make("div.head", {}, heading, make("p.key", {}, make("i.planned"), "planned", make("i.actual"), "actual")),
    make("div.field", {}, canvas), note, details));

  onPress(canvas, (event) => {
    const state = store.get();
    if (!state.a) return;
    const box = chartField(sizeOf(canvas).width, 1, readPalette(canvas, state).size, ABOVE);
    store.set({ playing: false });
    goToStep(store, stepAxis(state.a, box.width).at(pointerIn(canvas, event).x - box.left));
  });
  const draw = store.draw(["a", "step", "theme", "projector"], (state) => {
    paintSchedule(canvas, state);
    setText(note, scheduleNote(state));
    canvas.setAttribute("aria-label", `Curve of the tokens still masked. ${note.textContent}`);
    markRow(rows, state.step);
  });
  onResize(canvas, store.signal, draw);
  const tabulate = () => {
    if (!details.open) return;
    const { a, step } = store.get();
    rows.replaceChildren(...(a ? a.steps : []).map(tableRow));
    markRow(rows, step);
  };
  details.addEventListener("toggle", tabulate);
  store.subscribe(["a"], tabulate);
}

/** @param {TraceStep} step */
function tableRow({ level, iteration, iterations, open, masked, planned }) {
  return make("tr", {}, ...[level, `${iteration} of ${iterations}`, open, open - masked, planned, masked].map((value) => make("td", {}, String(value))));
}

/**
 * @param {HTMLElement} rows
 * @param {number} step
 */
function markRow(rows, step) {
  rows.querySelector("[aria-current]")?.removeAttribute("aria-current");
  rows.children[step]?.setAttribute("aria-current", "step");
}

/** @param {PlayerState} state */
function scheduleNote({ a, step }) {
  if (!a) return "";
  if (step < 0) return `${a.header.schedule.shape ?? "cosine"} schedule, iterations per level: ${a.header.schedule.iterations.join(", ")}.`;
  const { level, iteration, iterations, masked, planned, open } = a.steps[step];
  return `Level ${level}, iteration ${iteration} of ${iterations}: ${open} sampled, ${planned} planned to stay masked, ${masked} did.`;
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {PlayerState} state
 */
function paintSchedule(canvas, state) {
  const chart = chartPen(canvas, state), { pen, width, height, colours, type, palette } = chart, { a, step } = state;
  if (!a || !a.steps.length || !width) return;
  const box = chartField(width, height, palette.size, ABOVE), axis = stepAxis(a, box.width);
  const most = a.steps.reduce((sum, { open }) => Math.max(sum, open), 1);
  const y = (/** @type {number} */ count) => box.bottom - (count / most) * box.height, x = (/** @type {number} */ at) => box.left + axis.left(at);
  for (const mark of [0, most / 2, most]) {
    chart.line(box.left, y(mark), width, y(mark), colours.rule);
    chart.write(String(Math.round(mark)), box.left - 6, y(mark), colours.quiet, "right");
  }
  for (const { first, end, level, left, width: wide } of axis.bands) {
    // One point before the level's first iteration, then one after every iteration.
    const points = (/** @type {(step: TraceStep) => number} */ count) =>
      [[x(first), y(a.steps[first].open)], ...a.steps.slice(first, end).map((one, at) => [x(first + at + 1), y(count(one))])];
    const active = a.steps[step]?.level === level;
    chart.path(points((one) => one.masked), colours.accent, { width: active ? 3 : 2 });
    chart.path(points((one) => one.planned), colours.ink, { width: 1.5, dash: [2, 4] });
    chart.write(wide > type * 4.2 ? `Level ${level}` : String(level), box.left + left + wide / 2, height - type * 0.7, active ? colours.ink : colours.quiet, "center");
    if (wide / (end - first) < 7) continue;
    for (let at = first; at < end; at++) paintPoint(pen, x(at + 1), y(a.steps[at].masked), at <= step, colours);
  }
  if (step < 0) return;
  const here = [x(step + 1), y(a.steps[step].masked)];
  chart.line(here[0], box.top, here[0], box.bottom, colours["now-text"]);
  pen.fillStyle = colours.now;
  pen.fillRect(here[0] - 5, here[1] - 5, 10, 10);
  const right = here[0] > width * 0.6;
  chart.write(`${a.steps[step].masked} masked`, here[0] + (right ? -10 : 10), clamp(here[1] - type, box.top + type / 2, box.bottom), colours["now-text"], right ? "right" : "left");
}

/**
 * Passed iterations filled, coming ones hollow.
 * @param {CanvasRenderingContext2D} pen
 * @param {number} x
 * @param {number} y
 * @param {boolean} passed
 * @param {Record<string, string>} colours
 */
function paintPoint(pen, x, y, passed, colours) {
  pen.beginPath();
  pen.arc(x, y, 3.2, 0, 2 * Math.PI);
  pen.fillStyle = passed ? colours.accent : colours.field;
  pen.fill();
  pen.strokeStyle = colours.accent;
  pen.lineWidth = 1.5;
  pen.stroke();
}
