// What a cell can be after a step.

/** @enum {number} */
export const State = Object.freeze({ PROMPT: 0, MASKED: 1, CANDIDATE: 2, NOW: 3, EARLIER: 4, GIVEN: 5 });

/** By State, as people call them. */
export const STATE_NAMES = ["voice prompt", "masked", "hidden again", "kept now", "kept earlier", "held fixed"];
