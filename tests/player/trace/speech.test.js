import assert from "node:assert/strict";
import test from "node:test";

import { phonemeSpans, spanAt, wordSpans } from "../../../soundstorm/player/static/trace/speech.js";
import { madeUp } from "../made-up.js";

// Frames 2 to 15 are new speech, two a semantic token: h, h, nothing, i, i, h, h.
const trace = madeUp([], { frames: 16, prompt_frames: 2, frames_per_semantic: 2, phonemes: ["h", "i", "h"], words: [["hi", [0, 2]], ["–", [2, 2]], ["hm", [2, 3]]] });
trace.phoneme = Int16Array.from([0, 0, -1, 1, 1, 2, 2]);

test("neighbouring tokens of one phoneme are one span", () => {
  assert.deepEqual(phonemeSpans(trace), [
    { index: 0, text: "h", from: 2, to: 6 },
    { index: 1, text: "i", from: 8, to: 12 },
    { index: 2, text: "h", from: 12, to: 16 },
  ]);
});

test("a word lasts from its first to its last phoneme; one without any is nowhere", () => {
  const words = wordSpans(trace, phonemeSpans(trace));
  assert.deepEqual(words, [{ text: "hi", from: 2, to: 12 }, { text: "hm", from: 12, to: 16 }]);
  assert.equal(spanAt(words, 7)?.text, "hi");
  assert.equal(spanAt(words, 12)?.text, "hm");
  assert.equal(spanAt(words, 1), undefined);
});
