// Keys that work anywhere in the player. A control that uses a key itself keeps it.

import { usesKey } from "./dom.js";
import { zoomView } from "./grid/axis.js";
import { togglePlay } from "./steps/playback.js";
import { goToStep } from "./store.js";

/** @import { Store } from "./store.js" */

/**
 * @param {HTMLElement} theatre
 * @param {Store} store
 */
export function mountKeyboard(theatre, store) {
  const step = (/** @type {(step: number) => number} */ move) => {
    store.set({ playing: false });
    goToStep(store, move(store.get().step));
  };
  /** @type {Record<string, () => void>} */
  const keys = {
    " ": () => togglePlay(store),
    ArrowLeft: () => step((at) => at - 1),
    ArrowRight: () => step((at) => at + 1),
    ",": () => step((at) => at - 1),
    ".": () => step((at) => at + 1),
    Home: () => step(() => -1),
    End: () => step(() => Infinity),
    l: () => store.set({ loop: !store.get().loop }),
    p: () => store.set({ projector: !store.get().projector }),
    "+": () => zoomView(store, 1.5),
    "=": () => zoomView(store, 1.5),
    "-": () => zoomView(store, 1 / 1.5),
    0: () => store.set({ view: null }),
    Escape: () => store.set({ cell: null, region: null, turn: null }),
  };
  theatre.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || usesKey(event.target, event.key)) return;
    const { a } = store.get(), level = /^[1-9]$/.test(event.key) ? a?.firstStep(Number(event.key)) ?? -1 : -1;
    if (level >= 0) step(() => level);
    else if (keys[event.key]) keys[event.key]();
    else return;
    event.preventDefault();
  }, { signal: store.signal });
}
