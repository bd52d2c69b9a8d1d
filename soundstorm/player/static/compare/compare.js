// What differs between two decodings: settings and counts.

import { keepingFocus, make, makeButton, setText } from "../dom.js";
import { percentText, secondsText } from "../numbers.js";
import { isPaired, stepOf } from "../store.js";
import { compareCells, differingSettings } from "../trace/comparison.js";
import { TraceFormatError } from "../trace/container.js";
import { parseTrace } from "../trace/read.js";
import { headline, readBoth } from "../words.js";

/**
 * @import { Store } from "../store.js"
 * @import { Comparison } from "../trace/comparison.js"
 * @import { Trace } from "../trace/trace.js"
 */

/**
 * @param {HTMLElement} element
 * @param {Store} store
 */
export function mountCompare(element, store) {
  const title = make("h3", {}, "Compare with another decoding"), tally = make("p.tally"), standing = make("p.standing"), trouble = make("p.refusal", { role: "alert", hidden: "" });
  const file = make("input", { type: "file", accept: ".sstrace" }), request = document.createTextNode("Open a second recorded run"), open = make("label.open", {}, request, file);
  const close = makeButton("Close B", () => store.set({ b: null }));
  const chosen = make("p.chosen"), settings = make("table.settings"), levels = make("ol.shares", { "aria-label": "Share of differing tokens by level" });
  const body = make("div.both", {}, tally, standing, chosen, make("div.numbers", {}, make("div", {}, make("h4", {}, "What differs in the settings"), settings),
    make("div", {}, make("h4", {}, "Tokens that differ"), levels)));
  element.replaceChildren(make("section.compare", { "aria-label": "Two decodings" }, make("div.head", {}, title, open, close), trouble, body));

  file.addEventListener("change", async () => {
    const sentence = await openSecond(file.files?.[0], store);
    file.value = "";
    trouble.hidden = !sentence;
    setText(trouble, sentence);
  });
  store.draw(["a", "b"], keepingFocus(element, () => file, ({ a, b }) => {
    element.hidden = !a;
    body.hidden = close.hidden = !a || !b;
    setText(title, a && b ? "A and B" : "Compare with another decoding");
    setText(request, b ? "Open another B" : "Open a second recorded run");
    if (b) trouble.hidden = true;
    if (a && b) fillSettings(settings, a, b);
  }));
  store.draw(["a", "b", "step"], (state) => {
    if (!isPaired(state)) return element.removeAttribute("data-different");
    const { a, b, step } = state, stepB = stepOf(state, "b"), comparison = compareCells(a, step, b, stepB);
    Object.assign(element.dataset, { different: comparison.different, known: comparison.known, stepB });
    setText(standing, `B${b.header.title ? ` (${b.header.title})` : ""}: ${headline({ a: b, step: stepB }).toLowerCase()}`);
    setText(tally, tallyText(comparison, a, b));
    fillShares(levels, comparison);
  });
  store.draw(["a", "b", "step", "cell"], (state) => setText(chosen, state.cell && isPaired(state) ? readBoth(state, state.cell) : ""));
}

/**
 * @param {File|undefined} file
 * @param {Store} store
 * @returns {Promise<string>} what is wrong with the file, "" when it is B now
 */
async function openSecond(file, store) {
  if (!file) return "";
  try {
    store.set({ b: await parseTrace(await file.arrayBuffer()) });
    return "";
  } catch (error) {
    if (!(error instanceof TraceFormatError)) throw error;
    return error.message;
  }
}

/**
 * @param {Comparison} comparison
 * @param {Trace} a
 * @param {Trace} b
 */
function tallyText({ different, known }, a, b) {
  const lengths = [a, b].map((trace) => trace.frames - trace.promptFrames), longer = Math.abs(lengths[0] - lengths[1]);
  const rest = longer ? ` ${lengths[0] > lengths[1] ? "A" : "B"} is ${secondsText(longer / a.framesPerSecond)} longer.` : "";
  if (!known) return `No token is decided in both yet.${rest}`;
  return `${different.toLocaleString("en")} of ${known.toLocaleString("en")} tokens decided in both differ, ${percentText(different / known)}; they are underlined.${rest}`;
}

/**
 * @param {HTMLElement} table
 * @param {Trace} a
 * @param {Trace} b
 */
function fillSettings(table, a, b) {
  const rows = differingSettings(a, b);
  const head = make("thead", {}, make("tr", {}, ...["Setting", "A", "B"].map((text) => make("th", { scope: "col" }, text))));
  const cells = (/** @type {string[]} */ [name, one, two]) => make("tr", {}, make("th", { scope: "row" }, name), make("td", {}, one), make("td", {}, two));
  const none = make("tr", {}, make("td", { colspan: "3" }, "Nothing: both were decoded with the same settings."));
  table.replaceChildren(head, make("tbody", {}, ...(rows.length ? rows.map(cells) : [none])));
}

/**
 * @param {HTMLElement} list
 * @param {Comparison} comparison
 */
function fillShares(list, { counts }) {
  list.replaceChildren(...counts.map(({ level, different, known }) => {
    const bar = make("span.bar"), share = known ? different / known : 0;
    bar.style.setProperty("--share", String(share));
    const text = known ? `${percentText(share)}` : "not yet";
    return make("li", { "data-level": level, "data-different": different, "data-known": known }, make("span", {}, `Level ${level}`), make("span.rail", {}, bar), make("span", {}, text));
  }).reverse());
}
