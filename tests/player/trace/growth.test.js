import assert from "node:assert/strict";
import test from "node:test";
import { deflateSync } from "node:zlib";

import { beginTrace, growTrace } from "../../../soundstorm/player/static/trace/growth.js";
import { State } from "../../../soundstorm/player/static/trace/states.js";
import { madeUp } from "../made-up.js";

const OPUS = "audio/ogg;codecs=opus";

/** A container as docs/trace.md has it. */
function pack(header, sections) {
  let offset = 0;
  const bodies = [], entries = Object.entries(sections).map(([name, { dtype, shape, values, mime }]) => {
    const body = mime ? Buffer.from(values) : deflateSync(Buffer.from(values.buffer, values.byteOffset, values.byteLength));
    bodies.push(body);
    offset += body.length;
    const place = { name, offset: offset - body.length, bytes: body.length };
    return mime ? { ...place, encoding: "raw", mime, dtype: "uint8", shape: [values.length] } : { ...place, encoding: "deflate", dtype, shape };
  });
  const text = Buffer.from(JSON.stringify({ ...header, sections: entries })), start = Buffer.alloc(16);
  start.write("SSTRACE\n");
  start.writeUInt32LE(2, 8);
  start.writeUInt32LE(text.length, 12);
  return Uint8Array.from(Buffer.concat([start, text, ...bodies])).buffer;
}

const whole = madeUp([
  { iteration: 1, iterations: 2, samples: [{ frame: 1, token: 5, kept: true }, { frame: 2, token: 6 }, { frame: 3, token: 7 }] },
  { iteration: 2, iterations: 2, samples: [{ frame: 2, token: 8, kept: true }, { frame: 3, token: 9, kept: true }] },
  { level: 2, iteration: 1, iterations: 1, samples: [1, 2, 3].map((frame) => ({ frame, token: 10 + frame, kept: true })) },
], { title: "", transcript: "", timings: {}, spectrogram: { bands: 2, low_db: -80, high_db: 0, fmin: 0, fmax: 8000 } });
whole.steps.forEach((step) => { step.seconds = 0; });

const firstPiece = (steps) => pack({ ...whole.header, steps }, {
  given: { dtype: "uint16", shape: [4, 4], values: whole.given },
  semantic: { dtype: "uint16", shape: [4], values: whole.semantic },
  phoneme: { dtype: "int16", shape: [3], values: whole.phoneme },
});
const first = firstPiece([]);

/** Half precision of the few numbers that stand in `whole`. */
const HALF = { 0: 0, 0.5: 0x3800, 1: 0x3c00 };
const halves = (values) => Uint16Array.from(values, (value) => HALF[value]);

function piece(from, to, more = {}) {
  const { events } = whole, [start, end] = [whole.firstEvent[from], whole.firstEvent[to]], count = end - start;
  const part = (name, dtype, times = 1) => {
    const values = events[name].slice(start * times, end * times);
    return { dtype, shape: times > 1 ? [count, times] : [count], values: dtype === "float16" ? halves(values) : values };
  };
  const sections = to > from && {
    frame: part("frame", "uint16"), sampled: part("sampled", "uint16"), kept: part("kept", "uint8"), confidence: part("confidence", "float16"),
    score: part("score", "float16"), entropy: part("entropy", "float16"), candidate_ids: part("candidateIds", "uint16", 2),
    candidate_probabilities: part("candidateProbabilities", "float16", 2),
  };
  return pack({ steps: whole.steps.slice(from, to), timings: { acoustic: to } }, { ...sections, ...more });
}

const picture = { dtype: "uint8", shape: [2, 3], values: Uint8Array.from([1, 2, 3, 4, 5, 6]) };

test("the pieces of a decoding add up to its trace", async () => {
  const begun = await beginTrace(first);
  assert.deepEqual([...begun.stateAt(-1).state.slice(0, 4)], [State.PROMPT, State.MASKED, State.MASKED, State.MASKED]);
  const one = await growTrace(begun, piece(0, 1)), all = await growTrace(one, piece(1, 3));
  assert.deepEqual([begun.steps.length, one.steps.length, all.steps.length], [0, 1, 3]);
  assert.deepEqual(all.events, whole.events);
  for (const step of [-1, 0, 1, 2]) assert.deepEqual(all.stateAt(step), whole.stateAt(step));
  assert.deepEqual(all.header.timings, { acoustic: 3 });
});

test("a level can be heard and seen when its piece has come, and nothing is lost by the next", async () => {
  const sound = { mime: OPUS, values: [...new TextEncoder().encode("OggS.")] };
  const one = await growTrace(await beginTrace(first), piece(0, 2, { "spectrogram.1": picture, "audio.1": sound }));
  const all = await growTrace(one, piece(2, 3, { "spectrogram.2": picture, "audio.2": sound, "difference.2": sound }));
  assert.deepEqual([...one.sounds.keys()], ["audio.1"]);
  assert.deepEqual([...all.sounds.keys()], ["audio.1", "audio.2", "difference.2"]);
  assert.deepEqual(all.spectrograms, [picture.values, picture.values]);
  assert.equal(all.sounds.get("audio.1"), one.sounds.get("audio.1")); // it need not be decoded again
});

test("pieces out of order are refused", async () => {
  const begun = await beginTrace(first);
  await assert.rejects(growTrace(begun, piece(1, 2)), /opened other tokens/);
  await assert.rejects(growTrace(begun, piece(0, 1, { "spectrogram.2": picture })), /out of order/);
  await assert.rejects(beginTrace(firstPiece(whole.steps)), /begins with a step/);
});
