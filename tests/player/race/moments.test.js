// When the tokens of a race are there.

import assert from "node:assert/strict";
import { test } from "node:test";
import { countAt, momentsOf } from "../../../soundstorm/player/static/race/moments.js";
import { madeUp } from "../made-up.js";

const sample = (frame, kept = true) => ({ frame, kept });

test("tokens of a wave are there when its step ends", () => {
  const trace = madeUp([
    { iteration: 1, iterations: 2, samples: [sample(1), sample(2, false), sample(3)] },
    { iteration: 2, iterations: 2, samples: [sample(2)] },
  ]);
  trace.steps.forEach((step, s) => { step.seconds = [0.5, 0.25][s]; });
  const moments = momentsOf(trace);
  assert.deepEqual([...moments.cells.slice(0, 3)], [0.5, 0.75, 0.5]);
  assert.equal(moments.end, 0.75);
  assert.deepEqual([0.4, 0.5, 0.8].map((now) => countAt(moments, now)), [0, 2, 3]);
});

test("tokens that were written one by one are there when they were written", () => {
  const trace = madeUp([
    { level: 1, iteration: 1, iterations: 1, samples: [sample(1), sample(2), sample(3)] },
    { level: 2, iteration: 1, iterations: 1, samples: [sample(1), sample(2), sample(3)] },
  ]);
  trace.steps.forEach((step) => { step.seconds = 9; });
  trace.events.written = Uint32Array.from([100_000, 300_000, 500_000, 200_000, 400_000, 600_000]);
  const moments = momentsOf(trace);
  assert.deepEqual([...moments.cells.slice(0, 6)], [0.1, 0.3, 0.5, 0.2, 0.4, 0.6]);
  assert.deepEqual([0.1, 0.2, 0.35, 9].map((now) => countAt(moments, now)), [1, 2, 3, 6]);
});
