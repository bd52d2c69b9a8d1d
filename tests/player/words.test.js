import assert from "node:assert/strict";
import test from "node:test";

import { counted, decimal, percentText, secondsText } from "../../soundstorm/player/static/numbers.js";
import { headline, placeInTime, readBoth, readCell, speakCell, summary } from "../../soundstorm/player/static/words.js";
import { madeUp } from "./made-up.js";

const a = madeUp([{ iteration: 1, iterations: 2, samples: [{ frame: 1, token: 5, kept: true, confidence: 0.5 }, { frame: 2 }, { frame: 3 }] }]);

test("numbers are written as people write them", () => {
  assert.deepEqual([-1.234, -Infinity, null, NaN].map((value) => decimal(value)), ["−1.23", "−∞", "unknown", "unknown"]);
  assert.equal(secondsText(-0.4), "−0.40 s");
  assert.deepEqual([0, 0.004, 0.5, 1].map(percentText), ["0 %", "0.4 %", "50 %", "100 %"]);
  assert.deepEqual([counted(1, "pass", "passes"), counted(1200, "token")], ["1 pass", "1,200 tokens"]);
});

test("where the decoding stands and what the step did", () => {
  assert.deepEqual([headline({ a: null, step: -1 }), summary({ a: null, step: -1 })], ["No decoding yet", ""]);
  assert.deepEqual([headline({ a, step: -1 }), summary({ a, step: -1 })], ["Before the first iteration", "12 tokens are masked"]);
  assert.deepEqual([headline({ a, step: 0 }), summary({ a, step: 0 })], ["Level 1 of 4, iteration 1 of 2", "1 of 3 tokens kept, 2 hidden again"]);
});

test("a cell spoken, pointed at, and read in two decodings", () => {
  assert.equal(speakCell(a, 0, { level: 1, frame: 1 }), "Level 1, frame 1, kept now, token 5, confidence 0.50.");
  assert.equal(speakCell(a, 0, { level: 2, frame: 1 }), "Level 2, frame 1, masked.");
  assert.equal(readCell(a, 0, { level: 1, frame: 1 }), "Level 1, frame 1 · 0.00 s · kept now · token 5 · confidence 0.50 · entropy 1.00 nats");
  assert.deepEqual([0, 3].map((frame) => placeInTime(a, frame)), ["0.00 s of the prompt", "0.04 s"]);
  const b = madeUp([{ iteration: 1, iterations: 1, samples: [{ frame: 2, token: 9, kept: true }] }], { prompt_frames: 2 });
  assert.equal(readBoth({ a, b, step: 0 }, { level: 1, frame: 1 }), "Level 1, frame 1: A has token 5, B has token 9.");
  assert.equal(readBoth({ a, b, step: 0 }, { level: 1, frame: 3 }), "Level 1, frame 3: A has a masked token, B has nothing.");
});
