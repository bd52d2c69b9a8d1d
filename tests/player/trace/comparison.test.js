import assert from "node:assert/strict";
import test from "node:test";

import { compareCells, Difference, differingSettings } from "../../../soundstorm/player/static/trace/comparison.js";
import { madeUp } from "../made-up.js";

const sample = (frame, token) => ({ frame, token, kept: true });
const step = (...samples) => ({ iteration: 1, iterations: 1, samples });
const a = madeUp([step(sample(1, 5), sample(2, 6), sample(3, 7))]);

test("cells are the same, different, or not known in both", () => {
  const b = madeUp([step(sample(1, 5), sample(2, 8), { frame: 3, token: 7 })]);
  const { marks, levels, frames, counts, different, known } = compareCells(a, 0, b, 0);
  const { SAME, DIFFERENT, UNKNOWN } = Difference;
  assert.deepEqual([levels, frames, different, known], [4, 3, 1, 2]);
  assert.deepEqual([...marks.subarray(0, 6)], [SAME, DIFFERENT, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN]);
  assert.deepEqual(counts[0], { level: 1, different: 1, known: 2 });
  assert.deepEqual(compareCells(a, -1, b, 0).known, 0);
});

test("frames are counted from the start of the new speech", () => {
  // b has a prompt of two frames, so its frame 2 stands under frame 1 of a
  const b = madeUp([step(sample(2, 5), sample(3, 9))], { prompt_frames: 2 });
  const { marks, frames, different, known } = compareCells(a, 0, b, 0);
  assert.deepEqual([frames, different, known], [2, 1, 2]);
  assert.deepEqual([...marks.subarray(0, 2)], [Difference.SAME, Difference.DIFFERENT]);
});

test("only the settings that differ are named", () => {
  const same = madeUp([step(sample(1, 5))]);
  assert.deepEqual(differingSettings(a, same), []);
  const other = madeUp([], {
    seed: 8, transcript: "Hello.", schedule: { iterations: [6, 1, 1, 1], shape: "linear", temperature: 0.5, noise: 1, guidance: 1 },
    edit: { kind: "region", cells: 3 },
  });
  assert.deepEqual(differingSettings(a, other), [
    ["Transcript", "none", "Hello."],
    ["Seed", "7", "8"],
    ["Iterations", "3, 1, 1, 1", "6, 1, 1, 1"],
    ["Schedule", "cosine", "linear"],
    ["Temperature", "1", "0.5"],
    ["Guidance", "0", "1"],
    ["Edit", "none", "region, cells 3"],
  ]);
});

test("another recording of the same length is another prompt", () => {
  const other = madeUp([step(sample(1, 5))]);
  other.given[0] = 9;
  assert.deepEqual(differingSettings(a, other), [["Voice prompt", "0.02 s", "0.02 s, another recording"]]);
  other.given[0] = a.given[0];
  other.semantic[2] = 1;
  assert.deepEqual(differingSettings(a, other), [["Semantic tokens", "3", "3, others"]]);
});
