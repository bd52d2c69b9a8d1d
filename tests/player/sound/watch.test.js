import assert from "node:assert/strict";
import test from "node:test";

import { createStore } from "../../../soundstorm/player/static/store.js";
import { hearScenes, promptScene, speechScene, watchScenes } from "../../../soundstorm/player/static/sound/watch.js";
import { madeUp } from "../made-up.js";

const samples = Array.from({ length: 200 }, (_, frame) => ({ frame: frame + 250, kept: true }));
const whole = (level) => ({ level, iteration: 1, iterations: 1, samples });
const trace = madeUp([whole(1), whole(2), whole(3), whole(4)], { frames: 450, prompt_frames: 250 }); // 5 s of prompt, 4 s of speech
for (const name of ["prompt", "1", "2", "3", "4"]) trace.sounds.set(`audio.${name}`, { mime: "", bytes: new Uint8Array() });

test("three seconds of the prompt and level 1, then part of the sentence a level, then all of it", () => {
  const slice = 4 / 3;
  assert.deepEqual(watchScenes(trace).map(({ level, from, to }) => [level, from, to]),
    [[1, -3, 4], [2, 0, slice], [3, slice, 2 * slice], [4, 0, 4]]);
  assert.deepEqual(watchScenes(trace).map(({ first, last }) => [first, last]), [[0, 0], [1, 1], [2, 2], [3, 3]]);
});

test("the prompt and the speech can be heard by themselves, at the finest level whose sound there is", () => {
  assert.deepEqual(promptScene(trace).map(({ level, from, to }) => [level, from, to]), [[4, -5, 0]]);
  assert.deepEqual(speechScene(trace).map(({ level, from, to }) => [level, from, to]), [[4, 0, 4]]);
  trace.sounds.delete("audio.4");
  assert.equal(speechScene(trace)[0].level, 3);
});

/** A player in which a sound stands where it is sought, as in sound.js, and goes where `reach` says. */
function listener() {
  const store = createStore({ a: trace }), reach = (place) => store.set({ place });
  store.subscribe(["seek"], ({ seek }) => seek && reach(seek.place));
  return { store, reach, stop: () => store.set({ sounding: false, watching: false, place: 0 }) };
}

test("the run beside is heard by itself, with both at their ends", () => {
  const { store, reach } = listener(), beside = madeUp([whole(1), whole(2)], { frames: 350, prompt_frames: 250, levels: 2 }); // 2 s
  for (const name of ["prompt", "1", "2"]) beside.sounds.set(`audio.${name}`, { mime: "", bytes: new Uint8Array() });
  store.set({ b: beside });
  hearScenes(store, "speech", "b");
  assert.deepEqual([store.get().hearing, store.get().step, store.get().audibleLevel], ["b", 3, 2]);
  reach(1.9);
  assert.equal(store.get().sounding, true);
  reach(2);
  assert.deepEqual([store.get().sounding, store.get().watching], [false, false]);
  hearScenes(store, "prompt");
  assert.equal(store.get().hearing, "a");
});

test("what was stopped follows nothing of what is heard next", () => {
  const { store, reach, stop } = listener();
  hearScenes(store, "prompt");
  reach(-4);
  stop();
  hearScenes(store, "speech");
  reach(1);
  assert.deepEqual([store.get().sounding, store.get().watching, store.get().place], [true, "speech", 1]);
});

test("watching begins anew after it was stopped, and goes through all levels", () => {
  const { store, reach, stop } = listener();
  hearScenes(store, "decoding");
  reach(1);
  stop();
  hearScenes(store, "decoding");
  for (const { level, to } of watchScenes(trace)) {
    assert.equal(store.get().audibleLevel, level);
    reach(to);
  }
  assert.equal(store.get().watching, false);
});
