// What is heard and shown as sound: of which trace, up to which level, all of it or only what the level adds.

const sounds = new WeakMap(); // Trace -> Map of section name -> Promise<AudioBuffer>

/**
 * @typedef {object} Hearing
 * @property {"a"|"b"} slot
 * @property {Trace} trace
 * @property {number} level 0 while nothing is decoded
 * @property {boolean} added only what this level adds to those below
 * @property {string} sound name of the section
 * @property {boolean} audible whether the trace has that section
 *
 * @param {PlayerState} state
 * @returns {Hearing|null} null without a trace
 */
function hearingOf(state) {
  const slot = state.b && state.hearing === "b" ? "b" : "a", trace = state[slot];
  if (!trace) return null;
  const level = Math.min(state.audibleLevel ?? finishedLevel(trace, stepOf(state, slot)), trace.levels);
  const added = state.added && level > 1, sound = `${added ? "difference" : "audio"}.${level}`;
  return { slot, trace, level, added, sound, audible: trace.sounds.has(sound) };
}

/** @returns {string} what is heard, for people */
function hearingText({ level, added }) {
  if (!level) return "nothing is decoded yet";
  if (added) return `what level ${level} adds`;
  return level === 1 ? "level 1 alone" : `levels 1 to ${level}`;
}

/** @returns {number} the last level that is complete after a step, 0 while none is */
function finishedLevel(trace, step) {
  const { level, masked } = trace.steps[Math.max(step, 0)] ?? { level: trace.levels, masked: 0 };
  return step < 0 || masked ? level - 1 : level;
}

/** @returns {Promise<AudioBuffer>} a sound of a trace, decoded once, as loud as it was written */
function decodeSound(trace, name) {
  if (!sounds.has(trace)) sounds.set(trace, new Map());
  const known = sounds.get(trace);
  if (!known.has(name)) {
    const decoder = new OfflineAudioContext(1, 1, trace.header.sample_rate);
    known.set(name, decoder.decodeAudioData(trace.sounds.get(name).bytes.slice().buffer));
  }
  return known.get(name);
}

/** @returns {number} place (seconds from the start of the new speech) of a frame, which may be a fraction */
function placeOfFrame(trace, frame) {
  return (frame - trace.promptFrames) / trace.framesPerSecond;
}

/**
 * The axis counts frames of trace a. Both traces stand with the start of their new speech below each other.
 * @returns {number} frames of the axis before frame 0 of the trace in a slot
 */
function frameShift({ a, b }, slot) {
  return slot === "b" ? a.promptFrames - b.promptFrames : 0;
}

/** @returns {number} seconds of new speech */
function speechSeconds(trace) {
  return placeOfFrame(trace, trace.frames);
}

/** @returns {string} a place with two decimals and a real minus */
function secondsText(seconds) {
  return `${seconds.toFixed(2).replace("-", "−")} s`;
}
