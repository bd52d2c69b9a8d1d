// Two decodings of the same words beside each other, each by its own clock, at the speed that was measured.

import { freshCanvas, make, makeButton, onResize, penOf, setText } from "../dom.js";
import { createStore } from "../store.js";
import { followTheme, readPalette, SHADES } from "../theme.js";
import { parseTrace } from "../trace/read.js";
import { State } from "../trace/states.js";
import { countAt, momentsOf } from "./moments.js";

/**
 * @import { Store } from "../store.js"
 * @import { Trace } from "../trace/trace.js"
 * @import { Moments } from "./moments.js"
 *
 * @typedef {object} Lane
 * @property {HTMLElement} element
 * @property {(now: number) => void} show how it stood so many seconds after its start
 * @property {number} end seconds
 */

const SPEEDS = [1, 4, 16];

/**
 * @param {HTMLElement} element an empty one
 * @param {ArrayBuffer[]} files SoundStorm's trace, then AudioLM's
 * @returns {Promise<() => void>} takes the race away again
 */
export async function mountRace(element, files) {
  const traces = await Promise.all(files.map(parseTrace)), store = createStore(), lanes = traces.map((trace) => makeLane(trace, store));
  const end = Math.max(...lanes.map((lane) => lane.end));
  let now = 0, speed = 1, last = 0, running = false;
  const show = () => {
    lanes.forEach((lane) => lane.show(Math.min(now, lane.end)));
    setText(play, running ? "Pause" : now < end && now > 0 ? "Go on" : "Start the race");
    element.dataset.racing = running ? "running" : now >= end ? "over" : "waiting";
  };
  const tick = (/** @type {number} */ time) => {
    if (!running || store.signal.aborted) return;
    now = Math.min(end, now + speed * (time - last) / 1000);
    last = time;
    running = now < end;
    show();
    if (running) requestAnimationFrame(tick);
  };
  const play = makeButton("Start the race", () => {
    if (!running && now >= end) now = 0;
    running = !running;
    last = performance.now();
    show();
    if (running) requestAnimationFrame(tick);
  });
  const speeds = SPEEDS.map((times) => makeButton(times === 1 ? "as it was" : `${times} times as fast`, () => {
    speed = times;
    speeds.forEach((button, at) => button.setAttribute("aria-pressed", String(SPEEDS[at] === speed)));
  }, { "aria-pressed": String(times === 1) }));
  element.replaceChildren(make("div.race-controls", {}, play, ...speeds), ...lanes.map((lane) => lane.element));
  followTheme(element, store);
  store.draw(["theme"], show);
  return () => {
    store.close();
    element.replaceChildren();
  };
}

/**
 * @param {Trace} trace
 * @param {Store} store
 * @returns {Lane}
 */
function makeLane(trace, store) {
  const moments = momentsOf(trace), clock = make("b.clock", {}), tally = make("span.tally"), canvas = make("canvas", { role: "img" });
  const title = trace.header.title || "A decoding", all = moments.cells.length;
  canvas.setAttribute("aria-label", `${title}: ${trace.levels} levels by ${trace.frames - trace.promptFrames} frames`);
  const sound = soundOf(trace, store), head = make("div.race-head", {}, make("h3", {}, title), clock, tally, ...(sound ? [sound] : []));
  const element = make("section.lane", { "aria-label": title }, head, canvas);
  let shown = 0;
  const show = (/** @type {number} */ now) => {
    shown = now;
    const there = countAt(moments, now);
    setText(clock, `${now.toFixed(2)} s`);
    setText(tally, `${there.toLocaleString("en")} of ${all.toLocaleString("en")} tokens${there === all ? `, done after ${moments.end.toFixed(2)} s` : ""}`);
    Object.assign(element.dataset, { tokens: there, all });
    if (sound) sound.hidden = there < all;
    if (sound?.hidden) sound.pause(); // whoever cannot stop it must not hear it
    paintLane(canvas, trace, moments, now, store.get().theme);
  };
  onResize(canvas, store.signal, () => show(shown));
  return { element, show, end: moments.end };
}

/**
 * What a finished decoding sounds like, to be heard once its last token is there.
 * @param {Trace} trace
 * @param {Store} store
 * @returns {HTMLAudioElement|null}
 */
function soundOf({ sounds, levels, header }, store) {
  const sound = sounds.get(`audio.${levels}`);
  if (!sound) return null;
  const src = URL.createObjectURL(new Blob([sound.bytes], { type: sound.mime }));
  store.signal.addEventListener("abort", () => URL.revokeObjectURL(src));
  return /** @type {HTMLAudioElement} */ (make("audio", { src, controls: "", "aria-label": `${header.title}: listen` }));
}

/**
 * A pixel a token, the coarsest level at the bottom, scaled to the canvas.
 * @param {HTMLCanvasElement} canvas
 * @param {Trace} trace
 * @param {Moments} moments
 * @param {number} now
 * @param {"light"|"dark"} theme
 */
function paintLane(canvas, { levels, frames, promptFrames }, { cells }, now, theme) {
  const { pen, width, height } = freshCanvas(canvas), target = frames - promptFrames;
  if (!width || !height) return;
  const { masked, tokens } = readPalette(canvas, { theme, projector: false }), there = tokens[State.EARLIER][SHADES / 2];
  const small = new OffscreenCanvas(target, levels), smallPen = penOf(small), image = smallPen.createImageData(target, levels);
  const pixels = new Uint32Array(image.data.buffer);
  cells.forEach((moment, cell) => {
    const level = Math.floor(cell / target);
    pixels[(levels - 1 - level) * target + (cell % target)] = moment <= now ? there : masked;
  });
  smallPen.putImageData(image, 0, 0);
  pen.imageSmoothingEnabled = false;
  pen.drawImage(small, 0, 0, width, height);
}
