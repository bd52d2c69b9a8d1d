// Starts an exported lesson: the player, the traces that the page holds by name, and the step that the address names.

import { bytesOf, partOf, scriptsWithTraces } from "../dom.js";
import { mountPlayer } from "../player.js";
import { parseTrace } from "../trace/read.js";
import { mountLesson } from "./lesson.js";

/** @import { Trace } from "../trace/trace.js" */

const scripts = scriptsWithTraces();
/** @type {Map<string, Promise<Trace>>} */
const read = new Map();

/**
 * @param {string} name
 * @returns {Promise<Trace>} a trace of this page, read once
 */
function bundledTrace(name) {
  const script = scripts.get(name), known = read.get(name);
  if (known) return known;
  if (!script) throw new Error(`This page lacks the trace ${name}: export the lesson again.`);
  const reading = parseTrace(bytesOf(script));
  read.set(name, reading);
  return reading;
}

/** @returns {number} the step that the address names, where it is followed first; NaN for none */
const addressed = () => Number(/lesson=(\d+)/.exec(location.hash + location.search)?.[1]);

const theatre = partOf(document, ".theatre"), player = mountPlayer(theatre);
let shows = 0;
const lesson = mountLesson(theatre, player, {
  begin: addressed() || 1,
  async show({ a, b }) {
    const mine = ++shows, [first, second] = await Promise.all([bundledTrace(a), b ? bundledTrace(b) : null]);
    if (mine !== shows) return; // another step was opened meanwhile
    if (player.state.a !== first) await player.load(first);
    if (mine === shows) await player.load(second, { slot: "b" });
  },
  onStep: (number) => history.replaceState(null, "", `#lesson=${number}`),
});
lesson.setActive(true);
theatre.focus({ preventScroll: true }); // its keys work at once
addEventListener("hashchange", () => {
  const number = addressed();
  if (number && number !== lesson.state.at + 1) lesson.go(number);
});
Object.assign(window, { player, lesson });
