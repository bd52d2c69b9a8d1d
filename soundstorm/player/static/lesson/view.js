// What the lesson looks like: the page of a step above the player, and its question above the grid.

import { keepingFocus, make, makeButton, setDisabled, setText } from "../dom.js";
import { hearingOf, hearingText } from "../sound/hearing.js";
import { sameCell } from "../store.js";
import { withTerms } from "../terms.js";
import { COLOURINGS, headline } from "../words.js";
import { sceneOf } from "./questions.js";
import { factsOfTrace, LESSON } from "./steps.js";

/**
 * @import { PlayerState } from "../store.js"
 * @import { Trace } from "../trace/trace.js"
 * @import { Answered, LessonState } from "./lesson.js"
 * @import { LessonQuestion } from "./questions.js"
 */

/**
 * The text of a step, its place among the others, what the stage is set to.
 * @param {HTMLElement} element
 * @param {{open: (number: number) => void, setStage: () => void, putBeside: (choice: number) => void}} commands
 * @returns {{draw: (state: LessonState, now: PlayerState, wanted: boolean) => void, focus: () => void}}
 */
export function lessonPage(element, { open, setStage, putBeside }) {
  let shown = 0; // the step on the screen, from 1
  const steps = LESSON.map(({ title }, index) => makeButton(String(index + 1), () => open(index + 1), { title, "data-number": index + 1 }));
  const title = make("h2", { tabindex: "-1" }), text = make("div.text"), setting = make("p.note"), score = make("p.score", { role: "status" });
  const back = makeButton("Back", () => open(shown - 1), { title: "Step before (B)" });
  const next = makeButton("Next", () => open(shown + 1), { title: "Next step (N)" });
  const again = makeButton("Show this step again", setStage, { class: "again" });
  const beside = make("div.choices.beside", { role: "group", "aria-label": "What stands beside A" });
  const earlier = makeButton("‹", () => turn(paragraph - 1), { "aria-label": "Paragraph before" }), later = makeButton("›", () => turn(paragraph + 1), { "aria-label": "Next paragraph" });
  const place = make("span"), pager = make("div.pager", {}, earlier, place, later);
  element.replaceChildren(make("section.lesson", { "aria-label": "Lesson" },
    make("div.head", {}, title, make("nav", { "aria-label": "Steps of the lesson" }, back, make("ol", {}, ...steps.map((button) => make("li", {}, button))), next)),
    text, pager, beside, make("div.setting", {}, setting, again), score));

  let paragraph = 0;
  /** Of several paragraphs one is shown where there is no room for all: see lesson.css. */
  function turn(/** @type {number} */ to) {
    paragraph = Math.min(Math.max(to, 0), text.children.length - 1);
    [...text.children].forEach((one, index) => one.classList.toggle("current", index === paragraph));
    setText(place, `${paragraph + 1} of ${text.children.length}`);
    setDisabled(earlier, paragraph <= 0);
    setDisabled(later, paragraph >= text.children.length - 1);
  }

  function focus() {
    title.focus({ preventScroll: true });
    element.scrollIntoView({ block: "start" });
  }

  /** @type {LessonState["staged"]} */
  let told = null, chosenFor = -1; // the traces that the text was written for; the step whose choices there are

  /** @type {(state: LessonState, now: PlayerState, wanted: boolean) => void} */
  function draw({ at, beside: chosen, staged, trouble, results }, now, wanted) {
    if (at < 0) return;
    shown = at + 1;
    const { choices = [] } = LESSON[at];
    beside.hidden = !choices.length;
    if (chosenFor !== at) {
      chosenFor = at;
      beside.replaceChildren(...choices.map(({ text: name }, index) => makeButton(name, () => putBeside(index))));
    }
    [...beside.children].forEach((button, index) => button.setAttribute("aria-pressed", String(index === chosen)));
    element.dataset.stage = trouble ? "missing" : staged ? "set" : "setting";
    setText(title, `${shown}. ${LESSON[at].title}`);
    if (staged && staged !== told) {
      told = staged;
      text.replaceChildren(...LESSON[at].text(factsOfTrace(staged.a), staged.b && factsOfTrace(staged.b)).map((words) => make("p", {}, ...withTerms(words))));
      turn(0);
    }
    text.hidden = !staged;
    steps.forEach((button, index) => {
      const { outcome } = results[index], said = { "": "", right: ", answered", shown: ", answer shown" }[outcome];
      button.setAttribute("aria-label", `Step ${index + 1}: ${LESSON[index].title}${said}`);
      button.dataset.outcome = outcome;
      if (index === at) button.setAttribute("aria-current", "step");
      else button.removeAttribute("aria-current");
    });
    setDisabled(back, at === 0);
    setDisabled(next, at === LESSON.length - 1);
    setText(setting, trouble || (staged ? settingText(now, LESSON[at].traces) : "Opening the recorded run."));
    setDisabled(again, !staged && !trouble);
    again.parentElement?.classList.toggle("wanted", wanted || Boolean(trouble)); // also where there is no room for it: see lesson.css
    setText(score, scoreText(results));
  }
  return { draw, focus };
}

