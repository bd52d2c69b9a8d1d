// What if: decode a painted region again with the rest fixed, or take another candidate and go on from there.
// Both need the model, so the asking is left to whoever mounts the player.

import { keepingFocus, make, makeButton, setDisabled, setState, setText } from "../dom.js";
import { clamp } from "../numbers.js";

/**
 * @import { Place, Region, Store } from "../store.js"
 * @import { Trace } from "../trace/trace.js"
 * @import { shareEdits } from "./asking.js"
 *
 * @typedef {Place & {step: number, token: number}} Choice of a token for a cell that was sampled in a step
 * @typedef {({kind: "region", fresh: boolean} & Region) | ({kind: "token"} & Choice)} Edit fresh: with another seed than the
 *   trace's
 */

/**
 * @param {HTMLElement} element
 * @param {Store} store
 * @param {(event: "candidate", handler: (detail: Choice) => void) => void} on of the player
 * @param {ReturnType<typeof shareEdits>} edits
 */
export function mountWhatIf(element, store, on, edits) {
  const paint = makeButton("Paint a region", (event) => {
    const { a, cell, painting, region } = store.get();
    store.set({ painting: !painting });
    if (!a || painting || region || event.detail) return;
    // Pressed by a key: begin with the chosen cell, or with the first second of the new speech.
    const first = Math.max(cell?.frame ?? 0, a.promptFrames), last = Math.min(first + Math.round(a.framesPerSecond) - 1, a.frames - 1);
    store.set({ region: { levels: [cell?.level ?? 1, a.levels], frames: [first, last] } });
  }, { class: "paint", title: "Paint part of the grid, or drag over it with Shift, to decode it again" });
  const again = makeButton("Decode it again", () => {
    const { region } = store.get();
    if (region) asking.ask({ kind: "region", ...region, fresh: fresh.checked });
  }, { class: "go" });
  const fresh = make("input", { type: "checkbox" });
  const clear = makeButton("Clear", () => store.set({ region: null, painting: false }));
  // Whoever moves one end beyond the other takes that along.
  const bounds = [
    makeBound("from level", (value, region) => ({ ...region, levels: [value, Math.max(value, region.levels[1])] })),
    makeBound("to level", (value, region) => ({ ...region, levels: [Math.min(value, region.levels[0]), value] })),
    makeBound("from frame", (value, region) => ({ ...region, frames: [value, Math.max(value, region.frames[1])] })),
    makeBound("to frame", (value, region) => ({ ...region, frames: [Math.min(value, region.frames[0]), value] })),
  ];
  const form = make("div.bounds", { role: "group", "aria-label": "Painted region" }, ...bounds.map(({ node }) => node),
    make("label.fresh", {}, fresh, "with another seed"), again, clear);
  const note = make("p.note", { role: "status" }), asking = edits(() => draw());
  element.replaceChildren(paint, make("div.ask", {}, note, asking.stop, form));

  on("candidate", (edit) => asking.ask({ kind: "token", ...edit }));
  store.subscribe(["opened"], asking.forget);
  store.subscribe(["region"], ({ region }) => { if (region) asking.forget(); });

  /**
   * A number of the painted region, which can also be typed.
   * @param {string} label
   * @param {(value: number, region: Region) => Region} change
   */
  function makeBound(label, change) {
    const input = make("input", { type: "number", "aria-label": label });
    input.addEventListener("change", () => {
      const { a, region } = store.get();
      if (a && region && input.validity.valid && input.value) store.set({ region: withinSpeech(a, change(Number(input.value), region)) });
      draw();
    });
    return { node: make("label.bound", {}, make("span", { "aria-hidden": "true" }, label), input), input };
  }

  const draw = store.draw(["a", "region", "painting", "dragging"], keepingFocus(element, () => paint, ({ a, region, painting, dragging }) => {
    if (dragging) return; // the form opens above the grid, which must not move under the pointer
    const { pending } = asking, said = asking.describe("Decoding again");
    Object.assign(element.dataset, { pending, cells: region ? cellsOf(region) : 0 });
    setState(paint, "aria-pressed", painting);
    setDisabled(paint, !a);
    form.hidden = !region;
    setDisabled(again, pending);
    if (a && region) {
      const values = [...region.levels, ...region.frames];
      bounds.forEach(({ input }, index) => {
        const [low, high] = index < 2 ? [1, a.levels] : [a.promptFrames, a.frames - 1];
        Object.assign(input, { min: low, max: high, value: values[index] });
      });
    }
    setText(note, said || advice(region, painting));
  }));
}

/**
 * A region cut to the new speech of a trace.
 * @param {Trace} trace
 * @param {Region} region
 * @returns {Region}
 */
function withinSpeech(trace, { levels, frames }) {
  const level = (/** @type {number} */ wanted) => clamp(wanted, 1, trace.levels);
  const frame = (/** @type {number} */ wanted) => clamp(wanted, trace.promptFrames, trace.frames - 1);
  return { levels: [level(levels[0]), level(levels[1])], frames: [frame(frames[0]), frame(frames[1])] };
}

/** @param {Region} region */
function cellsOf({ levels, frames }) {
  return (levels[1] - levels[0] + 1) * (frames[1] - frames[0] + 1);
}

/**
 * @param {Region|null} region
 * @param {boolean} painting
 * @returns {string} what to do next
 */
function advice(region, painting) {
  if (region) return `${cellsOf(region).toLocaleString("en")} tokens are painted: decode them again with all others fixed, and compare as B.`;
  if (painting) return "Drag over the grid: from the first to the last token to decode again.";
  return "";
}
