import assert from "node:assert/strict";
import test from "node:test";

import { State } from "../../../soundstorm/player/static/trace/states.js";
import { madeUp } from "../made-up.js";

const trace = madeUp([
  {
    iteration: 1, iterations: 2,
    samples: [{ frame: 1, token: 5, kept: true, score: -1 }, { frame: 2, token: 6, score: -3 }, { frame: 3, token: 7, score: -2 }],
  },
  { iteration: 2, iterations: 2, samples: [{ frame: 2, token: 8, kept: true, score: -1 }, { frame: 3, token: 9, kept: true, score: -1 }] },
  { level: 3, iteration: 1, iterations: 1, samples: [{ frame: 1, token: 4, kept: true }] },
]);
const level1 = (values) => [...values.slice(0, 4)];

test("the grid before the first step, after each, and what was sampled only to be hidden", () => {
  const { PROMPT, MASKED, CANDIDATE, NOW, EARLIER } = State;
  const before = trace.stateAt(-1), first = trace.stateAt(0), second = trace.stateAt(1);
  assert.deepEqual(level1(before.state), [PROMPT, MASKED, MASKED, MASKED]);
  assert.deepEqual(level1(first.state), [PROMPT, NOW, CANDIDATE, CANDIDATE]);
  assert.deepEqual(level1(first.codes), [1, 5, 32, 32]);
  assert.deepEqual(level1(first.shown), [1, 5, 6, 7]);
  assert.deepEqual(level1(second.state), [PROMPT, EARLIER, NOW, NOW]);
  assert.deepEqual(level1(second.codes), [1, 5, 8, 9]);
  assert.deepEqual(level1(second.keptStep), [-1, 0, 1, 1]);
});

test("a cell is found in the steps that opened it", () => {
  assert.deepEqual(trace.history(1, 2), [{ step: 0, event: 1 }, { step: 1, event: 3 }]);
  assert.deepEqual([trace.eventAt(0, 1, 0), trace.eventAt(0, 2, 1), trace.eventAt(2, 3, 1), trace.eventAt(-1, 1, 1)], [-1, -1, 5, -1]);
  assert.deepEqual([1, 2, 3].map((level) => [trace.firstStep(level), trace.lastStep(level)]), [[0, 1], [-1, -1], [2, 2]]);
});

test("the best come first, kept before hidden among equals", () => {
  assert.deepEqual([...trace.ranking(0)], [0, 2, 1]);
  const tied = madeUp([{ iteration: 1, iterations: 2, samples: [{ frame: 1, score: -1 }, { frame: 2, score: -1, kept: true }] }]);
  assert.deepEqual([...tied.ranking(0)], [1, 0]);
});

test("noise is what the score has beyond the log confidence, and unknown where that is not", () => {
  const samples = [{ frame: 1, kept: true, confidence: 0.25, score: -0.5 }, { frame: 2, confidence: 0, score: -9 }];
  const noisy = madeUp([{ iteration: 1, iterations: 2, samples }]);
  assert.ok(Math.abs((noisy.cellAt(0, 1, 1).noise ?? NaN) - (-0.5 + Math.log(4))) < 1e-9);
  assert.equal(noisy.cellAt(0, 1, 2).noise, null);
});

test("a decoding that has not begun can be asked about every cell", () => {
  const { state, confidence, token } = madeUp([]).cellAt(-1, 2, 3);
  assert.deepEqual([state, confidence, token], [State.MASKED, null, null]);
});