/**
 * @param {LessonState} state
 * @param {boolean} ready whether the step's runs are on the screen
 * @returns {boolean} whether what is said asks for “Show this step again”
 */
export function asksForStage({ staged, verdict }, ready) {
  return Boolean((staged && !ready) || (verdict && !verdict.right && (verdict.shown || !verdict.helped)));
}

/**
 * @param {PlayerState} now
 * @param {{b?: string}} traces names
 * @returns {string} what the player shows and plays
 */
function settingText(now, { b }) {
  const hearing = hearingOf(now), title = (/** @type {Trace|null} */ trace) => trace?.header.title || "a recording";
  const facts = [b ? `A is “${title(now.a)}”, B is “${title(now.b)}”` : `“${title(now.a)}”`, headline(now).toLowerCase(),
    `coloured by ${COLOURINGS.find(([value]) => value === now.colour)?.[1]}`];
  if (hearing) facts.push(`sound: ${hearingText(hearing)}`);
  return `You see: ${facts.join("; ")}.`;
}

/**
 * @param {LessonState["results"]} results
 * @returns {string} how the lesson went, once every question has been dealt with
 */
function scoreText(results) {
  if (results.some(({ outcome }) => !outcome)) return "";
  const right = results.filter(({ outcome }) => outcome === "right"), first = right.filter(({ tries }) => tries === 1);
  return `All ${results.length} questions are done. You found ${right.length} answers yourself, ${first.length} of them at the first touch. `
    + "Go on with “Predict first” below.";
}

/**
 * The question of a step and what is said to an answer.
 * @param {HTMLElement} element
 * @param {{open: (number: number) => void, answer: () => void, showOne: () => void}} commands
 * @returns {{draw: (state: LessonState, now: PlayerState, staged: boolean) => void, face: () => void}}
 */
export function lessonTask(element, { open, answer, showOne }) {
  let shown = 0;
  const task = make("p.asked-for"), feedback = make("p.feedback", { role: "status" });
  const send = makeButton("", answer), show = makeButton("Show me one", showOne);
  const next = makeButton("Next step", () => open(shown + 1), { class: "primary" });
  const how = make("p.note.how", {}, "Touch it in the grid. By keyboard: arrow keys in the grid choose a token, Enter answers.");
  const section = make("section.lesson-task", { "aria-label": "Question" }, make("h3", {}, "Question"), task, how, make("div.choices", {}, send, show, next), feedback);
  element.replaceChildren(section);

  /** @type {(state: LessonState, now: PlayerState, ready: boolean) => void} */
  function draw({ at, staged, trouble, verdict, pressing, results }, now, ready) {
    if (at < 0) return;
    shown = at + 1;
    const { cell } = now, { outcome, tries } = results[at], moved = staged && !ready, scene = sceneOf(now), { question } = LESSON[at];
    element.dataset.answer = verdict ? (verdict.right ? (verdict.shown ? "shown" : "right") : "wrong") : "";
    setText(task, ready && scene ? question.task(scene) : "");
    setText(feedback, moved ? "Another run is on the screen. Choose “Show this step again” to go on." : verdict ? feedbackText(verdict, question, tries) : "");
    how.hidden = !ready || Boolean(verdict);
    const fresh = ready && cell && !sameCell(cell, verdict?.cell ?? null);
    send.hidden = !fresh || pressing;
    setText(send, cell ? `Answer with level ${cell.level}, frame ${cell.frame}` : "");
    show.hidden = !ready;
    next.hidden = !outcome || at === LESSON.length - 1;
    section.hidden = Boolean(trouble);
  }

  /** Bring what is said to an answer into sight, if it is out of it. */
  function face() {
    const { top, bottom } = element.getBoundingClientRect();
    if (bottom < 0 || top > innerHeight) element.scrollIntoView({ block: "nearest" });
  }
  return { draw: keepingFocus(element, () => (next.hidden ? show : next), draw), face };
}

/**
 * @param {Answered} verdict
 * @param {LessonQuestion} question
 * @param {number} tries
 * @returns {string} friendly, with the reason; after two wrong answers with a hint
 */
function feedbackText({ right, reason, shown, helped }, { hint }, tries) {
  if (shown) return right ? `This one, for example. ${reason}` : "There is no such token at this step. Choose “Show this step again”.";
  if (right) return `✓ Right. ${reason}`;
  if (!helped) return `Not this one. ${reason} At this step there is no right one: choose “Show this step again”.`;
  return `Not this one. ${reason}${tries > 1 ? ` Hint: ${hint}` : ""}`;
}
