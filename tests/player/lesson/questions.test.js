import assert from "node:assert/strict";
import test from "node:test";

import { FIND_LUCK } from "../../../soundstorm/player/static/lesson/decisions.js";
import { FIND_THE_LEVEL, FIND_WHAT_STAYS, rightCells } from "../../../soundstorm/player/static/lesson/questions.js";
import { madeUp } from "../made-up.js";

/** What the question says of a trace at a step, beside `b` if there is one. */
const sceneOf = (a, step = 0, b = null) => ({ a, b, step, stepB: 0 });

test("luck is what stayed and confidence alone would not have kept, not all that stayed below something hidden", () => {
  const samples = [[0.9, false], [0.8, true], [0.7, true], [0.6, false], [0.5, true]]
    .map(([confidence, kept], index) => ({ frame: index + 1, confidence, kept, score: Number(kept) }));
  const scene = sceneOf(madeUp([{ iteration: 1, iterations: 2, threshold: 1, samples }], { frames: 6 }));
  // confidence alone keeps the first three, in frames 1 to 3
  assert.deepEqual(rightCells(FIND_LUCK, scene), [{ level: 1, frame: 5 }]);
  const judge = FIND_LUCK.judge(scene);
  assert.match(judge({ level: 1, frame: 5 }).reason, /^It stayed with confidence 0\.50, place 5 of 5, where confidence alone keeps the first 3\./);
  assert.match(judge({ level: 1, frame: 3 }).reason, /^It stayed with confidence 0\.70, place 3 of 5: confidence alone would have kept it/);
  assert.match(judge({ level: 1, frame: 1 }).reason, /^This one was hidden again, with confidence 0\.90/);
});

test("nothing is lucky where all stay", () => {
  const samples = [0.2, 0.9, 0.5].map((confidence, index) => ({ frame: index + 1, confidence, kept: true }));
  assert.deepEqual(rightCells(FIND_LUCK, sceneOf(madeUp([{ iteration: 1, iterations: 1, samples }]))), []);
});

test("the level that changes most is found in the new speech, not in the prompt, which no spectrogram shows", () => {
  const trace = madeUp([{ iteration: 1, iterations: 1, samples: [] }], { spectrogram: { bands: 1, low_db: -80, high_db: 0 } });
  trace.spectrograms = [10, 12, 22, 23].map((value) => Uint8Array.from([value, value, value])); // level 3 adds 10
  assert.deepEqual(rightCells(FIND_THE_LEVEL, sceneOf(trace)), [1, 2, 3].map((frame) => ({ level: 3, frame })));
  assert.match(FIND_THE_LEVEL.judge(sceneOf(trace))({ level: 3, frame: 0 }).reason, /^This token belongs to the voice prompt/);
});

test("what stays is put down to the voice where it is one and to chance where there are two seeds", () => {
  const run = (tokens, prompt) => {
    const samples = tokens.map((token, index) => ({ frame: index + prompt, token, kept: true }));
    return madeUp([{ iteration: 1, iterations: 1, samples }], { frames: 3 + prompt, prompt_frames: prompt });
  };
  const a = run([5, 6, 7], 1), reasons = (b) => [1, 2].map((frame) => FIND_WHAT_STAYS.judge(sceneOf(a, 0, b))({ level: 1, frame }).reason);
  assert.deepEqual(reasons(run([5, 9, 9], 1)), [
    "Both have token 5 here: what is said and the voice decided it, and chance did not change it.",
    "A has token 6 here, and B another one: chance decided it.",
  ]);
  assert.deepEqual(reasons(run([5, 9, 9], 2)), [
    "Both have token 5 here: what is said decided it, and neither the voice nor chance changed it.",
    "A has token 6 here, and B another one: the voice or chance decided it.",
  ]);
});
