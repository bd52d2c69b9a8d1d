// Predict first: the next iteration is hidden, six of its cells are asked about, then it is shown with reasons.
// The player stands before the iteration until the answer, so no other view can tell.

import { keepingFocus, make, makeButton, onResize, setDisabled, setState, setText } from "../dom.js";
import { timeAxis } from "../grid/axis.js";
import { lanesAbove } from "../grid/lanes.js";
import { decimal, secondsText } from "../numbers.js";
import { placeOfFrame } from "../sound/hearing.js";
import { isStaged, pointAt } from "../store.js";
import { explainCell } from "../trace/reason.js";
import { judgedRightly, nextQuestion } from "./predicting.js";

/**
 * @import { AskedCell, Question } from "./predicting.js"
 * @import { PlayerState, Store } from "../store.js"
 * @import { Trace } from "../trace/trace.js"
 */

const NUMBERS = ["none", "one", "two", "three", "four", "five", "six"];

/**
 * @param {HTMLElement} element
 * @param {Store} store
 * @param {HTMLElement} cells of the grid, as wide and high as it: the asked ones get their numbers there
 */
export function mountPredict(element, store, cells) {
  const title = make("h3", {}, "Predict first"), task = make("p.task", { role: "status" });
  const cards = make("ol.cards"), ask = makeButton("Ask me", () => askNext(store)), reveal = makeButton("Show what happened", () => revealOutcome(store), { class: "primary" });
  const close = makeButton("Close", () => store.set({ question: null }));
  element.replaceChildren(make("section.predict", { "aria-label": "Predict first" }, make("div.head", {}, title, task, make("div.choices", {}, ask, reveal, close)), cards));
  const pins = make("div.pins", { "aria-hidden": "true" });
  cells.append(pins);

  // Whoever walks away from the question drops it.
  store.subscribe(["opened", "step"], ({ question, opened, step }) => {
    if (question && (question.opened !== opened || step !== (question.revealed ? question.step : question.step - 1))) store.set({ question: null });
  });
  // A press hides its own button: the focus then goes to what is next.
  const nextControl = () => (store.get().question?.revealed === false ? cards.querySelector("button") : ask);
  store.draw(["a", "step", "question"], keepingFocus(element, nextControl, (state) => {
    const { a, question } = state, next = a ? nextQuestion(a, state.step) : null;
    element.hidden = !a;
    element.dataset.asking = question ? (question.revealed ? "revealed" : "asked") : "";
    setText(task, a && question ? taskText(a, question) : introduction(a, next));
    ask.hidden = Boolean(question && !question.revealed);
    setDisabled(ask, !next);
    setText(ask, question ? "Ask me again" : "Ask me");
    reveal.hidden = !question || question.revealed;
    close.hidden = !question;
    fillCards(cards, state, store);
    fillPins(pins, state, store);
  }));
  const place = store.draw(["question", "view", "a", "projector"], (state) => placePins(pins, state));
  onResize(cells, store.signal, place);
}

/** @param {Store} store */
function askNext(store) {
  const { a, step, opened } = store.get(), question = a && nextQuestion(a, step);
  if (question) store.set({ playing: false, cell: null, step: question.step - 1, question: { ...question, opened } });
}

/** @param {Store} store */
function revealOutcome(store) {
  const { question } = store.get();
  if (question) store.set({ question: { ...question, revealed: true }, step: question.step });
}

/**
 * @param {Store} store
 * @param {number} event
 */
function toggleCell(store, event) {
  const { question } = store.get();
  if (!question || question.revealed) return;
  const picked = new Set(question.picked);
  if (!picked.delete(event)) picked.add(event);
  store.set({ question: { ...question, picked } });
}

/**
 * @param {Trace|null} trace
 * @param {Question|null} next
 */
function introduction(trace, next) {
  if (next) return "Guess which tokens the next iteration keeps, before you see it.";
  if (trace && !nextQuestion(trace, -1)) return "Every iteration of this decoding keeps all of its tokens: there is nothing to guess.";
  return "Every iteration from here on keeps all of its tokens: go back towards the start to be asked.";
}

/**
 * @param {Trace} trace
 * @param {Question} question
 */
function taskText(trace, question) {
  const { level, iteration, iterations, open, masked } = trace.steps[question.step], { cells } = question;
  if (!question.revealed) {
    return `Iteration ${iteration} of ${iterations} of level ${level} has sampled ${open} tokens and will keep ${open - masked} of them. Which of these ${NUMBERS[cells.length]} stay?`;
  }
  const right = cells.filter((cell) => judgedRightly(question, cell)).length;
  return `${right} of ${cells.length} right. Iteration ${iteration} of ${iterations} of level ${level} kept ${open - masked} of ${open} tokens.`;
}

