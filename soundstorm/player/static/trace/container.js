// The container of a trace file: magic, version, JSON header, sections. Nothing in it is ever executed, and no
// size that the file claims is believed before it is checked.

import { MAX_FILE_BYTES, MAX_HEADER_BYTES } from "./limits.js";

/** What is wrong with a file, as one sentence for the person who chose it. */
export class TraceFormatError extends Error {
  /** @param {string} sentence */
  constructor(sentence) {
    super(sentence);
    this.name = "TraceFormatError";
  }
}

/**
 * @typedef {typeof DTYPES} Dtypes
 * @typedef {Uint16Array|Uint32Array} Ids of tokens: the narrower one where it is wide enough
 * @typedef {Uint8Array|Uint16Array|Uint32Array|Int16Array} Numbers
 *
 * @typedef {object} SectionEntry as the header lists it
 * @property {string} name
 * @property {"raw"|"deflate"|"planes"} encoding
 * @property {string} [dtype]
 * @property {number[]} [shape]
 * @property {number} offset from the end of the header
 * @property {number} bytes
 * @property {string} [minus] name of the section that was subtracted
 * @property {string} [mime] of a media file
 *
 * @typedef {object} Section
 * @property {SectionEntry} entry
 * @property {Uint8Array<ArrayBuffer>} bytes still encoded
 * @property {Numbers} [values] once they were read
 *
 * @typedef {Map<string, Section>} Sections by name
 */

const MAGIC = "SSTRACE\n";
const TRACE_VERSION = 2;
const DTYPES = { uint8: Uint8Array, uint16: Uint16Array, uint32: Uint32Array, int16: Int16Array, float16: Uint16Array };

const FOREIGN = "This is no recorded run: choose a file that ends in .sstrace.";
const INCOMPLETE = "This recorded run is incomplete: copy or download it again.";

/** @param {string} what is wrong, as part of a sentence */
function damaged(what) {
  return new TraceFormatError(`This recorded run is damaged (${what}): record it again.`);
}

/**
 * @param {unknown} holds
 * @param {string} what is wrong unless it does, as part of a sentence
 * @returns {asserts holds}
 * @throws {TraceFormatError}
 */
export function insist(holds, what) {
  if (!holds) throw damaged(what);
}

/**
 * @param {ArrayBuffer} buffer a whole file
 * @returns {{header: any, body: Uint8Array<ArrayBuffer>}} the parsed header, not yet checked, and the bytes after it
 */
export function openTraceFile(buffer) {
  if (buffer.byteLength > MAX_FILE_BYTES) throw new TraceFormatError("This file is too large for a recorded run: choose a file that SoundStorm wrote.");
  const bytes = new Uint8Array(buffer);
  const start = String.fromCharCode(...bytes.subarray(0, MAGIC.length));
  if (start !== MAGIC) throw new TraceFormatError(FOREIGN);
  if (bytes.length < 16) throw new TraceFormatError(INCOMPLETE);
  const numbers = new DataView(buffer), version = numbers.getUint32(8, true), length = numbers.getUint32(12, true);
  if (version !== TRACE_VERSION) {
    throw new TraceFormatError(`This recorded run has version ${version}, but this player reads version ${TRACE_VERSION}: record it again with this SoundStorm.`);
  }
  insist(length <= MAX_HEADER_BYTES, "its header is too long");
  if (16 + length > bytes.length) throw new TraceFormatError(INCOMPLETE);
  return { header: parseHeader(bytes.subarray(16, 16 + length)), body: bytes.subarray(16 + length) };
}

/** @param {Uint8Array} bytes */
function parseHeader(bytes) {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw damaged("its header cannot be read");
  }
}

/**
 * Sections by name. They follow each other and fill the file, so that nothing can hide between them.
 * @param {SectionEntry[]} entries of the header, not yet checked
 * @param {Uint8Array<ArrayBuffer>} body
 * @returns {Sections}
 */
