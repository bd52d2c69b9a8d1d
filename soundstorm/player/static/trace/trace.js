// A recorded decoding, ready to be asked about any step and any cell.
//
// Steps count from 0; step -1 is the state before the first. Levels count from 1, frames from 0; a flat index
// into [Q, T] is (level - 1) * frames + frame.

import { State } from "./states.js";

const STATES_REMEMBERED = 8;

/**
 * @import { Ids } from "./container.js"
 * @import { TraceHeader } from "./header.js"
 *
 * @typedef {object} Events one entry an open cell of a step, in order of the steps, then of the frames
 * @property {Uint16Array} frame [E]
 * @property {Ids} sampled [E]
 * @property {Uint8Array} kept [E] 0 or 1
 * @property {Float32Array} confidence [E] probability of the sampled token
 * @property {Float32Array} score [E] log confidence + noise
 * @property {Float32Array} entropy [E] nats
 * @property {Ids} candidateIds [E*k], most probable first
 * @property {Float32Array} candidateProbabilities [E*k]
 * @property {Uint32Array} [written] [E] microseconds after the start, where tokens are written one by one
 *
 * @typedef {object} GridState every array is [Q*T]; not to be written to
 * @property {Ids} codes token, `maskId` where hidden
 * @property {Ids} shown the same, but what was sampled where it was hidden again
 * @property {Uint8Array} state one of State
 * @property {Int32Array} keptStep step it was kept in, -1 where given or not yet kept
 * @property {Float32Array} confidence when it was last sampled and is visible (candidate or kept); NaN elsewhere
 * @property {Float32Array} entropy nats, likewise
 *
 * @typedef {object} CellState
 * @property {number} level
 * @property {number} frame
 * @property {number} state one of State
 * @property {number|null} token that is shown
 * @property {number} keptStep -1 where given or not yet kept
 * @property {number} decidedIn the step that the numbers are from, -1 for none
 * @property {number} event -1 for none
 * @property {{id: number, p: number}[]} candidates most probable first
 *
 * @typedef {object} Decision
 * @property {number} sampled
 * @property {number} confidence
 * @property {number} score
 * @property {number|null} noise null where the probability is too small for the file's half precision
 * @property {number} threshold
 * @property {number} entropy nats
 *
 * @typedef {{[Name in keyof Decision]: null}} NoDecision
 * @typedef {CellState & (Decision|NoDecision)} Cell everything about one cell as it stands after a step
 *
 * @typedef {{mime: string, bytes: Uint8Array<ArrayBuffer>}} Sound
 */

/** What there is to say of a cell that no step decided. */
const UNDECIDED = Object.freeze({
  decidedIn: -1, event: -1, candidates: [], sampled: null, confidence: null, score: null, noise: null, threshold: null, entropy: null,
});

export class Trace {
  /**
   * @param {TraceHeader} header
   * @param {Ids} given [Q*T]
   * @param {Ids} semantic
   * @param {Int16Array} phoneme
   * @param {Events} events
   * @param {Uint8Array[]} spectrograms
   * @param {Map<string, Sound>} sounds
   */
  constructor(header, given, semantic, phoneme, events, spectrograms, sounds) {
    this.header = header;
    this.steps = header.steps;
    this.levels = header.levels;
    this.frames = header.frames;
    this.promptFrames = header.prompt_frames;
    this.maskId = header.codebook_size;
    this.framesPerSecond = header.sample_rate / header.hop;
    this.given = given;
    /** Ids [floor(T / frames_per_semantic)] */
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
    this._keepingStep = new Int32Array(given.length).fill(-1);
    /** @type {Map<number, GridState>} */
    this._states = new Map();
    /** @type {Map<string, Int32Array>} */
    this._rankings = new Map();
    /** @type {Map<string, [number, number]>} */
    this._ranges = new Map();
    this.steps.forEach((step, s) => {
      for (let event = this.firstEvent[s]; event < this.firstEvent[s + 1]; event++) {
        if (!events.kept[event]) continue;
        const cell = (step.level - 1) * this.frames + events.frame[event];
        this._keepingEvent[cell] = event;
        this._keepingStep[cell] = s;
      }
    });
  }

  /**
   * @param {number} level
   * @returns {number} its first step, or -1 when the decoding skipped it
   */
  firstStep(level) {
    return this.steps.findIndex((step) => step.level === level);
  }

  /**
   * @param {number} level
   * @returns {number} its last step, or -1
   */
  lastStep(level) {
    return this.steps.findLastIndex((step) => step.level === level);
  }

