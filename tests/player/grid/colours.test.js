import assert from "node:assert/strict";
import test from "node:test";

import { cellColours } from "../../../soundstorm/player/static/grid/colours.js";
import { blend, cssOf, rgb, SHADES } from "../../../soundstorm/player/static/theme.js";
import { madeUp } from "../made-up.js";

test("a scale goes evenly through its colours", () => {
  assert.deepEqual(rgb("#0a80ff"), [10, 128, 255]);
  const scale = blend([[0, 0, 0], [255, 0, 0], [255, 255, 0]]);
  assert.equal(scale.length, SHADES);
  assert.deepEqual([0, 255].map((shade) => cssOf(scale[shade])), ["rgb(0 0 0)", "rgb(255 255 0)"]);
  assert.equal(cssOf(scale[51]), "rgb(102 0 0)"); // 51/255 is 0.2, so 0.4 of the way to the middle
  assert.equal(scale[255] >>> 0, 0xff00ffff); // 0xAABBGGRR
});

const tokens = Array.from({ length: 6 }, (_, state) => Uint32Array.from({ length: SHADES }, (_, shade) => state * 1000 + shade));
const palette = { masked: 1, neutral: 2, tokens, ramp: Uint32Array.from({ length: SHADES }, (_, shade) => shade + 10_000) };
const trace = madeUp([
  {
    iteration: 1, iterations: 2,
    samples: [{ frame: 1, token: 5, kept: true, confidence: 0.25 }, { frame: 2, token: 6, confidence: 1 }, { frame: 3, token: 7 }],
  },
  { iteration: 2, iterations: 2, samples: [{ frame: 2, token: 8, kept: true, confidence: 1 }, { frame: 3, token: 9, kept: true, confidence: 0.5 }] },
]);
const level1 = (step, colour) => [...cellColours(trace, step, colour, palette)].slice(0, 4);
/** Knuth's multiplicative hash, of which the player takes the highest byte. */
const shade = (token) => Number((BigInt(token + 1) * 2654435761n % 2n ** 32n) >> 24n);

test("by token: a hash of the token, in the shades of its state", () => {
  // prompt 1, kept now 5, hidden again 6 and 7
  assert.deepEqual(level1(0, "token"), [shade(1), 3000 + shade(5), 2000 + shade(6), 2000 + shade(7)]);
  assert.deepEqual(level1(1, "token"), [shade(1), 4000 + shade(5), 3000 + shade(8), 3000 + shade(9)]);
});

test("by confidence, entropy and iteration: a place on the ramp, and neutral where there is none", () => {
  // the level's confidences are 1/4, 1/2 and 1: by factors, the ends and the middle of its scale
  assert.deepEqual(level1(0, "confidence"), [2, 10_000, 10_255, 10_000 + Math.round(255 / 2)]);
  assert.deepEqual(level1(1, "entropy"), [2, 10_255, 10_255, 10_255]); // all are the same
  assert.deepEqual(level1(0, "kept"), [2, 10_000 + Math.round(255 / 2), 2, 2]);
  assert.deepEqual(level1(1, "kept"), [2, 10_000 + Math.round(255 / 2), 10_255, 10_255]);
  assert.ok([...cellColours(trace, 1, "kept", palette)].slice(5, 8).every((pixel) => pixel === palette.masked));
});
