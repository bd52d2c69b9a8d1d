import assert from "node:assert/strict";
import test from "node:test";

import { widenHalves } from "../../../soundstorm/player/static/trace/float16.js";

// Bits and values of IEEE 754 binary16: (-1)^sign * 2^(exponent - 15) * (1 + fraction / 1024), without the 1 below 2^-14.
const HALVES = [
  [0x0000, 0],
  [0x8000, -0],
  [0x0001, 2 ** -24],
  [0x03ff, 1023 * 2 ** -24],
  [0x0400, 2 ** -14],
  [0x3555, 0.333251953125],
  [0x3c00, 1],
  [0x3c01, 1 + 1 / 1024],
  [0xc000, -2],
  [0x7bff, 65504],
  [0xfbff, -65504],
  [0x7c00, Infinity],
  [0xfc00, -Infinity],
  [0x7e01, NaN],
];

test("half-precision numbers are exact", () => {
  const wide = widenHalves(Uint16Array.from(HALVES, ([bits]) => bits));
  assert.deepEqual([...wide], HALVES.map(([, value]) => value));
});
