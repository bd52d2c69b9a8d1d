// The waveform of what is heard. Every level is drawn to one scale, that of the finished speech and its prompt.

/** @param {HTMLElement} element */
function mountWaveform(element, store) {
  const canvas = make("canvas.wave", { role: "slider", tabindex: "0", "aria-label": "Waveform: position in the speech" });
  element.replaceChildren(make("div.timed", {}, make("span"), make("div.track", {}, canvas)));
  seekByPointer(canvas, store);
  seekByKeys(canvas, store);

  let shown = null; // {sound, pieces: {buffer, starts}[], peak}
  const draw = store.draw(["view", "theme", "projector"], (state) => paintWaveform(canvas, state, shown));
  const fetch = async (state) => {
    const hearing = hearingOf(state), key = hearing && `${hearing.slot} ${hearing.sound}`;
    if (shown?.key === key && shown?.trace === hearing?.trace) return;
    const mine = shown = { key, trace: hearing?.trace, pieces: [], peak: 1 };
    if (hearing?.audible) {
      try {
        Object.assign(mine, await soundPieces(hearing));
      } catch {
        mine.pieces = []; // the controls say so as soon as somebody listens
      }
    }
    canvas.dataset.sound = mine.pieces.length ? key : "";
    if (shown === mine) draw();
  };
  store.draw(["a", "b", "step", "hearing", "audibleLevel", "added"], fetch);
  onResize(canvas, store.signal, draw);
}

/** @returns {Promise<{pieces: {buffer: AudioBuffer, starts: number}[], peak: number}>} loudest sample of the finished speech */
async function soundPieces({ trace, sound, added }) {
  const names = [["audio.prompt", placeOfFrame(trace, 0)], [sound, 0]].filter(([name]) => trace.sounds.has(name) && !(added && name === "audio.prompt"));
  const pieces = await Promise.all(names.map(async ([name, starts]) => ({ buffer: await decodeSound(trace, name), starts })));
  const last = `audio.${trace.levels}`, finished = trace.sounds.has(last) ? [await decodeSound(trace, last)] : [];
  return { pieces, peak: Math.max(...[...finished, ...pieces.map(({ buffer }) => buffer)].map(loudest), 1e-3) };
}

const peaks = new WeakMap();

function loudest(buffer) {
  if (!peaks.has(buffer)) peaks.set(buffer, buffer.getChannelData(0).reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0));
  return peaks.get(buffer);
}

/** One upright line a pixel from the lowest to the highest of its samples. */
function paintWaveform(canvas, state, shown) {
  const { pen, width, height } = freshCanvas(canvas), { a } = state;
  if (!a || !width) return;
  const colours = readPalette(canvas, state).css, axis = timeAxis(state, width), middle = height / 2, scale = (0.94 * middle) / (shown?.peak ?? 1);
  pen.fillStyle = colours.rule;
  pen.fillRect(0, middle - 0.5, width, 1);
  for (const { buffer, starts } of shown?.pieces ?? []) {
    const samples = buffer.getChannelData(0), rate = buffer.sampleRate;
    const sampleAt = (x) => Math.round((placeOfFrame(a, axis.frame(x)) - starts) * rate);
    pen.fillStyle = starts < 0 ? colours.quiet : colours.accent;
    for (let x = 0; x < width; x++) {
      const from = Math.max(0, sampleAt(x)), to = Math.min(samples.length, starts < 0 ? Math.round(-starts * rate) : Infinity, sampleAt(x + 1));
      if (from >= to) continue;
      let low = samples[from], high = low;
      for (let at = from + 1; at < to; at++) {
        if (samples[at] < low) low = samples[at];
        else if (samples[at] > high) high = samples[at];
      }
      pen.fillRect(x, middle - high * scale, 1, Math.max(1, (high - low) * scale));
    }
  }
}
