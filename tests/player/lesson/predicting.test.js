import assert from "node:assert/strict";
import test from "node:test";

import { judgedRightly, nextQuestion } from "../../../soundstorm/player/static/lesson/predicting.js";
import { madeUp } from "../made-up.js";

/** A step of `count` samples from frame 1 on, the first `kept` of them kept, the earlier the better. */
const step = (iteration, count, kept) => ({
  iteration, iterations: 3, samples: Array.from({ length: count }, (_, index) => ({ frame: index + 1, kept: index < kept, score: -index })),
});
const long = { frames: 31 };

test("three kept and three hidden cells are asked about, in order of their frames, from every part of the ranking", () => {
  const { step: asked, cells, picked, revealed } = nextQuestion(madeUp([step(1, 30, 15)], long), -1);
  assert.deepEqual([asked, picked.size, revealed], [0, 0, false]);
  // the first of each third of the kept ones (frames 1 to 15), then of the hidden ones
  assert.deepEqual(cells.map(({ frame }) => frame), [1, 6, 11, 16, 21, 26]);
  assert.deepEqual(cells.map(({ kept }) => kept), [true, true, true, false, false, false]);
});

test("where few are kept, more of the hidden are asked about", () => {
  const { cells } = nextQuestion(madeUp([step(1, 30, 1)], long), -1);
  assert.deepEqual(cells.map(({ kept }) => kept), [true, false, false, false, false, false]);
  const many = nextQuestion(madeUp([step(1, 30, 29)], long), -1).cells;
  assert.deepEqual(many.map(({ kept }) => kept), [true, true, true, true, true, false]);
});

test("cells stand in order of their frames, however good they are", () => {
  const reversed = step(1, 30, 0);
  reversed.samples.forEach((sample, index) => Object.assign(sample, { score: index, kept: index >= 15 }));
  const { cells } = nextQuestion(madeUp([reversed], long), -1);
  assert.deepEqual(cells.map(({ frame }) => frame), [5, 10, 15, 20, 25, 30]);
});

test("the next step that keeps some and hides others is asked about, if there is one", () => {
  const trace = madeUp([step(1, 30, 10), step(2, 20, 10), step(3, 10, 10)], long);
  assert.deepEqual([-1, 0, 1].map((from) => nextQuestion(trace, from)?.step), [0, 1, undefined]);
});

test("right is who said of a cell what happened to it", () => {
  const question = { ...nextQuestion(madeUp([step(1, 30, 15)], long), -1), picked: new Set([0, 20]) };
  assert.deepEqual(question.cells.map((cell) => judgedRightly(question, cell)), [true, false, false, true, false, true]);
});
