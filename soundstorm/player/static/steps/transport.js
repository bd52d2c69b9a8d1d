// Buttons: play, one iteration back or forward, both ends, speed, loop, projector.

import { make, makeButton, makeChoice, setDisabled, setState } from "../dom.js";
import { goToStep } from "../store.js";
import { togglePlay } from "./playback.js";

/**
 * @import { Store } from "../store.js"
 *
 * @typedef {keyof typeof ICONS} Icon
 */

const SPEEDS = [0.25, 0.5, 1, 2, 4, 8];
const ICONS = {
  first: "M4 4h3v16H4zM20 4v16L8 12z",
  back: "M17 4v16L5 12z",
  play: "M6 3l15 9-15 9z",
  pause: "M5 4h5v16H5zM14 4h5v16h-5z",
  forward: "M7 4v16l12-8z",
  last: "M17 4h3v16h-3zM4 4v16l12-8z",
  loop: "M12 4V1l5 4-5 4V6a6 6 0 1 0 6 6h2a8 8 0 1 1-8-8z",
  projector: "M3 4h18v12H3zM5 6v8h14V6zM11 16h2v3h4v2H7v-2h4z",
};

/**
 * @param {HTMLElement} element
 * @param {Store} store
 */
export function mountTransport(element, store) {
  const move = (/** @type {number} */ by) => () => {
    store.set({ playing: false });
    goToStep(store, store.get().step + by);
  };
  /** @type {(icon: Icon, label: string, onClick: () => void, classes?: string) => HTMLButtonElement} */
  const button = (icon, label, onClick, classes = "") => {
    const node = makeButton("", onClick, { "aria-label": label, title: label, class: classes });
    node.append(drawIcon(icon));
    return node;
  };
  const first = button("first", "To the start (Home)", move(-Infinity)), last = button("last", "To the end (End)", move(Infinity));
  const back = button("back", "One iteration back (←)", move(-1)), forward = button("forward", "One iteration forward (→)", move(1));
  const play = button("play", "Play (space)", () => togglePlay(store), "play");
  const loop = button("loop", "Loop (L)", () => store.set({ loop: !store.get().loop }));
  const projector = button("projector", "Projector: large type, high contrast (P)", () => store.set({ projector: !store.get().projector }));
  const speed = makeChoice("Speed", SPEEDS.map((value) => /** @type {[string, string]} */ ([String(value), `${value}×`])), (value) => store.set({ speed: Number(value) }));
  element.replaceChildren(make("div.transport", { role: "group", "aria-label": "Transport" }, first, back, play, forward, last, loop, speed.node, projector));

  store.draw(["a", "step", "playing", "loop", "projector", "speed"], (state) => {
    const { a, step, playing } = state, end = a ? a.steps.length - 1 : -1;
    for (const node of [first, back]) setDisabled(node, !a || step < 0);
    for (const node of [last, forward]) setDisabled(node, !a || step >= end);
    setDisabled(play, !a || !a.steps.length);
    if (play.dataset.shows !== String(playing)) {
      play.dataset.shows = String(playing);
      play.title = playing ? "Pause (space)" : "Play (space)";
      play.setAttribute("aria-label", play.title);
      play.replaceChildren(drawIcon(playing ? "pause" : "play"));
    }
    setState(loop, "aria-pressed", state.loop);
    setState(projector, "aria-pressed", state.projector);
    speed.select.value = String(state.speed);
  });
}

/** @param {Icon} name */
function drawIcon(name) {
  const space = "http://www.w3.org/2000/svg", icon = document.createElementNS(space, "svg"), path = document.createElementNS(space, "path");
  icon.setAttribute("viewBox", "0 0 24 24");
  icon.setAttribute("aria-hidden", "true");
  path.setAttribute("d", ICONS[name]);
  path.setAttribute("fill-rule", "evenodd");
  icon.append(path);
  return icon;
}
