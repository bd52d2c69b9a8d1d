// Plays the sounds of traces. A place is in seconds from the start of the new speech; the voice prompt before it
// has negative places. Loudness is never changed: what a level adds is as loud as it is.

import { decodeSound } from "./hearing.js";

const FADE_SECONDS = 0.008; // in and out, so that switching does not click
const LEAD_SECONDS = 0.02; // to get ready for a sound; meanwhile what sounded goes on, then one fades into the other

/**
 * @import { Trace } from "../trace/trace.js"
 *
 * @typedef {{name: string, starts: number}} Part one sound of a trace and the place where it starts, in seconds
 *
 * @typedef {object} Voice what sounds
 * @property {AudioBufferSourceNode[]} sources
 * @property {GainNode} gain
 * @property {number} from the place where it began
 * @property {number} at when that was, on the clock of the context
 * @property {number} ends the place where it ends
 */

export class Speaker {
  /** @param {() => void} onEnd when the last part has been heard to its end */
  constructor(onEnd) {
    this._onEnd = onEnd;
    /** @type {AudioContext|null} */
    this._context = null;
    /** @type {Voice|null} */
    this._voice = null;
    this._place = 0;
    this._request = 0;
  }

  /** @returns {number} the place that is heard now, or where `play` would go on */
  get place() {
    if (!this._voice || !this._context) return this._place;
    return Math.min(this._voice.from + Math.max(0, this._context.currentTime - this._voice.at), this._voice.ends);
  }

  /**
   * Play from a place; what sounds already goes on until these sounds are ready, and hands its place over.
   * @param {Trace} trace
   * @param {Part[]} parts
   * @param {number} [from] the place to start at; where the sound is, without
   */
  async play(trace, parts, from) {
    const request = ++this._request, context = this._context ??= new AudioContext();
    context.resume();
    let ready;
    try {
      ready = await Promise.all(parts.map(async ({ name, starts }) => ({ buffer: await decodeSound(trace, name), starts })));
    } catch (error) {
      if (request === this._request) this.pause();
      throw error;
    }
    if (request !== this._request) return;
    const ends = Math.max(...ready.map(({ buffer, starts }) => starts + buffer.duration));
    const first = Math.min(...ready.map(({ starts }) => starts)), at = context.currentTime + LEAD_SECONDS;
    const wanted = from ?? (this._voice ? this.place + LEAD_SECONDS : this.place);
    this._silence(at);
    this._start(context, ready, wanted >= ends || wanted < first ? Math.max(first, 0) : wanted, ends, at);
  }

  /**
   * @param {AudioContext} context
   * @param {{buffer: AudioBuffer, starts: number}[]} ready
   * @param {number} from place
   * @param {number} ends place
   * @param {number} at when, on the clock of the context
   */
  _start(context, ready, from, ends, at) {
    const gain = context.createGain();
    gain.gain.setValueAtTime(0, at);
    gain.gain.linearRampToValueAtTime(1, at + FADE_SECONDS);
    gain.connect(context.destination);
    const sources = ready.filter(({ buffer, starts }) => starts + buffer.duration > from).map(({ buffer, starts }) => {
      const source = context.createBufferSource();
      source.buffer = buffer;
      source.connect(gain);
      source.start(at + Math.max(0, starts - from), Math.max(0, from - starts));
      return { source, ends: starts + buffer.duration };
    });
    const voice = this._voice = { sources: sources.map(({ source }) => source), gain, from, at, ends };
    const last = sources.find((one) => one.ends === ends)?.source;
    last?.addEventListener("ended", () => {
      if (this._voice !== voice) return;
      this._voice = null;
      this._place = 0;
      this._onEnd();
    });
  }

  /** Stop; the place is remembered. */
  pause() {
    this._request++;
    this._silence();
    this._voice = null;
  }

  /**
   * Move to a place while nothing sounds.
   * @param {number} place
   */
  seek(place) {
    this._place = place;
  }

  /** @param {number} [at] when, on the clock of the context; now, without */
  _silence(at) {
    this._place = this.place;
    if (!this._voice || !this._context) return;
    const { sources, gain } = this._voice, ends = at ?? this._context.currentTime;
    gain.gain.cancelScheduledValues(ends);
    gain.gain.setValueAtTime(gain.gain.value, ends);
    gain.gain.linearRampToValueAtTime(0, ends + FADE_SECONDS);
    sources.forEach((source) => source.stop(ends + FADE_SECONDS));
  }

  /** Stop for good and give the sound card back. */
  close() {
    this.pause();
    this._context?.close();
  }
}
