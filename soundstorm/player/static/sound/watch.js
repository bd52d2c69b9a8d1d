// Hear something by itself, scene after scene: the prompt, the speech, or how the speech comes about.

import { matchingStep } from "../trace/comparison.js";
import { finishedLevel, hearingOf, placeOfFrame, speechSeconds } from "./hearing.js";

/**
 * @import { Slot, Store } from "../store.js"
 * @import { Trace } from "../trace/trace.js"
 *
 * @typedef {object} Scene
 * @property {number} level that is heard, with all below it
 * @property {number} from place in seconds
 * @property {number} to
 * @property {number} first step that is shown
 * @property {number} last step: reached when the scene ends
 */

/** @typedef {keyof typeof PLANS} Plan */
const PLANS = { decoding: watchScenes, prompt: promptScene, speech: speechScene };
const LEAD_SECONDS = 3; // of the voice prompt, before level 1
const SHORTEST_SECONDS = 0.6; // of a level
const NEAR = 0.04; // seconds: an animation frame comes too late for the exact place

/**
 * The end of the prompt and level 1 while its iterations pass; part of the sentence at every further level, going on in
 * it; then all of it at all levels. About ten seconds for a short sentence.
 * @param {Trace} trace
 * @returns {Scene[]}
 */
export function watchScenes(trace) {
  const seconds = speechSeconds(trace), { levels } = trace, slice = Math.min(seconds, Math.max(SHORTEST_SECONDS, seconds / Math.max(levels - 1, 1)));
  const lead = trace.sounds.has("audio.prompt") ? Math.min(LEAD_SECONDS, -placeOfFrame(trace, 0)) : 0;
  const scenes = /** @type {Scene[]} */ ([]), has = (/** @type {number} */ level) => trace.sounds.has(`audio.${level}`) && trace.firstStep(level) >= 0;
  if (levels > 1 && has(1)) scenes.push({ level: 1, from: -lead, to: seconds, first: trace.firstStep(1), last: trace.lastStep(1) });
  let place = 0;
  for (let level = 2; level < levels; level++) {
    if (!has(level)) continue;
    if (place + slice > seconds + NEAR) place = 0;
    scenes.push({ level, from: place, to: place + slice, first: trace.firstStep(level), last: trace.lastStep(level) });
    place += slice;
  }
  return [...scenes, ...speechScene(trace)];
}

/**
 * @param {Trace} trace
 * @returns {Scene[]} its voice prompt
 */
export function promptScene(trace) {
  const { step } = endOf(trace);
  return trace.sounds.has("audio.prompt") ? [{ level: loudest(trace), from: placeOfFrame(trace, 0), to: 0, first: step, last: step }] : [];
}

/**
 * @param {Trace} trace
 * @returns {Scene[]} the speech as far as it is decoded
 */
export function speechScene(trace) {
  const { step } = endOf(trace), level = loudest(trace);
  return level ? [{ level, from: 0, to: speechSeconds(trace), first: step, last: step }] : [];
}

/** @param {Trace} trace */
function endOf(trace) {
  return { step: trace.steps.length - 1 };
}

/**
 * @param {Trace} trace
 * @returns {number} the finest level whose sound there is, 0 for none
 */
function loudest(trace) {
  let level = finishedLevel(trace, trace.steps.length - 1);
  while (level && !trace.sounds.has(`audio.${level}`)) level--;
  return level;
}

/**
 * Play scenes of a trace on the screen. Whoever stops the sound or goes to another step ends it.
 * @param {Store} store
 * @param {Plan} plan
 * @param {Slot} slot
 */
export function hearScenes(store, plan, slot = "a") {
  const { a, opened, [slot]: trace } = store.get();
  if (!a || !trace) return;
  const inA = (/** @type {number} */ step) => (slot === "b" ? matchingStep(trace, step, a) : step); // the player counts steps of a
  const scenes = PLANS[plan](trace).map((scene) => ({ ...scene, first: inA(scene.first), last: inA(scene.last) }));
  if (!scenes.length) return;
  let at = -1, shown = store.get().step;
  const stop = () => {
    for (const end of listening) end();
    const { audibleLevel, opened: now } = store.get();
    store.set({ watching: false, ...(now === opened && audibleLevel === scenes[at]?.level && { audibleLevel: null }) });
  };
  const next = () => {
    const before = scenes[at], scene = scenes[++at];
    if (!scene) {
      stop();
      store.set({ sounding: false, audibleLevel: null, seek: { place: 0 } });
      return;
    }
    shown = scene.first;
    const goesOn = before && Math.abs(before.to - scene.from) < NEAR && store.get().sounding;
    const sounds = { audibleLevel: scene.level, added: false, hearing: slot, sounding: true, ...(!goesOn && { seek: { place: scene.from } }) };
    store.set({ step: shown, playing: false, watching: plan, ...sounds });
  };
  const follow = () => {
    const { place, sounding, watching, step, opened: now } = store.get(), scene = scenes[at];
    if (!scene) return;
    if (watching !== plan || now !== opened || step !== shown) return stop();
    if (!sounding) return place === 0 && hearingOf(store.get())?.audible ? next() : stop();
    if (place >= scene.to - NEAR) return next();
    const passed = Math.min(1, Math.max(0, place / scene.to)), steps = scene.last - scene.first;
    const wanted = scene.first + Math.floor(passed * (steps + 1) * 0.999);
    if (wanted !== shown && steps) {
      shown = wanted;
      store.set({ step: shown });
    }
  };
  store.set({ sounding: false, watching: false }); // what was heard before ends, and whoever followed it
  const listening = [store.subscribe(["place", "sounding", "watching", "step", "opened"], follow)];
  next();
}
