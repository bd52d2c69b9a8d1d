import assert from "node:assert/strict";
import test from "node:test";

import { plannedSteps, stepAxis } from "../../../soundstorm/player/static/steps/axis.js";

const traceOf = (...iterations) => ({ steps: iterations.flatMap((count, index) => Array.from({ length: count }, () => ({ level: index + 1 }))) });
const near = (one, other) => assert.ok(Math.abs(one - other) < 1e-9, `${one} is not ${other}`);

test("levels share the width by their iterations, after 2 % for the state before the first", () => {
  const { bands, left } = stepAxis(traceOf(6, 2), 1000);
  assert.deepEqual(bands.map(({ level, first, end }) => [level, first, end]), [[1, 0, 6], [2, 6, 8]]);
  assert.deepEqual([left(-1), left(8)], [0, 1000]);
  near(left(0), 20);
  near(bands[0].width, 735); // 6/8 of 980
  near(left(3), 20 + 735 / 2);
});

test("a level of one iteration keeps 4.5 % of the width, or 25 pixels where that is more", () => {
  const paper = traceOf(16, ...Array(11).fill(1)); // one iteration would have 1/27, 3.7 %
  const wide = stepAxis(paper, 1000).bands;
  for (const band of wide.slice(1)) near(band.width, 0.045 * 980);
  assert.equal(wide.length, 12);
  near(wide.reduce((sum, { width }) => sum + width, 0), 980);
  const narrow = stepAxis(paper, 360).bands;
  near(narrow[5].width, 25);
  near(narrow.reduce((sum, { width }) => sum + width, 0), 0.98 * 360);
});

test("every place belongs to the step that covers it", () => {
  const axis = stepAxis(traceOf(3, 1, 1), 500);
  assert.equal(axis.at(-5), -1);
  assert.equal(axis.at(0), -1);
  for (let step = 0; step < 5; step++) {
    assert.equal(axis.at(axis.left(step) + 0.1), step);
    assert.equal(axis.at(axis.left(step + 1) - 0.1), step);
  }
  assert.equal(axis.at(9999), 4);
});

test("a trace that has not begun has a place before its first step alone", () => {
  const axis = stepAxis(traceOf(), 500);
  assert.deepEqual([axis.bands, axis.left(-1), axis.left(0), axis.at(400)], [[], 0, 500, -1]);
});

test("while a trace grows its schedule's steps to come have their places, too", () => {
  const a = { header: { schedule: { iterations: [3, 1, 2] } }, steps: [{ level: 1, iteration: 1, iterations: 3, masked: 5 }] };
  const levels = (state) => plannedSteps(state).steps.map(({ level }) => level);
  assert.deepEqual(levels({ a, growing: true }), [1, 1, 1, 2, 3, 3]);
  assert.deepEqual(levels({ a, growing: false }), [1]);
  assert.deepEqual(levels({ a: { ...a, steps: [] }, growing: true }), [1, 1, 1, 2, 3, 3]);
  const early = { ...a, steps: [{ level: 1, iteration: 1, iterations: 3, masked: 0 }] }; // fewer tokens than iterations
  assert.deepEqual(levels({ a: early, growing: true }), [1, 2, 3, 3]);
  assert.deepEqual(levels({ a: null, growing: true }), []);
});
