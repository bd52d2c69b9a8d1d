// Under the grid: what the shapes mean, what the colours mean, zoom, and the cell under the pointer.

const COLOURINGS = [["token", "token"], ["confidence", "confidence"], ["entropy", "entropy"], ["kept", "iteration kept"]];
const LEGEND_ORDER = [State.MASKED, State.CANDIDATE, State.NOW, State.EARLIER, State.PROMPT, State.GIVEN];

/** @param {HTMLElement} element */
function mountLegend(element, store) {
  const samples = LEGEND_ORDER.map((state) => ({ state, canvas: make("canvas", { "aria-hidden": "true" }) }));
  const items = samples.map(({ state, canvas }) => make("li", {}, canvas, STATE_NAMES[state]));
  const colour = makeChoice("Colour by", COLOURINGS, (value) => store.set({ colour: value }));
  const low = make("span"), high = make("span"), ramp = make("canvas", { "aria-hidden": "true" }), scale = make("span.scale", {}, low, ramp, high);
  const zoom = make("span.zoom", { role: "group", "aria-label": "Zoom in time" },
    makeButton("−", () => zoomView(store, 1 / 1.5), { "aria-label": "Zoom out (−)", title: "Zoom out (−)" }),
    makeButton("+", () => zoomView(store, 1.5), { "aria-label": "Zoom in (+)", title: "Zoom in (+)" }),
    makeButton("All", () => store.set({ view: null }), { "aria-label": "Show all frames (0)", title: "Show all frames (0)" }));
  const readout = make("p.readout", { "aria-hidden": "true" }); // the chosen cell is spoken; the pointer is not
  element.replaceChildren(
    make("div.legend", {}, make("ul", { "aria-label": "States" }, ...items), make("div.tools", {}, scale, colour.node, zoom)), readout);

  const draw = store.draw(["a", "colour", "theme", "projector"], (state) => {
    const palette = readPalette(element, state);
    samples.forEach((sample, index) => {
      items[index].hidden = sample.state === State.GIVEN && !state.a?.header.edit;
      paintSample(sample.canvas, sample.state, state.colour, palette);
    });
    const ends = { confidence: ["0", "1"], entropy: ["0", `${decimal(state.a?.maxEntropy ?? 0, 1)} nats`], kept: ["first", "last"] }[state.colour];
    scale.hidden = !ends;
    setText(low, ends?.[0] ?? "");
    setText(high, ends?.[1] ?? "");
    if (ends) paintRamp(ramp, palette.ramp);
    colour.select.value = state.colour;
  });
  for (const canvas of [ramp, ...samples.map((sample) => sample.canvas)]) onResize(canvas, store.signal, draw); // shown later, they have a size
  store.draw(["a", "hover", "step"], (state) => setText(readout, state.a && state.hover ? readCell(state) : ""));
}

function paintSample(canvas, what, colour, palette) {
  const { pen, width, height } = freshCanvas(canvas), row = height / CELL_ROWS;
  const token = palette.tokens[what]?.[SHADES / 2];
  const ink = what === State.MASKED ? palette.masked : colour === "token" ? token
    : what === State.PROMPT || what === State.GIVEN ? palette.neutral : palette.ramp[SHADES / 2];
  const { start, end } = what === State.MASKED ? { start: width / 2 - 2, end: width / 2 + 2 } : { start: 0, end: width };
  SHAPES[what].forEach((kind, at) => {
    if (kind === BLANK) return;
    pen.fillStyle = cssOf(kind === CAP ? palette.cap : ink);
    pen.fillRect(start, at * row, end - start, row);
  });
}

/** The scale of a picture's colours. @param {Uint32Array} shades SHADES packed pixels, from low to high */
function paintRamp(canvas, shades) {
  const { pen, width, height } = freshCanvas(canvas);
  for (let x = 0; x < width; x++) {
    pen.fillStyle = cssOf(shades[Math.round((x / width) * (SHADES - 1))]);
    pen.fillRect(x, 0, 1, height);
  }
}

/** @returns {string} the cell under the pointer, on one line */
function readCell({ a, hover: { level, frame }, step }) {
  const { state, token, confidence, entropy } = a.cellAt(step, level, frame), phoneme = a.phonemeAt(frame);
  const facts = [`Level ${level}, frame ${frame}`, placeInTime(a, frame), STATE_NAMES[state]];
  if (phoneme) facts.splice(2, 0, `/${phoneme}/`);
  if (token !== null) facts.push(`token ${token}`);
  if (confidence !== null) facts.push(`confidence ${decimal(confidence)}`, `entropy ${decimal(entropy)} nats`);
  return facts.join(" · ");
}

/** @returns {string} seconds into the new speech, or into the prompt */
function placeInTime(trace, frame) {
  const seconds = (frames) => `${(frames / trace.framesPerSecond).toFixed(2)} s`;
  return frame < trace.promptFrames ? `${seconds(frame)} of the prompt` : seconds(frame - trace.promptFrames);
}
