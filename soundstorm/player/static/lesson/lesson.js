// The lesson: leads through LESSON, sets the stage for every step, and judges what is touched in the grid.

import { partOf, usesKey } from "../dom.js";
import { bringIntoView, speechView } from "../grid/axis.js";
import { clamp } from "../numbers.js";
import { rightCells, sceneOf } from "./questions.js";
import { LESSON, LESSON_START } from "./steps.js";
import { asksForStage, lessonPage, lessonTask } from "./view.js";

/**
 * @import { Player } from "../player.js"
 * @import { Place, PlayerState } from "../store.js"
 * @import { Trace } from "../trace/trace.js"
 * @import { Verdict } from "./questions.js"
 */

// A press or Enter on a cell here answers the question; the arrow keys alone only choose.
const ANSWERING = ".cells canvas, .cells-b canvas, .confidence .field";
const NOT_OPEN = -1;

/**
 * @typedef {Verdict & {cell: Place|null, shown: boolean, helped: boolean}} Answered
 *
 * @typedef {object} LessonState
 * @property {number} at index into LESSON, or NOT_OPEN
 * @property {number} beside index into its choices
 * @property {{a: Trace, b: Trace|null}|null} staged what this step put on the stage; null while that is under way
 * @property {string} trouble why the stage cannot be set, "" for none
 * @property {Answered|null} verdict on the latest answer
 * @property {boolean} pressing a pointer is down: until it is lifted nothing may move under it, or it misses its token
 * @property {{tries: number, outcome: ""|"right"|"shown"}[]} results of every step
 */

/**
 * @param {HTMLElement} theatre of the player, with slots "lesson" and "task"
 * @param {Player} player
 * @param {object} options
 * @param {(names: {a: string, b?: string}) => Promise<void>} options.show puts bundled traces on the stage; an error's
 *   message is shown
 * @param {number} [options.begin] step to open with when it is first shown, from 1
 * @param {(number: number) => void} [options.onStep] is told every step, from 1
 * @returns {{go: (number: number) => Promise<void>, open: (number: number) => Promise<void>,
 *   setActive: (active: boolean) => Promise<void>, focus: () => void, state: LessonState}}
 */
export function mountLesson(theatre, player, { show, begin = 1, onStep = () => {} }) {
  const { store } = player, [reading, asking] = ["lesson", "task"].map((name) => partOf(theatre, `[data-slot="${name}"]`));
  /** @type {LessonState} */
  let state = { at: NOT_OPEN, beside: 0, staged: null, trouble: "", verdict: null, pressing: false, results: LESSON.map(() => ({ tries: 0, outcome: "" })) };
  let turn = 0;
  const commands = { open: (/** @type {number} */ number) => go(number).then(() => page.focus()), setStage, putBeside, answer, showOne };
  const page = lessonPage(reading, commands), task = lessonTask(asking, commands);
  const update = (/** @type {Partial<LessonState>} */ patch) => {
    state = { ...state, ...patch };
    if (state.at > NOT_OPEN) theatre.dataset.lesson = String(state.at + 1);
    draw(store.get());
  };
  const draw = (/** @type {PlayerState} */ now) => {
    page.draw(state, now, asksForStage(state, isStaged()));
    task.draw(state, now, isStaged());
  };

  /** Whether the stage is as this step has set it, so that its question can be answered. */
  function isStaged() {
    const { a, b } = store.get(), { staged, at } = state;
    return staged !== null && staged.a === a && (!LESSON[at].traces.b || staged.b === b);
  }

  /**
   * Open a step.
   * @param {number} number from 1
   */
  async function go(number) {
    const at = clamp(Math.round(number) || 1, 1, LESSON.length) - 1;
    if (at !== state.at) onStep(at + 1);
    update({ at, beside: 0 });
    await setStage();
  }

  /** @param {number} beside index of a choice of this step */
  async function putBeside(beside) {
    update({ beside });
    await setStage();
  }

  async function setStage() {
    const mine = ++turn, { traces, choices, set } = LESSON[state.at];
    update({ staged: null, trouble: "", verdict: null });
    try {
      await show(choices ? { ...traces, b: choices[state.beside].b } : traces);
    } catch (error) {
      if (mine === turn) update({ trouble: error instanceof Error ? error.message : String(error) });
      return;
    }
    const { a, b } = store.get();
    if (mine !== turn || store.signal.aborted || !a) return;
    store.set({ ...LESSON_START, view: speechView(store.get()), ...set(a) });
    update({ staged: { a, b } });
  }

  /** Judge the chosen cell. */
  function answer() {
    const { cell } = store.get(), scene = sceneOf(store.get()), { results, at } = state;
    if (!cell || !scene || !isStaged()) return;
    const { question } = LESSON[at], verdict = question.judge(scene)(cell), { tries, outcome } = results[at];
    const helped = !verdict.right && rightCells(question, scene).length > 0;
    update({
      verdict: { ...verdict, cell, shown: false, helped },
      results: results.with(at, { tries: tries + 1, outcome: outcome || (verdict.right ? "right" : "") }),
    });
    task.face();
  }

  /** Choose one of the right cells, in the middle of all. */
  function showOne() {
    const scene = sceneOf(store.get());
    if (!scene || !isStaged()) return;
    const { results, at } = state, { question } = LESSON[at], cells = rightCells(question, scene), cell = cells[cells.length >> 1];
    if (!cell) return update({ verdict: { right: false, reason: "", cell: null, shown: true, helped: false } });
    store.set({ playing: false, cell });
    bringIntoView(store, cell.frame);
    update({
      verdict: { ...question.judge(scene)(cell), cell, shown: true, helped: true },
      results: results.with(at, { ...results[at], outcome: results[at].outcome || "shown" }),
    });
  }

  let isHit = false; // whether the latest press was on a cell
  window.addEventListener("pointerdown", (event) => {
    isHit = store.get().hover !== null;
    if (answers(event)) update({ pressing: true });
  }, { signal: store.signal });
  for (const kind of ["pointerup", "pointercancel"]) window.addEventListener(kind, () => update({ pressing: false }), { signal: store.signal });
  theatre.addEventListener("click", (event) => {
    if (isHit && !asking.hidden && !event.shiftKey && !store.get().painting && answers(event)) answer();
  }, { signal: store.signal });
  theatre.addEventListener("keydown", (event) => {
    if (asking.hidden || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || usesKey(event.target, event.key)) return;
    if (event.key === "Enter" && answers(event)) answer();
    else if (event.key === "n" && state.at < LESSON.length - 1) commands.open(state.at + 2);
    else if (event.key === "b" && state.at > 0) commands.open(state.at);
    else return;
    event.preventDefault();
  }, { signal: store.signal });
  store.draw(["a", "b", "step", "cell", "colour", "audibleLevel", "added", "hearing"], draw);
  reading.hidden = asking.hidden = true;

  return {
    go,
    /** Open a step and bring it into view, with the keys of the lesson. */
    open: commands.open,
    /**
     * Show the lesson, or leave the player to itself. Only who opens the lesson finds its runs on the stage.
     * @param {boolean} active
     */
    async setActive(active) {
      reading.hidden = asking.hidden = !active;
      if (active && state.at === NOT_OPEN) await go(begin);
    },
    /** Bring the step into view, with the keys of the lesson. */
    focus: page.focus,
    get state() {
      return state;
    },
  };
}

/** @param {Event} event */
function answers({ target }) {
  return target instanceof Element && target.closest(ANSWERING) !== null;
}
