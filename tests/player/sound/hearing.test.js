import assert from "node:assert/strict";
import test from "node:test";

import { finishedLevel, hearingOf, hearingText, placeOfFrame, speechSeconds } from "../../../soundstorm/player/static/sound/hearing.js";
import { createStore } from "../../../soundstorm/player/static/store.js";
import { madeUp } from "../made-up.js";

const whole = (level) => ({ level, iteration: 1, iterations: 1, samples: [{ frame: 1, kept: true }] });
const trace = madeUp([
  { iteration: 1, iterations: 2, samples: [{ frame: 1, kept: true }, { frame: 2 }] },
  { iteration: 2, iterations: 2, samples: [{ frame: 2, kept: true }] },
  whole(2), whole(3), whole(4),
]);
for (const name of ["audio.1", "audio.2", "difference.2", "audio.4"]) trace.sounds.set(name, { mime: "", bytes: new Uint8Array() });
const hear = (rest) => hearingOf({ ...createStore({ a: trace }).get(), step: 4, ...rest });

test("a level is finished when nothing of it is masked", () => {
  assert.deepEqual([-1, 0, 1, 2, 4].map((step) => finishedLevel(trace, step)), [0, 0, 1, 2, 4]);
  // a decoding of levels 3 and 4 again: 1 and 2 were there before
  assert.equal(finishedLevel(madeUp([whole(3), whole(4)]), -1), 2);
  assert.equal(finishedLevel(madeUp([]), -1), 0);
});

test("what an edit left as it was, above the levels that it decoded again, is heard", () => {
  const edited = madeUp([whole(2), whole(3)]);
  edited.given.fill(1, 0, 4).fill(1, 12, 16); // levels 1 and 4 of four frames
  assert.deepEqual([-1, 0, 1].map((step) => finishedLevel(edited, step)), [1, 2, 4]);
});

test("what is heard: the latest complete level or the chosen one, all of it or what it adds", () => {
  assert.deepEqual([hear({}).sound, hear({ step: 2 }).sound, hear({ audibleLevel: 1 }).sound], ["audio.4", "audio.2", "audio.1"]);
  assert.deepEqual([hear({ audibleLevel: 2, added: true }).sound, hear({ audibleLevel: 1, added: true }).sound], ["difference.2", "audio.1"]);
  assert.deepEqual([hear({ audibleLevel: 3 }).audible, hear({ audibleLevel: 4 }).audible, hear({ step: 0 }).audible], [false, true, false]);
  assert.equal(hear({ hearing: "b" }).slot, "a"); // there is no B
  assert.equal(hear({ a: null }), null);
  assert.deepEqual([0, 1, 3].map((level) => hearingText({ level, added: false })), ["nothing is decoded yet", "level 1 alone", "levels 1 to 3"]);
});

test("places count from the start of the new speech", () => {
  // 50 frames a second, one frame of prompt
  assert.deepEqual([placeOfFrame(trace, 0), placeOfFrame(trace, 1), placeOfFrame(trace, 2.5), speechSeconds(trace)], [-0.02, 0, 0.03, 0.06]);
});
