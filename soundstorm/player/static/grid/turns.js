// Over the grid of a dialogue: who speaks when, in the prompts and in the turns, by colour and letter. A press on a turn
// chooses it and lets it be heard alone.

import { make, makeButton, onResize, setState, sizeOf } from "../dom.js";
import { clamp } from "../numbers.js";
import { hearStretch } from "../sound/stretch.js";
import { hearingOf } from "../sound/hearing.js";
import { frameShift } from "../store.js";
import { colourOf, isDialogue, letterOf, promptStretches, turnStretches } from "../trace/turns.js";
import { timeAxis } from "./axis.js";

/**
 * @import { PlayerState, Store } from "../store.js"
 * @import { Stretch, TurnStretch } from "../trace/turns.js"
 * @import { Trace } from "../trace/trace.js"
 */

/**
 * @param {HTMLElement} element
 * @param {Store} store
 */
export function mountTurns(element, store) {
  const lane = make("div.track.turns", { role: "toolbar", "aria-label": "Turns of the speakers" });
  element.replaceChildren(make("div.timed", {}, make("span"), lane));
  /** @type {Trace|null} */
  let shown = null;
  /** @type {{node: HTMLButtonElement, stretch: Stretch|TurnStretch}[]} */
  let parts = [];

  const draw = store.draw(["a", "b", "hearing", "view", "turn", "projector"], (state) => {
    const slot = hearingOf(state)?.slot ?? "a", trace = state[slot];
    element.hidden = !trace || !isDialogue(trace);
    if (!trace || element.hidden) return;
    if (!shown || shown.phoneme !== trace.phoneme) parts = fill(trace); // one that grows keeps its buttons
    shown = trace;
    const axis = timeAxis(state, sizeOf(lane).width), shift = frameShift(state, slot);
    const chosen = Math.max(0, parts.findIndex(({ stretch }) => turnOf(stretch) === state.turn));
    parts.forEach(({ node, stretch }, index) => {
      const left = axis.x(stretch.from + shift), right = Math.min(axis.x(stretch.to + shift), sizeOf(lane).width);
      node.hidden = right <= Math.max(left, 0);
      node.style.left = `${Math.max(left, 0)}px`;
      node.style.width = `${Math.max(0, right - Math.max(left, 0))}px`;
      node.tabIndex = index === chosen ? 0 : -1;
      setState(node, "aria-pressed", turnOf(stretch) !== null && turnOf(stretch) === state.turn);
    });
  });

  /** @param {Trace} trace */
  function fill(trace) {
    const prompts = promptStretches(trace).map((stretch) => {
      const letter = letterOf(stretch.speaker), node = makeButton(`${letter} voice`, () => hearStretch(store, stretch), { "aria-label": `The voice of ${letter}: hear it` });
      node.classList.add("of-prompt");
      return { node, stretch };
    });
    const turns = turnStretches(trace).map((stretch) => {
      const { turn, speaker, text } = stretch, letter = letterOf(speaker);
      const node = makeButton(make("b", {}, letter), () => {
        store.set({ turn });
        hearStretch(store, stretch);
      }, { title: text, "aria-label": `Turn ${turn + 1}, ${letter}: “${text}”. Hear it alone` });
      node.append(` ${text}`);
      return { node, stretch };
    });
    const all = [...prompts, ...turns];
    all.forEach(({ node, stretch }) => node.style.setProperty("--speaker", colourOf(stretch.speaker)));
    lane.replaceChildren(...all.map(({ node }) => node));
    return all;
  }

  // One stop of the Tab key; arrows go from turn to turn.
  lane.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key], nodes = parts.map(({ node }) => node).filter((node) => !node.hidden);
    const at = nodes.findIndex((node) => node === document.activeElement);
    if (!by || at < 0) return;
    event.preventDefault();
    nodes[clamp(at + by, 0, nodes.length - 1)].focus({ preventScroll: true });
  });
  onResize(lane, store.signal, draw);
}

/**
 * @param {Stretch|TurnStretch} stretch
 * @returns {number|null} its turn, null for a prompt's
 */
function turnOf(stretch) {
  return "turn" in stretch ? stretch.turn : null;
}