export function findSections(entries, body) {
  /** @type {Sections} */
  const sections = new Map();
  let offset = 0;
  for (const entry of entries) {
    insist(entry && typeof entry.name === "string" && !sections.has(entry.name), "a section has no name of its own");
    insist(entry.offset === offset && Number.isSafeInteger(entry.bytes) && entry.bytes >= 0, `section ${entry.name} is out of place`);
    insist(["raw", "deflate", "planes"].includes(entry.encoding), `section ${entry.name} has an unknown encoding`);
    sections.set(entry.name, { entry, bytes: body.subarray(offset, offset + entry.bytes) });
    offset += entry.bytes;
  }
  if (offset > body.length) throw new TraceFormatError(INCOMPLETE);
  insist(offset === body.length, "something stands behind its end");
  return sections;
}

/**
 * The type of a section's token ids: the narrower one where it is wide enough, and nothing else.
 * @param {Sections} sections
 * @param {string} name
 * @returns {"uint16"|"uint32"}
 */
export function idTypeOf(sections, name) {
  const dtype = sections.get(name)?.entry.dtype;
  insist(dtype === "uint16" || dtype === "uint32", `section ${name} has another shape`);
  return dtype;
}

/**
 * One section as numbers, of exactly the type and shape the header's counts ask for.
 * @template {keyof Dtypes} Dtype
 * @param {Sections} sections
 * @param {string} name
 * @param {Dtype} dtype
 * @param {number[]} shape
 * @returns {Promise<InstanceType<Dtypes[Dtype]>>} flat, row by row; float16 as bits
 */
export async function readSection(sections, name, dtype, shape) {
  const section = sections.get(name);
  insist(section, `section ${name} is missing`);
  const { entry, bytes } = section;
  insist(entry.dtype === dtype && isShape(entry.shape, shape), `section ${name} has another shape`);
  const Numbers = DTYPES[dtype], width = Numbers.BYTES_PER_ELEMENT, size = shape.reduce((product, side) => product * side, width);
  insist(entry.encoding !== "raw", `section ${name} is not packed`);
  const plain = await inflate(bytes, size, name);
  const values = new Numbers((entry.encoding === "planes" ? gatherPlanes(plain, width) : plain).buffer);
  if (entry.minus !== undefined) {
    const base = sections.get(entry.minus)?.values;
    insist(base && base.constructor === Numbers && base.length === values.length && dtype !== "float16", `section ${name} builds on one that is not there`);
    for (let at = 0; at < values.length; at++) values[at] += base[at];
  }
  section.values = values;
  return /** @type {InstanceType<Dtypes[Dtype]>} */ (values);
}

/**
 * All first bytes, then all second bytes, ... back to numbers of `width` bytes.
 * @param {Uint8Array<ArrayBuffer>} plain
 * @param {number} width
 */
function gatherPlanes(plain, width) {
  const count = plain.length / width, gathered = new Uint8Array(plain.length);
  for (let byte = 0; byte < width; byte++) {
    for (let at = 0; at < count; at++) gathered[at * width + byte] = plain[byte * count + at];
  }
  return gathered;
}

/**
 * Unpacks at most `size` bytes: a small file must not fill the memory.
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {number} size
 * @param {string} name of the section
 */
async function inflate(bytes, size, name) {
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate")).getReader();
  const plain = new Uint8Array(size);
  let filled = 0;
  try {
    for (let { value } = await reader.read(); value; { value } = await reader.read()) {
      if (filled + value.length > size) throw damaged(`section ${name} is longer than it says`);
      plain.set(value, filled);
      filled += value.length;
    }
  } catch (error) {
    reader.cancel().catch(() => {});
    throw error instanceof TraceFormatError ? error : damaged(`section ${name} cannot be unpacked`);
  }
  insist(filled === size, `section ${name} is shorter than it says`);
  return plain;
}

/**
 * @param {unknown} claimed
 * @param {number[]} shape
 */
export function isShape(claimed, shape) {
  return Array.isArray(claimed) && claimed.length === shape.length && claimed.every((side, at) => side === shape[at]);
}
