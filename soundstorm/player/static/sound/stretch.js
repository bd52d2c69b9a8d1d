// Hear a stretch of what is heard by itself.

import { finishedLevel, hearingOf, placeOfFrame } from "./hearing.js";

/**
 * @import { Store } from "../store.js"
 * @import { Stretch } from "../trace/turns.js"
 */

const NEAR = 0.03; // seconds: an animation frame comes too late for the exact place

/**
 * Play some frames of the trace that is heard; its finest level where nothing can be heard yet. Whoever moves or stops
 * the sound ends it.
 * @param {Store} store
 * @param {Pick<Stretch, "from"|"to">} stretch
 * @returns {void}
 */
export function hearStretch(store, { from, to }) {
  const hearing = hearingOf(store.get());
  if (!hearing) return;
  const { trace } = hearing, start = placeOfFrame(trace, from), end = placeOfFrame(trace, to), seek = { place: start };
  const finest = finishedLevel(trace, trace.steps.length - 1);
  store.set({ sounding: false });
  store.set({ playing: false, sounding: true, added: false, seek, ...(!hearing.audible && { audibleLevel: finest }) });
  if (!store.get().sounding) return;
  const stops = store.subscribe(["place", "sounding", "seek"], ({ place, sounding, seek: wish }) => {
    if (sounding && wish === seek && place < end - NEAR) return;
    stops();
    if (sounding && wish === seek) store.set({ sounding: false, seek: { place: start } });
  });
}
