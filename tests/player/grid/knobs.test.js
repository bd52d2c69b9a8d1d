import assert from "node:assert/strict";
import test from "node:test";

import { reweighed } from "../../../soundstorm/player/static/grid/knobs.js";

const candidates = [{ id: 1, p: 0.4 }, { id: 2, p: 0.1 }, { id: 3, p: 0.1 }];
const near = (found, wanted) => found.forEach((value, rank) => assert.ok(Math.abs(value - wanted[rank]) < 1e-9, `${found}`));

test("at temperature 1 the shares are those among the candidates", () => {
  near(reweighed(candidates, { temperature: 1, k: 3 }), [4 / 6, 1 / 6, 1 / 6]);
});

test("temperature raises probabilities to its inverse, and top-k leaves the rest out", () => {
  near(reweighed(candidates, { temperature: 0.5, k: 3 }), [16 / 18, 1 / 18, 1 / 18]); // squares: 16 to 1 to 1
  near(reweighed(candidates, { temperature: 2, k: 2 }), [2 / 3, 1 / 3, 0]); // roots: 2 to 1
  near(reweighed(candidates, { temperature: 2, k: 1 }), [1, 0, 0]);
});