/**
 * @param {HTMLElement} list
 * @param {PlayerState} state
 * @param {Store} store
 */
function fillCards(list, { a, question }, store) {
  const cells = question?.cells ?? [], key = question ? `${question.step} ${question.revealed}` : "";
  if (list.dataset.key !== key) {
    list.dataset.key = key;
    const card = question?.revealed ? outcomeCard : questionCard;
    list.replaceChildren(...(a && question ? cells.map((cell, index) => card(a, question, cell, index, store)) : []));
  }
  if (question && !question.revealed) {
    list.querySelectorAll("button").forEach((button, index) => setState(button, "aria-pressed", question.picked.has(cells[index].event)));
  }
}

/**
 * @param {Trace} trace
 * @param {AskedCell} cell
 */
function cellTitle(trace, { frame }) {
  const phoneme = trace.phonemeAt(frame);
  return `${secondsText(placeOfFrame(trace, frame))}${phoneme ? ` /${phoneme}/` : ""}`;
}

/**
 * @param {Trace} trace
 * @param {Question} question
 * @param {AskedCell} cell
 * @param {number} index
 * @param {Store} store
 */
function questionCard(trace, question, cell, index, store) {
  const { events } = trace, confidence = events.confidence[cell.event], sampled = events.sampled[cell.event];
  const bar = make("span.bar");
  bar.style.setProperty("--share", String(confidence));
  const button = makeButton("", () => toggleCell(store, cell.event), {
    class: "asked", "data-event": cell.event, "aria-pressed": "false",
    "aria-label": `Cell ${index + 1}, ${cellTitle(trace, cell)}, token ${sampled} sampled with confidence ${decimal(confidence)}: will it be kept?`,
  });
  button.append(make("b.number", {}, String(index + 1)), make("span.where", {}, cellTitle(trace, cell)),
    make("span.sample", {}, `token ${sampled}`), make("span.rail", {}, bar), make("span.percent", {}, `confidence ${decimal(confidence)}`), make("span.guess"));
  return make("li", {}, button);
}

/**
 * @param {Trace} trace
 * @param {Question} question
 * @param {AskedCell} cell
 * @param {number} index
 * @param {Store} store
 */
function outcomeCard(trace, question, cell, index, store) {
  const right = judgedRightly(question, cell), guess = question.picked.has(cell.event) ? "kept" : "hidden";
  const facing = trace.cellAt(question.step, cell.level, cell.frame), { confidence, noise, score } = facing;
  const look = makeButton("Look at it", () => pointAt(store, "cell", { level: cell.level, frame: cell.frame }), { "aria-label": `Look at it: cell ${index + 1}` });
  return make(`li.outcome.${right ? "right" : "wrong"}`, { "data-event": cell.event },
    make("p.where", {}, make("b.number", {}, String(index + 1)), ` ${cellTitle(trace, cell)}`),
    make("p.verdict", {}, `${right ? "✓ Right" : "✗ Wrong"}: ${cell.kept ? "kept" : "hidden again"}${right ? "" : `, you said ${guess}`}`),
    make("p.reason", {}, explainCell(trace, question.step, facing)),
    make("p.sum", {}, `log confidence ${decimal(Math.log(confidence ?? 0))} + noise ${decimal(noise)} = score ${decimal(score)}`), look);
}

/**
 * Numbers on the asked cells in the grid; the cards say the same to those who do not see them.
 * @param {HTMLElement} element
 * @param {PlayerState} state
 * @param {Store} store
 */
function fillPins(element, { question }, store) {
  const cells = question?.cells ?? [], key = question ? String(question.step) : "";
  if (element.dataset.key !== key) {
    element.dataset.key = key;
    element.replaceChildren(...cells.map((cell, index) => makeButton(String(index + 1), () => toggleCell(store, cell.event), { tabindex: "-1" })));
  }
  if (!question) return;
  [...element.children].forEach((pin, index) => {
    pin.classList.toggle("picked", question.picked.has(cells[index].event));
    pin.classList.toggle("kept", question.revealed && cells[index].kept);
    pin.classList.toggle("dropped", question.revealed && !cells[index].kept);
  });
}

/**
 * @param {HTMLElement} element
 * @param {PlayerState} state
 */
function placePins(element, state) {
  if (!isStaged(state)) return;
  const axis = timeAxis(state, element.clientWidth), cells = state.question?.cells ?? [];
  element.querySelectorAll("button").forEach((pin, index) => {
    const { level, frame } = cells[index], x = axis.x(frame + 0.5);
    pin.hidden = x < 0 || x > element.clientWidth;
    pin.style.left = `${x}px`;
    pin.style.top = `calc(${lanesAbove(state, level) + 0.5} * var(--lane))`;
  });
}
