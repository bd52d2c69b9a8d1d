import assert from "node:assert/strict";
import test from "node:test";

import { createStore, frameShift, goToStep, growOn, pointAt, stepOf } from "../../soundstorm/player/static/store.js";
import { madeUp } from "./made-up.js";

const frames = [];
globalThis.requestAnimationFrame = (draw) => frames.push(draw);
const nextFrame = () => frames.splice(0).forEach((draw) => draw());

const sample = (frame, kept) => ({ frame, kept });
const slow = madeUp([
  { iteration: 1, iterations: 4, samples: [sample(1, true), sample(2), sample(3)] },
  { iteration: 2, iterations: 4, samples: [sample(2, true), sample(3)] },
  { iteration: 4, iterations: 4, samples: [sample(3, true)] },
]);
const fast = madeUp([
  { iteration: 1, iterations: 2, samples: [sample(1, true), sample(2), sample(3)] },
  { iteration: 2, iterations: 2, samples: [sample(2, true), sample(3, true)] },
]);

test("whoever subscribes hears of its own keys, once a change, and of nothing that stayed", () => {
  const store = createStore(), heard = [];
  const stop = store.subscribe(["step", "cell"], ({ step }) => heard.push(step));
  store.set({ step: 3, loop: true });
  store.set({ step: 3 });
  store.set({ loop: false });
  stop();
  store.set({ step: 4 });
  assert.deepEqual(heard, [3]);
});

test("a drawing is done now and once in the frame after changes, until the store closes", () => {
  const store = createStore(), drawn = [];
  store.draw(["step"], ({ step }) => drawn.push(step));
  nextFrame();
  store.set({ step: 1 });
  store.set({ step: 2 });
  nextFrame();
  store.set({ step: 3 });
  store.close();
  nextFrame();
  assert.deepEqual(drawn, [-1, 2]);
  assert.ok(store.signal.aborted);
});

test("a step is never beyond the ends, a cell is set only when it is another", () => {
  const store = createStore({ a: slow });
  for (const [wish, step] of [[1.4, 1], [-9, -1], [Infinity, 2]]) {
    goToStep(store, wish);
    assert.equal(store.get().step, step);
  }
  const heard = [];
  store.subscribe(["cell"], ({ cell }) => heard.push(cell));
  pointAt(store, "cell", { level: 1, frame: 2 });
  pointAt(store, "cell", { level: 1, frame: 2 });
  pointAt(store, "cell", null);
  assert.deepEqual(heard, [{ level: 1, frame: 2 }, null]);
});

test("B stands at the last step that is no further, and both end together", () => {
  // shares of the level done: 1/4, 2/4, 4/4 against 1/2, 2/2
  assert.deepEqual([-1, 0, 1, 2].map((step) => stepOf({ a: slow, b: fast, step }, "b")), [-1, -1, 0, 1]);
  assert.deepEqual([0, 1].map((step) => stepOf({ a: fast, b: slow, step }, "b")), [1, 2]);
  assert.equal(stepOf({ a: slow, b: null, step: 2 }, "b"), 2);
});

test("the start of B's new speech stands under that of A", () => {
  assert.equal(frameShift({ a: { promptFrames: 10 }, b: { promptFrames: 4 } }, "b"), 6);
  assert.equal(frameShift({ a: { promptFrames: 10 }, b: { promptFrames: 4 } }, "a"), 0);
});

test("a trace that grows is drawn anew and begins nothing anew", () => {
  const store = createStore({ a: madeUp([]), opened: 1 }), drawn = [], begun = [];
  store.draw(["a"], ({ a }) => drawn.push(a.steps.length));
  store.subscribe(["opened"], () => begun.push(1));
  nextFrame();
  goToStep(store, 5);
  assert.equal(store.get().step, -1); // before the first iteration there is nowhere to go
  store.set({ a: fast });
  nextFrame();
  goToStep(store, 1);
  assert.deepEqual([drawn, begun, store.get().step], [[0, 2], [], 1]);
});

test("whoever looks at the last step of a growing trace goes on with it, others keep their place", () => {
  const store = createStore({ a: madeUp([]), growing: true });
  growOn(store, fast, true);
  assert.deepEqual([store.get().step, store.get().growing], [1, true]);
  goToStep(store, 0);
  growOn(store, slow, false);
  assert.deepEqual([store.get().a, store.get().step, store.get().growing], [slow, 0, false]);
});
