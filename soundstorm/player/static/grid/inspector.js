// One cell under the glass: what it is and why, its most probable tokens, its numbers, its history.

import { keepingFocus, make, makeButton, refill, setText } from "../dom.js";
import { makeTerm } from "../terms.js";
import { mountKnobs } from "./knobs.js";
import { decimal } from "../numbers.js";
import { goToStep } from "../store.js";
import { explainCell } from "../trace/reason.js";
import { State, STATE_NAMES } from "../trace/states.js";
import { placeInTime } from "../words.js";

/**
 * @import { Place, Store } from "../store.js"
 * @import { Cell, Trace } from "../trace/trace.js"
 */

/**
 * @param {HTMLElement} element
 * @param {Store} store
 * @param {(name: "candidate", detail: Place & {step: number, token: number}) => void} tell takes "candidate" when somebody asks for another token
 * @param {() => HTMLElement} heir takes the focus of a control that goes
 */
export function mountInspector(element, store, tell, heir) {
  const title = make("h3"), chip = make("span.chip"), reason = make("p.reason"), history = make("ol.history");
  const past = make("div.past", { role: "group", "aria-label": "Iterations of this cell" }, make("p.note", {}, "Sampled here, iteration by iteration"), history);
  const facts = make("dl.facts"), candidates = make("ol.candidates"), caption = make("p.note");
  const knobs = mountKnobs(candidates);
  const hint = make("p.note", {}, "Choose a cell in the grid: click it, or move there with the arrow keys.");
  const body = make("div.glass", {}, make("div", {}, make("p.heading", {}, title, chip), reason, facts), make("div", {}, caption, candidates, knobs.node), past);
  element.replaceChildren(make("section.inspector", { "aria-label": "Chosen cell" }, hint, body));

  store.draw(["a", "b", "step", "cell", "editable", "question"], keepingFocus(element, heir, (state) => {
    const { a, step, cell } = state;
    hint.hidden = Boolean(a && cell);
    body.hidden = !hint.hidden;
    if (!a || !cell) return;
    const { level, frame } = cell, facing = a.cellAt(step, level, frame), phoneme = a.phonemeAt(frame);
    setText(title, `${state.b ? "A: level" : "Level"} ${level}, frame ${frame}, ${placeInTime(a, frame)}${phoneme ? `, /${phoneme}/` : ""}`);
    setText(chip, STATE_NAMES[facing.state]);
    chip.dataset.state = String(facing.state);
    setText(reason, explainCell(a, step, facing));
    fill(facts, [...factsOf(facing), ...guidanceOf(a, facing)], ([name, value, term]) => make("div", {}, make("dt", {}, term ? makeTerm(name, term) : name), make("dd", {}, value)));
    setText(caption, candidateCaption(a, facing));
    const ask = state.editable && facing.decidedIn >= 0 ? (/** @type {number} */ token) => tell("candidate", { step: facing.decidedIn, level, frame, token }) : null;
    fill(candidates, rowsOf(facing), (row) => candidateRow(row, ask));
    knobs.draw(facing.candidates);
    const passes = a.history(level, frame);
    past.hidden = !passes.length || Boolean(state.question && !state.question.revealed); // it would tell the answer
    fill(history, passes, (pass) => historyItem(a, pass, step, store));
  }));
}

/**
 * @template Item
 * @param {HTMLElement} list
 * @param {Item[]} items
 * @param {(item: Item) => HTMLElement} row
 */
function fill(list, items, row) {
  refill(list, items.map(row));
}

/**
 * @param {Cell} cell
 * @returns {[name: string, value: string, term?: string][]}
 */
function factsOf(cell) {
  if (cell.state === State.MASKED) return [];
  if (cell.confidence === null) return [["token", String(cell.token), "token"]];
  const { token, confidence, noise, score, threshold, entropy } = cell;
  return [["sampled token", String(token), "token"], ["confidence", decimal(confidence, 3), "confidence"], ["log confidence", decimal(Math.log(confidence))], ["+ noise", decimal(noise)],
    ["= score", decimal(score), "score"], ["threshold", decimal(threshold), "threshold"], ["entropy", `${decimal(entropy)} nats`, "entropy"]];
}

/**
 * How far what is shown was pushed towards the prompt's voice.
 * @param {Trace} trace
 * @param {Cell} cell
 * @returns {[name: string, value: string, term?: string][]}
 */
function guidanceOf({ header }, { confidence }) {
  const { guidance } = header.schedule;
  return guidance && confidence !== null ? [["guidance", decimal(guidance), "guidance"]] : [];
}

/**
 * @param {Trace} trace
 * @param {Cell} cell
 */
function candidateCaption(trace, { decidedIn, candidates }) {
  if (decidedIn < 0) return "";
  const { level, iteration } = trace.steps[decidedIn], at = `in iteration ${iteration} of level ${level}`;
  return candidates.length ? `Most probable tokens ${at}` : `Sampled ${at}; this recorded run holds no other candidates`;
}

/** @typedef {{id: number, p: number, sampled: boolean, below: boolean}} Row below: not among the most probable */

/**
 * The candidates, and the sampled token itself when it is none of them.
 * @param {Cell} cell
 * @returns {Row[]}
 */
function rowsOf({ candidates, sampled, confidence }) {
  const rows = candidates.map((candidate) => ({ ...candidate, sampled: candidate.id === sampled, below: false }));
  if (sampled === null || confidence === null || rows.some((row) => row.sampled)) return rows;
  return [...rows, { id: sampled, p: confidence, sampled: true, below: true }];
}

/**
 * @param {Row} row
 * @param {((token: number) => void)|null} ask for this token instead
 */
function candidateRow({ id, p, sampled, below }, ask) {
  const percent = p >= 0.0995 ? `${(p * 100).toFixed(0)} %` : `${(p * 100).toPrecision(2)} %`;
  const bar = make("span.bar");
  bar.style.setProperty("--share", String(p));
  const mark = make("span.mark", {}, sampled ? (below ? "sampled, not among the most probable" : "sampled") : "");
  const row = make("li", {}, make("span.token", {}, String(id)), make("span.rail", {}, bar), make("span.percent", {}, p > 0 ? percent : "under 0.00001 %"), mark);
  row.classList.toggle("sampled", sampled);
  if (ask && !sampled) mark.replaceChildren(makeButton("Take this one", () => ask(id), { "aria-label": `Take this one: continue with token ${id} here` }));
  return row;
}

/**
 * A button an iteration: what was sampled then, kept or hidden.
 * @param {Trace} trace
 * @param {{step: number, event: number}} pass
 * @param {number} current step
 * @param {Store} store
 */
function historyItem(trace, { step, event }, current, store) {
  const { sampled, kept, confidence } = trace.events, { iteration } = trace.steps[step];
  const unseen = (/** @type {string} */ text) => make("span.unseen", {}, text);
  const button = makeButton(unseen("Iteration "), () => {
    store.set({ playing: false });
    goToStep(store, step);
  }, { class: kept[event] ? "kept" : "" });
  button.append(make("span", {}, String(iteration)), unseen(": token "), make("b", {}, String(sampled[event])),
    unseen(`, confidence ${decimal(confidence[event])}, ${kept[event] ? "kept" : "hidden again"}`));
  button.style.setProperty("--share", String(confidence[event]));
  if (step === current) button.setAttribute("aria-current", "step");
  return make("li", {}, button);
}
