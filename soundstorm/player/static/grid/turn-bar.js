// Under the grid: the chosen turn of a dialogue. Hear it alone, decode it again, or let its speaker say something else;
// all other turns stay. Decoding is left to whoever mounts the player.

import { keepingFocus, make, makeButton, setDisabled, setText } from "../dom.js";
import { hearStretch } from "../sound/stretch.js";
import { hearingOf } from "../sound/hearing.js";
import { colourOf, letterOf, turnStretches } from "../trace/turns.js";

/**
 * @import { PlayerState, Store } from "../store.js"
 * @import { TurnStretch } from "../trace/turns.js"
 * @import { shareEdits } from "./asking.js"
 *
 * @typedef {{kind: "turn", turn: number, fresh: boolean}} TurnAgain with another seed than the trace's
 * @typedef {{kind: "say", turn: number, text: string}} TurnSaying something else
 */

/**
 * @param {HTMLElement} element
 * @param {Store} store
 * @param {ReturnType<typeof shareEdits>|undefined} edits without them turns can only be heard
 */
export function mountTurnBar(element, store, edits) {
  const letter = make("b.speaker", { "aria-hidden": "true" }), title = make("span.which");
  const before = makeButton("‹", () => move(-1), { "aria-label": "Turn before" }), after = makeButton("›", () => move(1), { "aria-label": "Next turn" });
  const hear = makeButton("Hear it alone", () => {
    const { own } = chosenOf(store.get());
    if (own) hearStretch(store, own);
  });
  const again = makeButton("Decode it again", () => asking?.ask({ kind: "turn", turn: store.get().turn ?? 0, fresh: true }), { title: "With another seed; all other turns stay" });
  const words = make("input.words", { type: "text", maxlength: "400", "aria-label": "What is said in this turn" });
  const say = makeButton("Say this instead", () => {});
  say.type = "submit";
  const form = make("form.saying", {}, words, say), close = makeButton("Done", () => store.set({ turn: null }));
  const note = make("p.note", { role: "status" });
  const asking = edits?.(() => draw());
  words.addEventListener("input", () => asking?.forget());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    asking?.ask({ kind: "say", turn: store.get().turn ?? 0, text: words.value });
  });
  element.replaceChildren(make("div.turn-bar", { role: "group", "aria-label": "The chosen turn" },
    make("span.turn-name", {}, letter, title, before, after), hear, again, form, ...(asking ? [asking.stop] : []), close, note));

  let filled = "";
  /** @returns {HTMLElement|null} where turns are chosen */
  const lane = () => element.closest(".theatre")?.querySelector('[data-slot="turns"] [tabindex="0"]') ?? null;
  /** @param {number} by */
  function move(by) {
    const { all, at } = chosenOf(store.get()), next = all[at + by];
    if (!next) return;
    store.set({ turn: next.turn });
    hearStretch(store, next);
  }

  store.subscribe(["opened", "turn"], () => asking?.forget());
  const draw = store.draw(["a", "b", "hearing", "turn", "growing"], keepingFocus(element, () => (element.hidden ? lane() : hear), (state) => {
    const { all, at, own, slot } = chosenOf(state);
    element.hidden = !own;
    if (!own) return;
    setText(letter, letterOf(own.speaker));
    letter.style.setProperty("--speaker", colourOf(own.speaker));
    setText(title, `Turn ${own.turn + 1} of ${all.length}`);
    setDisabled(before, at === 0);
    setDisabled(after, at === all.length - 1);
    again.hidden = form.hidden = !asking || slot === "b" || state.growing;
    for (const button of [again, say]) setDisabled(button, Boolean(asking?.pending));
    const key = `${state.opened} ${slot} ${own.turn}`;
    if (filled !== key) words.value = own.text;
    filled = key;
    setText(note, asking?.describe("Decoding this turn again") ?? "");
  }));
}

/**
 * The chosen turn of the trace that is heard, among all of them.
 * @param {PlayerState} state
 * @returns {{all: TurnStretch[], at: number, own: TurnStretch|undefined, slot: "a"|"b"}}
 */
function chosenOf(state) {
  const slot = hearingOf(state)?.slot ?? "a", trace = state[slot], all = trace && state.turn !== null ? turnStretches(trace) : [];
  const at = all.findIndex(({ turn }) => turn === state.turn);
  return { all, at, own: all[at], slot };
}
