// The spectrogram of what is heard, on the time axis of the grid: as it is, or as what a level changes.

const FREQUENCIES = [500, 1000, 2000, 4000, 8000]; // Hz, where they fit

/** @param {HTMLElement} element */
function mountSpectrogram(element, store) {
  const canvas = make("canvas.spectrogram", { role: "img" }), scale = make("div.frequencies", { "aria-hidden": "true" });
  const waiting = make("p.waiting");
  const low = make("span"), ramp = make("canvas", { "aria-hidden": "true" }), high = make("span"), readout = make("span.pointed", { "aria-hidden": "true" });
  const title = make("span.title");
  element.replaceChildren(
    make("div.timed", {}, scale, make("div.track", {}, canvas, waiting)),
    make("div.timed.under", {}, make("span"), make("p.caption", {}, title, make("span.heat-scale", {}, low, ramp, high), readout)));
  seekByPointer(canvas, store);

  const draw = store.draw(["a", "b", "step", "hearing", "audibleLevel", "added", "view", "theme", "projector"], (state) => {
    const hearing = hearingOf(state), known = hearing?.level > 0 && hearing.trace.spectrograms.length >= hearing.level;
    element.hidden = Boolean(hearing) && !hearing.trace.spectrograms.length;
    canvas.dataset.level = known ? hearing.level : 0;
    canvas.dataset.added = Boolean(known && hearing.added);
    waiting.hidden = known;
    setText(waiting, hearing ? "Nothing is decoded yet: the spectrogram appears when level 1 is complete." : "");
    canvas.setAttribute("aria-label", known ? `Spectrogram of ${hearingText(hearing)}` : "Spectrogram, empty");
    setText(title, known ? pictureTitle(hearing, state) : "");
    nameFrequencies(scale, hearing?.trace.header.spectrogram);
    setText(low, known ? (hearing.added ? `${LOUDER_DB} dB softer` : `${decimal(hearing.trace.header.spectrogram.low_db, 0)} dB`) : "");
    setText(high, known ? (hearing.added ? `${LOUDER_DB} dB louder` : `${decimal(hearing.trace.header.spectrogram.high_db, 0)} dB`) : "");
    ramp.hidden = !known;
    if (known) paintRamp(ramp, readHeat(canvas, state)[hearing.added ? "change" : "loud"]);
    paintSpectrogram(canvas, state, known ? hearing : null);
  });
  canvas.addEventListener("pointermove", (event) => setText(readout, readSpectrogram(canvas, store.get(), event)));
  canvas.addEventListener("pointerleave", () => setText(readout, ""));
  for (const node of [canvas, ramp]) onResize(node, store.signal, draw);
}

/** @returns {string} what the picture shows */
function pictureTitle(hearing, { b }) {
  const what = hearing.added ? `What level ${hearing.level} changes` : `Spectrogram of ${hearingText(hearing)}`;
  return b ? `${what}, ${hearing.slot.toUpperCase()}` : what;
}

let drawn = null; // the latest picture: zooming and the playhead need it again and again

function paintSpectrogram(canvas, state, hearing) {
  const { pen, width, height, scale } = freshCanvas(canvas);
  if (!hearing || !width) return;
  const heat = readHeat(canvas, state), key = [hearing.trace, hearing.level, hearing.added, heat];
  if (!drawn || key.some((part, at) => part !== drawn.key[at])) {
    const image = spectrogramImage(hearing, heat), picture = new OffscreenCanvas(image.width, image.height);
    picture.getContext("2d").putImageData(image, 0, 0);
    drawn = { key, picture };
  }
  const axis = timeAxis(state, width), { picture } = drawn;
  pen.imageSmoothingEnabled = axis.perFrame * scale < 8; // zoomed in, a column is a frame and shows it
  pen.drawImage(picture, axis.x(state.a.promptFrames), 0, picture.width * axis.perFrame, height);
}

function nameFrequencies(element, range) {
  const key = range ? `${range.fmin} ${range.fmax}` : "";
  if (element.dataset.range === key) return;
  element.dataset.range = key;
  const inside = range ? FREQUENCIES.filter((hertz) => hertz > range.fmin && heightOf(hertz, range) < 0.97 && heightOf(hertz, range) > 0.08) : [];
  element.replaceChildren(...inside.map((hertz) => {
    const mark = make("span", {}, hertz < 1000 ? `.${hertz}`.replace(/0+$/, "") + "k" : `${hertz / 1000}k`);
    mark.style.bottom = `${100 * heightOf(hertz, range)}%`;
    return mark;
  }));
}

/** @returns {string} time, frequency and loudness under the pointer */
function readSpectrogram(canvas, state, event) {
  const hearing = hearingOf(state), range = hearing?.trace.header.spectrogram, values = hearing?.trace.spectrograms[hearing.level - 1];
  if (!values) return "";
  const { x, y, width, height } = pointerIn(canvas, event), { bands } = range, frames = values.length / bands;
  const frame = Math.floor(timeAxis(state, width).frame(x)) - state.a.promptFrames, band = clamp(Math.floor((1 - y / height) * bands), 0, bands - 1);
  if (frame < 0 || frame >= frames) return "";
  const hertz = frequencyAt((band + 0.5) / bands, range), at = band * frames + frame, unit = decibelsAUnit(range);
  const place = `${secondsText(frame / hearing.trace.framesPerSecond)}, ${(hertz / 1000).toFixed(1)} kHz`;
  if (!hearing.added) return `${place}: ${decimal(range.low_db + values[at] * unit, 0)} dB`;
  const change = (values[at] - hearing.trace.spectrograms[hearing.level - 2][at]) * unit;
  return `${place}: ${decimal(Math.abs(change), 0)} dB ${change < 0 ? "softer" : "louder"}`;
}
