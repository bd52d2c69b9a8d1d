// A trace that grows while it is decoded: pieces come in the order in which soundstorm/trace/growth.py wrote them.

import { checkEvents } from "./check.js";
import { findSections, insist, openTraceFile, readSection } from "./container.js";
import { checkStart, checkSteps } from "./header.js";
import { readEvents, readSounds, readStart } from "./read.js";
import { Trace } from "./trace.js";

/**
 * @import { Sections } from "./container.js"
 * @import { TraceHeader } from "./header.js"
 * @import { Events } from "./trace.js"
 */

const PICTURE = /^spectrogram\.(\d+)$/;

/**
 * The trace before its first step.
 * @param {ArrayBuffer} buffer the first piece
 * @returns {Promise<Trace>}
 * @throws {Error} a TraceFormatError
 */
export async function beginTrace(buffer) {
  const { header, body } = openTraceFile(buffer);
  checkStart(header);
  insist(Array.isArray(header.steps) && !header.steps.length, "it begins with a step");
  const { given, semantic, phoneme } = await readStart(header, findSections(header.sections, body));
  return new Trace(header, given, semantic, phoneme, emptyEvents(given), [], new Map());
}

/**
 * The trace with what a piece adds; the one before stays as it is.
 * @param {Trace} trace
 * @param {ArrayBuffer} buffer
 * @returns {Promise<Trace>}
 * @throws {Error} a TraceFormatError
 */
export async function growTrace(trace, buffer) {
  const piece = openTraceFile(buffer), sections = findSections(piece.header.sections, piece.body), gained = piece.header.steps;
  /** @type {TraceHeader} */
  const header = { ...trace.header, timings: piece.header.timings, steps: [...trace.steps, ...gained] };
  let { events } = trace;
  if (gained.length) {
    checkSteps(header);
    events = joined(events, await readEvents(header, gained, sections));
    checkEvents(header, trace.given, events);
  }
  const spectrograms = await joinSpectrograms(trace, sections), sounds = new Map([...trace.sounds, ...readSounds(header, sections)]);
  return new Trace(header, trace.given, trace.semantic, trace.phoneme, events, spectrograms, sounds);
}

/**
 * @param {Events["sampled"]} given of the type that token ids have
 * @returns {Events}
 */
function emptyEvents(given) {
  const ids = given.slice(0, 0), none = new Float32Array();
  return {
    frame: new Uint16Array(), sampled: ids, kept: new Uint8Array(), confidence: none, score: none, entropy: none,
    candidateIds: ids, candidateProbabilities: none,
  };
}

/**
 * @param {Events} before
 * @param {Events} after
 * @returns {Events}
 */
function joined(before, after) {
  const names = /** @type {Exclude<keyof Events, "written">[]} */ (Object.keys(before)); // the page's clock tells the time meanwhile
  return /** @type {Events} */ (Object.fromEntries(names.map((name) => {
    const first = before[name], second = after[name], both = new (/** @type {any} */ (second.constructor))(first.length + second.length);
    both.set(first);
    both.set(second, first.length);
    return [name, both];
  })));
}

/**
 * The spectrograms with those of a piece, which come level by level.
 * @param {Trace} trace
 * @param {Sections} sections
 */
async function joinSpectrograms({ header, frames, promptFrames, spectrograms }, sections) {
  const all = [...spectrograms];
  for (const name of sections.keys()) {
    const level = Number(PICTURE.exec(name)?.[1] ?? 0);
    if (!level) continue;
    insist(header.spectrogram && level === all.length + 1, "its spectrograms are out of order");
    all.push(await readSection(sections, name, "uint8", [header.spectrogram.bands, frames - promptFrames]));
  }
  return all;
}
