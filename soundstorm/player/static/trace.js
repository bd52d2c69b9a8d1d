// A recorded decoding, ready to be asked about any step and any cell.
//
// Steps count from 0; step -1 is the state before the first. Levels count from 1, frames from 0; a flat index
// into [Q, T] is (level - 1) * frames + frame.

const State = Object.freeze({ PROMPT: 0, MASKED: 1, CANDIDATE: 2, NOW: 3, EARLIER: 4, GIVEN: 5 });
const STATES_REMEMBERED = 8;

/**
 * @typedef {object} Events one entry an open cell of a step, in order of the steps, then of the frames
 * @property {Uint16Array} frame [E]
 * @property {Uint16Array} sampled [E]
 * @property {Uint8Array} kept [E] 0 or 1
 * @property {Float32Array} confidence [E] probability of the sampled token
 * @property {Float32Array} score [E] log confidence + noise
 * @property {Float32Array} entropy [E] nats
 * @property {Uint16Array} candidateIds [E*k], most probable first
 * @property {Float32Array} candidateProbabilities [E*k]
 *
 * @typedef {object} GridState every array is [Q*T]; not to be written to
 * @property {Uint16Array} codes token, `maskId` where hidden
 * @property {Uint16Array} shown the same, but what was sampled where it was hidden again
 * @property {Uint8Array} state one of State
 * @property {Int16Array} keptStep step it was kept in, -1 where given or not yet kept
 * @property {Float32Array} confidence when it was last sampled and is visible (candidate or kept); NaN elsewhere
 * @property {Float32Array} entropy nats, likewise
 */

/**
 * Read a trace file; nothing is returned before all of it is checked.
 * @param {ArrayBuffer} buffer
 * @returns {Promise<Trace>}
 * @throws {TraceFormatError} a sentence for whoever chose the file
 */