  /**
   * @param {number} step
   * @returns {GridState}
   */
  stateAt(step) {
    return remembered(this._states, step, () => this._compute(step));
  }

  /**
   * @param {number} step
   * @returns {GridState}
   */
  _compute(step) {
    const { events, frames, given, maskId, promptFrames } = this, cells = given.length;
    const codes = given.slice(), state = new Uint8Array(cells), keptStep = new Int32Array(cells).fill(-1);
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

  /**
   * @param {number} step
   * @param {number} level
   * @param {number} frame
   * @returns {number} the event of a cell in a step, -1 when the step did not open it
   */
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
   * A kept cell's numbers are those of the step that kept it.
   * @param {number} step
   * @param {number} level
   * @param {number} frame
   * @returns {Cell}
   */
  cellAt(step, level, frame) {
    const index = (level - 1) * this.frames + frame, grid = this.stateAt(step), state = grid.state[index], keptStep = grid.keptStep[index];
    const place = { level, frame, state, token: grid.shown[index] === this.maskId ? null : grid.shown[index], keptStep };
    if (state < State.CANDIDATE || state > State.EARLIER) {
      return { ...place, ...UNDECIDED };
    }
    const { events } = this, k = this.header.candidates, hiddenAgain = state === State.CANDIDATE;
    const event = hiddenAgain ? this.eventAt(step, level, frame) : this._keepingEvent[index], decidedIn = hiddenAgain ? step : keptStep;
    const confidence = events.confidence[event], score = events.score[event], noise = score - Math.log(confidence);
    return {
      ...place, decidedIn, event, confidence, score, noise: Number.isFinite(noise) ? noise : null,
      sampled: events.sampled[event], threshold: this.steps[decidedIn].threshold, entropy: events.entropy[event],
      candidates: Array.from({ length: k }, (_, i) => ({ id: events.candidateIds[event * k + i], p: events.candidateProbabilities[event * k + i] })),
    };
  }

  /**
   * What happened to a cell in every step that opened it, up to and including the one that kept it.
   * @param {number} level
   * @param {number} frame
   * @returns {{step: number, event: number}[]}
   */
  history(level, frame) {
    /** @type {{step: number, event: number}[]} */
    const found = [];
    this.steps.forEach((_, step) => {
      const event = this.eventAt(step, level, frame);
      if (event >= 0) found.push({ step, event });
    });
    return found;
  }

  /**
   * The lowest and the highest value that a level met; what half precision rounds to nothing is left out.
   * @param {number} level
   * @param {"confidence"|"entropy"} which
   * @returns {[low: number, high: number]} not numbers when nothing was sampled there yet
   */
  range(level, which) {
    const key = `${which} ${level}`, known = this._ranges.get(key);
    if (known) return known;
    const values = this.events[which], first = this.firstStep(level), range = /** @type {[number, number]} */ ([Infinity, -Infinity]);
    for (let event = first < 0 ? 0 : this.firstEvent[first]; event < (first < 0 ? 0 : this.firstEvent[this.lastStep(level) + 1]); event++) {
      if (values[event] <= 0) continue;
      range[0] = Math.min(range[0], values[event]);
      range[1] = Math.max(range[1], values[event]);
    }
    if (range[1] < range[0]) range.fill(NaN);
    this._ranges.set(key, range);
    return range;
  }

  /**
   * The events of a step, best first.
   * @param {number} step
   * @param {"score"|"confidence"} by
   * @returns {Int32Array} [open]; kept before hidden among equals
   */
  ranking(step, by = "score") {
    const { events } = this, values = events[by];
    return remembered(this._rankings, `${by} ${step}`, () =>
      Int32Array.from({ length: this.steps[step].open }, (_, i) => this.firstEvent[step] + i)
        .sort((one, other) => values[other] - values[one] || events.kept[other] - events.kept[one] || one - other));
  }

  /**
   * @param {number} frame
   * @returns {string} the phoneme spoken there, "" in the prompt and where there is none
   */
  phonemeAt(frame) {
    const index = this.phoneme[Math.floor((frame - this.promptFrames) / this.header.frames_per_semantic)];
    return index >= 0 ? this.header.phonemes[index] : "";
  }
}

/**
 * The latest few results of a calculation: stepping to and fro then costs nothing.
 * @template Key, Result
 * @param {Map<Key, Result>} cache
 * @param {Key} key
 * @param {() => Result} calculate
 * @returns {Result}
 */
function remembered(cache, key, calculate) {
  const found = cache.get(key) ?? calculate();
  cache.delete(key);
  cache.set(key, found);
  if (cache.size > STATES_REMEMBERED) cache.delete([...cache.keys()][0]);
  return found;
}
