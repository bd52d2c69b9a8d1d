import assert from "node:assert/strict";
import test from "node:test";

import { bringIntoView, panView, secondsBetweenMarks, timeAxis, zoomView } from "../../../soundstorm/player/static/grid/axis.js";
import { createStore } from "../../../soundstorm/player/static/store.js";

globalThis.requestAnimationFrame = () => 0;
const storeOf = (rest = {}) => createStore({ a: { frames: 100 }, ...rest });

test("frames lie evenly on the track, and the longer of two traces decides", () => {
  const trace = (frames, promptFrames) => ({ frames, promptFrames });
  const axis = timeAxis({ a: trace(100, 10), b: trace(50, 10), view: null }, 500);
  assert.deepEqual([axis.from, axis.to, axis.perFrame, axis.x(20), axis.frame(100)], [0, 100, 5, 100, 20]);
  // the new speech of both begins below each other, so 70 frames of it end at the 110th of the axis
  assert.equal(timeAxis({ a: trace(100, 40), b: trace(90, 20), view: null }, 500).to, 110);
  assert.equal(timeAxis({ a: trace(100, 20), b: trace(110, 40), view: null }, 500).to, 100);
  const zoomed = timeAxis({ a: { frames: 100 }, b: null, view: { from: 40, to: 60 } }, 500);
  assert.deepEqual([zoomed.perFrame, zoomed.x(40), zoomed.x(60), zoomed.frame(0)], [25, 0, 500, 40]);
});

test("zooming keeps the frame under the pointer in its place", () => {
  const store = storeOf();
  zoomView(store, 2, 25);
  assert.deepEqual(store.get().view, { from: 12.5, to: 62.5 }); // frame 25 is at a quarter before and after
  zoomView(store, 1 / 2, 25);
  assert.equal(store.get().view, null);
});

test("no zoom shows fewer than twelve frames, none goes beyond the ends", () => {
  const store = storeOf();
  zoomView(store, 1000, 0);
  assert.deepEqual(store.get().view, { from: 0, to: 12 });
  panView(store, -5);
  assert.deepEqual(store.get().view, { from: 0, to: 12 });
  panView(store, 1e6);
  assert.deepEqual(store.get().view, { from: 88, to: 100 });
});

test("without a pointer the chosen cell stays in its place, then the middle", () => {
  const chosen = storeOf({ cell: { level: 1, frame: 0 } });
  zoomView(chosen, 2);
  assert.deepEqual(chosen.get().view, { from: 0.25, to: 50.25 });
  const none = storeOf();
  zoomView(none, 2);
  assert.deepEqual(none.get().view, { from: 25, to: 75 });
});

test("a frame is brought into view by the shortest way, with two frames around it", () => {
  const store = storeOf({ view: { from: 20, to: 40 } });
  bringIntoView(store, 30);
  assert.deepEqual(store.get().view, { from: 20, to: 40 });
  bringIntoView(store, 50);
  assert.deepEqual(store.get().view, { from: 33, to: 53 });
  bringIntoView(store, 10);
  assert.deepEqual(store.get().view, { from: 8, to: 28 });
});

test("marks stand at round numbers of seconds, as near as there is room", () => {
  assert.equal(secondsBetweenMarks(1400, 70), 0.05);
  assert.equal(secondsBetweenMarks(100, 70), 1);
  assert.equal(secondsBetweenMarks(10, 70), 10);
  assert.equal(secondsBetweenMarks(0.1, 70), 600);
});