async function parseTrace(buffer) {
  const { header, body } = openTraceFile(buffer);
  checkHeader(header);
  const { levels, frames, prompt_frames: promptFrames, frames_per_semantic: span, candidates } = header;
  const sections = findSections(header.sections, body);
  const count = header.steps.reduce((sum, step) => sum + step.open, 0);
  const read = (name, dtype, shape) => readSection(sections, name, dtype, shape);
  const given = await read("given", "uint16", [levels, frames]);
  const semantic = await read("semantic", "uint16", [Math.floor(frames / span)]);
  const phoneme = await read("phoneme", "int16", [Math.floor((frames - promptFrames) / span)]);
  insist(phoneme.every((index) => index >= -1 && index < header.phonemes.length), "a phoneme is out of range");
  const events = {
    frame: await read("frame", "uint16", [count]),
    sampled: await read("sampled", "uint16", [count]),
    kept: await read("kept", "uint8", [count]),
    confidence: await read("confidence", "float16", [count]),
    score: await read("score", "float16", [count]),
    entropy: await read("entropy", "float16", [count]),
    candidateIds: await read("candidate_ids", "uint16", [count, candidates]),
    candidateProbabilities: await read("candidate_probabilities", "float16", [count, candidates]),
  };
  checkEvents(header, given, events);
  const spectrograms = await readSpectrograms(header, sections);
  const sounds = new Map();
  for (const [name, { entry, bytes, values }] of sections) {
    if (values) continue;
    insist(/^(audio|difference)\.(prompt|\d+)$/.test(name) && entry.encoding === "raw" && /^audio\//.test(entry.mime), "it holds sections that no trace has");
    sounds.set(name, { mime: entry.mime, bytes });
  }
  return new Trace(header, given, semantic, phoneme, events, spectrograms, sounds);
}

async function readSpectrograms({ spectrogram, levels, frames, prompt_frames: promptFrames }, sections) {
  const pictures = [];
  if (!spectrogram) return pictures;
  insist(isCount(spectrogram.bands) && spectrogram.bands <= MOST.bands, "a spectrogram has no bands");
  insist([spectrogram.low_db, spectrogram.high_db, spectrogram.fmin, spectrogram.fmax].every(Number.isFinite), "a spectrogram has no scale");
  for (let level = 1; level <= levels; level++) {
    pictures.push(await readSection(sections, `spectrogram.${level}`, "uint8", [spectrogram.bands, frames - promptFrames]));
  }
  return pictures;
}

class Trace {
  constructor(header, given, semantic, phoneme, events, spectrograms, sounds) {
    this.header = header;
    /** {level, iteration, iterations, open, masked, planned, threshold, seconds}[] */
    this.steps = header.steps;
    this.levels = header.levels;
    this.frames = header.frames;
    this.promptFrames = header.prompt_frames;
    this.maskId = header.codebook_size;
    this.framesPerSecond = header.sample_rate / header.hop;
    this.given = given;
    /** Uint16Array [floor(T / frames_per_semantic)] */
    this.semantic = semantic;
    /** Int16Array, index into header.phonemes of every semantic token after the prompt; -1 for none */
    this.phoneme = phoneme;
    this.events = events;
    /** Uint8Array [bands * F] for every level 1..n, F = frames - promptFrames; may be empty */
    this.spectrograms = spectrograms;
    /** Map of "audio.1", "difference.2", "audio.prompt", ... to {mime, bytes} */
    this.sounds = sounds;
    /** Int32Array [S + 1]: events of step s are firstEvent[s] .. firstEvent[s + 1] - 1 */
    this.firstEvent = new Int32Array(this.steps.length + 1);
    this.steps.forEach((step, s) => { this.firstEvent[s + 1] = this.firstEvent[s] + step.open; });
    this._keepingEvent = new Int32Array(given.length).fill(-1);
    this._keepingStep = new Int16Array(given.length).fill(-1);
    this._states = new Map();
    this._rankings = new Map();
    /** nats, the largest that was met; never zero */
    this.maxEntropy = events.entropy.reduce((most, nats) => Math.max(most, nats), 1e-6);
    this.steps.forEach((step, s) => {
      for (let event = this.firstEvent[s]; event < this.firstEvent[s + 1]; event++) {
        if (!events.kept[event]) continue;
        const cell = (step.level - 1) * this.frames + events.frame[event];
        this._keepingEvent[cell] = event;
        this._keepingStep[cell] = s;
      }
    });
  }

  /** @returns {number} first step of a level, or -1 when the decoding skipped it */
  firstStep(level) {
    return this.steps.findIndex((step) => step.level === level);
  }

  /** @returns {number} last step of a level, or -1 */
  lastStep(level) {
    return this.steps.findLastIndex((step) => step.level === level);
  }

  /** @returns {GridState} */
  stateAt(step) {
    return remembered(this._states, step, () => this._compute(step));
  }

  _compute(step) {
    const { events, frames, given, maskId, promptFrames } = this, cells = given.length;
    const codes = given.slice(), state = new Uint8Array(cells), keptStep = new Int16Array(cells).fill(-1);
    const confidence = new Float32Array(cells).fill(NaN), entropy = new Float32Array(cells).fill(NaN);
    for (let cell = 0; cell < cells; cell++) {
      const event = this._keepingEvent[cell], when = this._keepingStep[cell];
      if (given[cell] !== maskId) state[cell] = cell % frames < promptFrames ? State.PROMPT : State.GIVEN;
      else if (event < 0 || when > step) state[cell] = State.MASKED;
      else {
        state[cell] = when === step ? State.NOW : State.EARLIER;
        codes[cell] = events.sampled[event];
        keptStep[cell] = when;
        confidence[cell] = events.confidence[event];
        entropy[cell] = events.entropy[event];
      }
    }
    const shown = codes.slice();
    if (step >= 0) {
      const row = (this.steps[step].level - 1) * frames;
      for (let event = this.firstEvent[step]; event < this.firstEvent[step + 1]; event++) {
        if (events.kept[event]) continue;
        const cell = row + events.frame[event];
        state[cell] = State.CANDIDATE;
        shown[cell] = events.sampled[event];
        confidence[cell] = events.confidence[event];
        entropy[cell] = events.entropy[event];
      }
    }
    return { codes, shown, state, keptStep, confidence, entropy };
  }

  /** @returns {number} the event of a cell in a step, -1 when the step did not open it */
  eventAt(step, level, frame) {
    if (step < 0 || this.steps[step].level !== level) return -1;
    let low = this.firstEvent[step], high = this.firstEvent[step + 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.events.frame[middle] < frame) low = middle + 1;
      else high = middle;
    }
    return low < this.firstEvent[step + 1] && this.events.frame[low] === frame ? low : -1;
  }

  /**
   * Everything about one cell as it stands after a step. A kept cell's numbers are those of the step that
   * kept it (`decidedIn`). Numbers that do not exist are null; so is the noise of a probability too small
   * for the file's half precision.
   * @returns {{level, frame, state, token, sampled, confidence, score, noise, threshold, entropy,
   *   candidates: {id: number, p: number}[], keptStep, decidedIn, event, reason: string}}
   */
  cellAt(step, level, frame) {
    const index = (level - 1) * this.frames + frame, grid = this.stateAt(step), state = grid.state[index];
    const cell = { level, frame, state, token: grid.shown[index] === this.maskId ? null : grid.shown[index], sampled: null, confidence: null,
      score: null, noise: null, threshold: null, entropy: null, candidates: [], keptStep: grid.keptStep[index], decidedIn: -1, event: -1 };
    if (state >= State.CANDIDATE && state <= State.EARLIER) {
      const { events } = this, k = this.header.candidates;
      cell.decidedIn = state === State.CANDIDATE ? step : cell.keptStep;
      const event = state === State.CANDIDATE ? this.eventAt(step, level, frame) : this._keepingEvent[index];
      Object.assign(cell, { event, sampled: events.sampled[event], confidence: events.confidence[event], score: events.score[event],
        entropy: events.entropy[event], threshold: this.steps[cell.decidedIn].threshold });
      const noise = cell.score - Math.log(cell.confidence);
      cell.noise = Number.isFinite(noise) ? noise : null;
      cell.candidates = Array.from({ length: k }, (_, i) => ({ id: events.candidateIds[event * k + i], p: events.candidateProbabilities[event * k + i] }));
    }
    cell.reason = explainCell(this, step, cell);
    return cell;
  }

  /**
   * What happened to a cell in every step that opened it, up to and including the one that kept it.
   * @returns {{step: number, event: number}[]}
   */
  history(level, frame) {
    const found = [];
    this.steps.forEach((_, step) => {
      const event = this.eventAt(step, level, frame);
      if (event >= 0) found.push({ step, event });
    });
    return found;
  }

  /**
   * The events of a step, best first.
   * @param {"score"|"confidence"} by
   * @returns {Int32Array} [open]; kept before hidden among equals
   */
  ranking(step, by = "score") {
    const { events } = this, values = events[by];
    return remembered(this._rankings, `${by} ${step}`, () =>
      Int32Array.from({ length: this.steps[step].open }, (_, i) => this.firstEvent[step] + i)
        .sort((one, other) => values[other] - values[one] || events.kept[other] - events.kept[one] || one - other));
  }

  /** @returns {string} the phoneme spoken at a frame, "" in the prompt and where there is none */
  phonemeAt(frame) {
    const index = this.phoneme[Math.floor((frame - this.promptFrames) / this.header.frames_per_semantic)];
    return index >= 0 ? this.header.phonemes[index] : "";
  }
}

// The latest few results of a calculation: stepping to and fro then costs nothing.
function remembered(cache, key, calculate) {
  const found = cache.get(key) ?? calculate();
  cache.delete(key);
  cache.set(key, found);
  if (cache.size > STATES_REMEMBERED) cache.delete(cache.keys().next().value);
  return found;
}
