import assert from "node:assert/strict";
import test from "node:test";

import { explainCell, explainRanking } from "../../../soundstorm/player/static/trace/reason.js";
import { madeUp } from "../made-up.js";

const explain = (trace, step, level, frame) => explainCell(trace, step, trace.cellAt(step, level, frame));

const FIRST = {
  iteration: 1, iterations: 3, threshold: -1.828125,
  samples: [{ frame: 1, kept: true, score: -1.828125 }, { frame: 2, score: -2.5 }, { frame: 3, score: -3.25, token: 9 }],
};
/** The same step after somebody put token 9 at frame 3. */
const EDITED = { ...FIRST, planned: 2, samples: [FIRST.samples[0], FIRST.samples[1], { ...FIRST.samples[2], kept: true }] };

test("without an edit the scores and the schedule explain", () => {
  const trace = madeUp([FIRST, { iteration: 2, iterations: 3, samples: [{ frame: 2, kept: true, score: -0.5 }, { frame: 3, score: -2 }] }]);
  assert.equal(explain(trace, 0, 1, 0), "Part of the voice prompt: it was given and is never decided.");
  assert.equal(explain(trace, 0, 1, 1), "Kept: its score −1.83 just reaches the threshold −1.83, among the best 1 of 3.");
  assert.equal(explain(trace, 0, 1, 2), "Hidden again: its score −2.50 is below this iteration’s threshold −1.83; the schedule keeps only the best 1 of 3.");
  assert.equal(explain(trace, 1, 1, 1), "Kept in iteration 1 of 3, and a kept token is never touched again: its score −1.83 just reaches the threshold −1.83, among the best 1 of 3.");
  assert.equal(explain(trace, 1, 1, 2), "Kept: its score −0.50 is above the threshold −1.00, among the best 1 of 2.");
  assert.equal(explain(trace, 1, 3, 2), "Masked: level 3 waits until level 2 is complete.");
  assert.equal(explain(trace, -1, 1, 2), "Masked: the decoding has not begun.");
  assert.equal(explainRanking(trace, 0, "score"), "The schedule keeps 1 of 3; the lowest score among them, −1.83, is the threshold.");
  assert.equal(explainRanking(trace, 0, "confidence"), "The noise decides close calls: without it exactly the first 1 would stay.");
});

test("the edit that a trace names explains its cell", () => {
  const edit = { kind: "token", step: 0, level: 1, frame: 3, token: 9, sampled: 4 };
  assert.equal(explain(madeUp([EDITED], { edit }), 0, 1, 3), "Kept: the edit put token 9 here, where the decoding had sampled 4.");
  assert.equal(explain(madeUp([EDITED], { edit: { ...edit, sampled: 9 } }), 0, 1, 3), "Kept: the edit decided for the sampled token 9.");
});

// A trace names its latest token edit alone: here one at another step, so that nothing but the score tells of the first.
const LATER = { kind: "token", step: 1, level: 1, frame: 2, token: 2, sampled: 3 };
const CHAINED = madeUp([EDITED, { iteration: 2, iterations: 3, samples: [{ frame: 2, kept: true, score: -5 }] }], { edit: LATER });

test("an edit before the one that is named is told by its score", () => {
  assert.equal(explain(CHAINED, 0, 1, 3), "Kept: an earlier edit put token 9 here; its score −3.25 is below the threshold −1.83.");
  assert.equal(explain(CHAINED, 1, 1, 3),
    "Kept in iteration 1 of 3, and a kept token is never touched again: an earlier edit put token 9 here; its score −3.25 is below the threshold −1.83.");
  assert.equal(explain(CHAINED, 1, 1, 2), "Kept: the edit put token 2 here, where the decoding had sampled 3.");
});

test("what an edit put there takes no place among the best", () => {
  assert.equal(explain(CHAINED, 0, 1, 1), "Kept: its score −1.83 just reaches the threshold −1.83, among the best 1 of 3.");
  assert.equal(explain(CHAINED, 0, 1, 2), "Hidden again: its score −2.50 is below this iteration’s threshold −1.83; beside what an edit put here only the best 1 of 3 stays.");
  for (const ranking of ["score", "confidence"]) {
    assert.equal(explainRanking(CHAINED, 0, ranking), "An edit put 1 token here; the other 1 that stays reaches the threshold −1.83.");
  }
});

/** A last iteration of one cell. */
const last = (sample) => madeUp([{ iteration: 3, iterations: 3, threshold: -0.7, samples: [{ frame: 1, kept: true, ...sample }] }]);

test("the last iteration takes the most probable token, unless an edit was there", () => {
  const candidates = [[2, 0.5], [5, 0.25]], first = last({ confidence: 0.5, score: -0.69, candidates });
  assert.equal(explain(first, 0, 1, 1), "Kept: the last iteration of a level takes the most probable token and everything stays.");
  const put = last({ token: 5, confidence: 0.25, score: -1.39, candidates });
  assert.equal(explain(put, 0, 1, 1), "Kept: an earlier edit put token 5 here, which was not the most probable one.");
  assert.equal(explainRanking(put, 0, "score"), "An edit put 1 token here; all others are the most probable ones, which the last iteration of a level keeps.");
});

test("equal candidates are no sign of an edit", () => {
  // the second of two equally probable ones; the file rounds candidates to 8 bits, so that one may look a little better
  const equal = last({ token: 5, confidence: 0.4, score: -0.92, candidates: [[2, 0.4 * (1 + 2 ** -9)], [5, 0.4]] });
  assert.match(explain(equal, 0, 1, 1), /takes the most probable token/);
});

test("a level that an edit completed early was not its last iteration", () => {
  const samples = [{ frame: 1, kept: true, score: -0.5 }, { frame: 2, kept: true, score: -4, token: 9 }];
  const edit = { kind: "token", step: 0, level: 1, frame: 2, token: 9, sampled: 4 };
  const trace = madeUp([{ iteration: 2, iterations: 3, threshold: -1, planned: 1, samples }], { edit });
  assert.equal(explain(trace, 0, 1, 1), "Kept: its score −0.50 is above the threshold −1.00, among the best 1 of 2.");
});

test("what is held fixed is so because of the edit that left it", () => {
  const held = (edit) => {
    const trace = madeUp([{ level: 2, iteration: 1, iterations: 1, samples: [{ frame: 1, kept: true }] }], { edit });
    trace.given.fill(3, 0, 4);
    return explain(trace, 0, 1, 2);
  };
  assert.equal(held({ kind: "region", cells: 1 }), "Left as it was: the edit decodes other tokens again and holds this one fixed.");
  assert.equal(held({ ...LATER, step: 0, level: 2, frame: 1 }), "Left as it was: an earlier edit decoded other tokens again and held this one fixed.");
});
