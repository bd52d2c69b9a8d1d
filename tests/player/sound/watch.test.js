import assert from "node:assert/strict";
import test from "node:test";

import { promptScene, speechScene, watchScenes } from "../../../soundstorm/player/static/sound/watch.js";
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
