// A trace file, read and checked.

import { checkEdit, checkEvents } from "./check.js";
import { findSections, idTypeOf, insist, isShape, openTraceFile, readSection } from "./container.js";
import { widenHalves } from "./float16.js";
import { checkHeader } from "./header.js";
import { Trace } from "./trace.js";

/**
 * @import { TraceHeader, TraceStep } from "./header.js"
 * @import { Sections } from "./container.js"
 * @import { Events, Sound } from "./trace.js"
 */

const OPUS = "audio/ogg;codecs=opus";
const OGG = [...new TextEncoder().encode("OggS")];

/**
 * Read a trace file; nothing is returned before all of it is checked.
 * @param {ArrayBuffer} buffer
 * @returns {Promise<Trace>}
 * @throws {Error} a TraceFormatError, whose message is a sentence for whoever chose the file
 */
export async function parseTrace(buffer) {
  const { header: claimed, body } = openTraceFile(buffer);
  checkHeader(claimed);
  /** @type {TraceHeader} */
  const header = claimed;
  const sections = findSections(header.sections, body), { given, semantic, phoneme } = await readStart(header, sections);
  const events = await readEvents(header, header.steps, sections);
  checkEvents(header, given, events);
  checkEdit(header, events);
  const spectrograms = await readSpectrograms(header, sections);
  const sounds = readSounds(header, sections);
  return new Trace(header, given, semantic, phoneme, events, spectrograms, sounds);
}

/** @param {TraceHeader} header */
function idsOf(header) {
  return header.codebook_size < 2 ** 16 ? "uint16" : "uint32";
}

/**
 * What the decoding started from.
 * @param {TraceHeader} header
 * @param {Sections} sections
 */
export async function readStart(header, sections) {
  const { levels, frames, prompt_frames: promptFrames, frames_per_semantic: span } = header;
  const given = await readSection(sections, "given", idsOf(header), [levels, frames]);
  const semantic = await readSection(sections, "semantic", idTypeOf(sections, "semantic"), [Math.floor(frames / span)]);
  const phoneme = await readSection(sections, "phoneme", "int16", [Math.floor((frames - promptFrames) / span)]);
  insist(phoneme.every((index) => index >= -1 && index < header.phonemes.length), "a phoneme is out of range");
  return { given, semantic, phoneme };
}

/**
 * The events of some steps, not yet checked.
 * @param {TraceHeader} header
 * @param {TraceStep[]} steps
 * @param {Sections} sections
 * @returns {Promise<Events>}
 */
export async function readEvents(header, steps, sections) {
  const { candidates } = header, ids = idsOf(header), count = steps.reduce((sum, step) => sum + step.open, 0);
  const halves = async (/** @type {string} */ name, /** @type {number[]} */ ...shape) => widenHalves(await readSection(sections, name, "float16", shape));
  const written = sections.has("written") ? { written: await readSection(sections, "written", "uint32", [count]) } : {};
  return {
    ...written,
    frame: await readSection(sections, "frame", "uint16", [count]),
    sampled: await readSection(sections, "sampled", ids, [count]),
    kept: await readSection(sections, "kept", "uint8", [count]),
    confidence: await halves("confidence", count),
    score: await halves("score", count),
    entropy: await halves("entropy", count),
    candidateIds: await readSection(sections, "candidate_ids", ids, [count, candidates]),
    candidateProbabilities: await halves("candidate_probabilities", count, candidates),
  };
}

/**
 * @param {TraceHeader} header
 * @param {Sections} sections
 */
async function readSpectrograms({ spectrogram, levels, frames, prompt_frames: promptFrames }, sections) {
  /** @type {Uint8Array[]} */
  const pictures = [];
  if (!spectrogram) return pictures;
  for (let level = 1; level <= levels; level++) {
    pictures.push(await readSection(sections, `spectrogram.${level}`, "uint8", [spectrogram.bands, frames - promptFrames]));
  }
  return pictures;
}

/**
 * What is left when the numbers were read: media files under the names that a trace has for them.
 * @param {TraceHeader} header
 * @param {Sections} sections
 * @returns {Map<string, Sound>}
 */
export function readSounds({ levels }, sections) {
  const possible = new Set(["audio.prompt"]), sounds = new Map();
  for (let level = 1; level <= levels; level++) possible.add(`audio.${level}`).add(level > 1 ? `difference.${level}` : "audio.1");
  for (const [name, { entry, bytes, values }] of sections) {
    if (values) continue;
    insist(possible.has(name), "it holds sections that no recorded run has");
    insist(entry.encoding === "raw" && entry.mime === OPUS && entry.dtype === "uint8" && isShape(entry.shape, [bytes.length]), `section ${name} is no sound`);
    insist(OGG.every((letter, at) => bytes[at] === letter), "it holds sounds that are not Ogg");
    sounds.set(name, { mime: entry.mime, bytes });
  }
  return sounds;
}
