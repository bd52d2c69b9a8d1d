import assert from "node:assert/strict";
import test from "node:test";

import { isDialogue, letterOf, promptStretches, turnStretches } from "../../../soundstorm/player/static/trace/turns.js";
import { madeUp } from "../made-up.js";

// Frames 4 to 15 are new speech, two a semantic token: h, ".", "|", o, o, "?"; the marker begins the second turn.
const header = {
  frames: 16, prompt_frames: 4, frames_per_semantic: 2, phonemes: ["h", ".", "|", "o", "?"], words: [["ah", [0, 1]], ["oh", [3, 4]]],
  transcript: "Ah. | Oh?", turns: [[1, [0, 1]], [2, [1, 2]]], prompts: [[1, [0, 2]], [2, [2, 4]]],
};
const trace = madeUp([], header);
trace.phoneme = Int16Array.from([0, 1, 2, 3, 3, 4]);

test("a turn lasts from its marker to its mark", () => {
  assert.deepEqual(turnStretches(trace), [
    { turn: 0, speaker: 1, text: "Ah.", from: 4, to: 8 },
    { turn: 1, speaker: 2, text: "Oh?", from: 8, to: 16 },
  ]);
  assert.deepEqual(promptStretches(trace), [{ speaker: 1, from: 0, to: 2 }, { speaker: 2, from: 2, to: 4 }]);
  assert.deepEqual([1, 4, 26, 27].map(letterOf), ["A", "D", "Z", "27"]);
});

test("a transcript that has other turns than the words is told by the words", () => {
  const other = madeUp([], { ...header, transcript: "Ah oh" });
  other.phoneme = trace.phoneme;
  assert.deepEqual(turnStretches(other).map(({ text }) => text), ["ah", "oh"]);
});

test("turns of one speaker alone are no dialogue", () => {
  assert.ok(isDialogue(trace));
  assert.ok(!isDialogue(madeUp([], { ...header, turns: [[2, [0, 1]], [2, [1, 2]]] })));
  assert.ok(!isDialogue(madeUp([], { ...header, turns: undefined })));
});
