// The spectrogram of what is heard, on the time axis of the grid: as it is, or as what a level changes.

import { freshCanvas, make, onResize, penOf, pointerIn, setText } from "../dom.js";
import { timeAxis } from "../grid/axis.js";
import { paintRamp } from "../grid/ramp.js";
import { clamp, decimal, secondsText } from "../numbers.js";
import { hearingOf, hearingText } from "./hearing.js";
import { decibelsAUnit, frequencyAt, heightOf, LOUDER_DB, readHeat, spectrogramImage } from "./heat.js";
import { seekByPointer } from "./playhead.js";

/**
 * @import { PlayerState, Store } from "../store.js"
 * @import { SpectrogramScale } from "../trace/header.js"
 * @import { Hearing } from "./hearing.js"
 */

const FREQUENCIES = [500, 1000, 2000, 4000, 8000]; // Hz, where they fit

/**
 * @param {HTMLElement} element
 * @param {Store} store
 */
export function mountSpectrogram(element, store) {
  const canvas = make("canvas.spectrogram", { role: "img" }), scale = make("div.frequencies", { "aria-hidden": "true" });
  const waiting = make("p.waiting");
  const low = make("span"), ramp = make("canvas", { "aria-hidden": "true" }), high = make("span"), readout = make("span.pointed", { "aria-hidden": "true" });
  const title = make("span.title");
  element.replaceChildren(
    make("div.timed", {}, scale, make("div.track", {}, canvas, waiting)),
    make("div.timed.under", {}, make("span"), make("p.caption", {}, title, make("span.heat-scale", {}, low, ramp, high), readout)));
  seekByPointer(canvas, store);

  const draw = store.draw(["a", "b", "step", "hearing", "audibleLevel", "added", "view", "theme", "projector"], (state) => {
    const hearing = hearingOf(state), picture = pictureOf(hearing);
    element.hidden = Boolean(hearing && !hearing.trace.header.spectrogram);
    canvas.dataset.level = String(picture ? picture.level : 0);
    canvas.dataset.added = String(Boolean(picture?.added));
    waiting.hidden = Boolean(picture);
    setText(waiting, hearing ? "Nothing is decoded yet: the spectrogram appears when level 1 is complete." : "");
    canvas.setAttribute("aria-label", picture ? `Spectrogram of ${hearingText(picture)}` : "Spectrogram, empty");
    setText(title, picture ? pictureTitle(picture, state) : "");
    nameFrequencies(scale, hearing?.trace.header.spectrogram);
    const [lowest, highest] = picture ? scaleEnds(picture) : ["", ""];
    setText(low, lowest);
    setText(high, highest);
    ramp.hidden = !picture;
    if (picture) paintRamp(ramp, readHeat(canvas, state)[picture.added ? "change" : "loud"]);
    paintSpectrogram(canvas, state, picture);
  });
  canvas.addEventListener("pointermove", (event) => setText(readout, readSpectrogram(canvas, store.get(), event)));
  canvas.addEventListener("pointerleave", () => setText(readout, ""));
  for (const node of [canvas, ramp]) onResize(node, store.signal, draw);
}

/** @typedef {Hearing & {range: SpectrogramScale}} Picture a hearing whose spectrogram there is */

/**
 * @param {Hearing|null} hearing
 * @returns {Picture|null}
 */
function pictureOf(hearing) {
  const range = hearing?.trace.header.spectrogram;
  return hearing && range && hearing.level > 0 && hearing.trace.spectrograms.length >= hearing.level ? { ...hearing, range } : null;
}

/**
 * @param {Picture} picture
 * @returns {[low: string, high: string]} what the ends of its colours stand for
 */
function scaleEnds({ added, range }) {
  return added ? [`${LOUDER_DB} dB softer`, `${LOUDER_DB} dB louder`] : [`${decimal(range.low_db, 0)} dB`, `${decimal(range.high_db, 0)} dB`];
}

/**
 * @param {Hearing} hearing
 * @param {PlayerState} state
 * @returns {string} what the picture shows
 */
function pictureTitle(hearing, { b }) {
  const what = hearing.added ? `What level ${hearing.level} changes` : `Spectrogram of ${hearingText(hearing)}`;
  return b ? `${what}, ${hearing.slot.toUpperCase()}` : what;
}

/**
 * The latest picture: zooming and the playhead need it again and again.
 * @type {{key: unknown[], picture: OffscreenCanvas}|null}
 */
let drawn = null;

/**
 * @param {HTMLCanvasElement} canvas
 * @param {PlayerState} state
 * @param {Picture|null} what
 */
function paintSpectrogram(canvas, state, what) {
  const { pen, width, height, scale } = freshCanvas(canvas), { a } = state;
  if (!a || !what || !width) return;
  const heat = readHeat(canvas, state), key = [what.trace, what.level, what.added, heat], known = drawn?.key ?? [];
  if (!drawn || key.some((part, at) => part !== known[at])) {
    const image = spectrogramImage(what, what.range, heat), picture = new OffscreenCanvas(image.width, image.height);
    penOf(picture).putImageData(image, 0, 0);
    drawn = { key, picture };
  }
  const axis = timeAxis(state, width), { picture } = drawn;
  pen.imageSmoothingEnabled = axis.perFrame * scale < 8; // zoomed in, a column is a frame and shows it
  pen.drawImage(picture, axis.x(a.promptFrames), 0, picture.width * axis.perFrame, height);
}

/**
 * @param {HTMLElement} element
 * @param {SpectrogramScale|null} [range]
 */
function nameFrequencies(element, range) {
  const key = range ? `${range.fmin} ${range.fmax}` : "";
  if (element.dataset.range === key) return;
  element.dataset.range = key;
  const places = range ? FREQUENCIES.filter((hertz) => hertz > range.fmin).map((hertz) => ({ hertz, height: heightOf(hertz, range) })) : [];
  element.replaceChildren(...places.filter(({ height }) => height > 0.08 && height < 0.97).map(({ hertz, height }) => {
    const mark = make("span", {}, hertz < 1000 ? `.${hertz}`.replace(/0+$/, "") + "k" : `${hertz / 1000}k`);
    mark.style.bottom = `${100 * height}%`;
    return mark;
  }));
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {PlayerState} state
 * @param {MouseEvent} event
 * @returns {string} time, frequency and loudness under the pointer
 */
function readSpectrogram(canvas, state, event) {
  const picture = pictureOf(hearingOf(state)), { a } = state;
  if (!a || !picture) return "";
  const { trace, level, added, range } = picture, values = trace.spectrograms[level - 1];
  const { x, y, width, height } = pointerIn(canvas, event), { bands } = range, frames = values.length / bands;
  const frame = Math.floor(timeAxis(state, width).frame(x)) - a.promptFrames, band = clamp(Math.floor((1 - y / height) * bands), 0, bands - 1);
  if (frame < 0 || frame >= frames) return "";
  const hertz = frequencyAt((band + 0.5) / bands, range), at = band * frames + frame, unit = decibelsAUnit(range);
  const place = `${secondsText(frame / trace.framesPerSecond)}, ${(hertz / 1000).toFixed(1)} kHz`;
  if (!added) return `${place}: ${decimal(range.low_db + values[at] * unit, 0)} dB`;
  const change = (values[at] - trace.spectrograms[level - 2][at]) * unit;
  return `${place}: ${decimal(Math.abs(change), 0)} dB ${change < 0 ? "softer" : "louder"}`;
}
