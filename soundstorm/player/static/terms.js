// Words of the field, each with one sentence that says what it is: shown when it is pointed at, focused or pressed.

import { make, makeButton, setText } from "./dom.js";

/** @type {Record<string, string>} */
export const MEANINGS = {
  token: "A token is a whole number that stands for one of the entries of a codebook: here, for a bit of sound.",
  level: "A level is a row of the grid: level 1 describes the sound roughly, every further level corrects what is left over.",
  frame: "A frame is a column of the grid: a moment of sound, here a fiftieth of a second, described by one token a level.",
  iteration: "In an iteration the network guesses all masked tokens of a level at once, and the surest guesses stay.",
  masked: "A masked token is not decided yet: the network sees a blank there.",
  confidence: "Confidence is the probability that the network gave to the token it drew.",
  guidance: "Guidance w asks twice, with the voice prompt and without it, and goes on from the second answer to the first and w times as far beyond: the voice comes closer, in twice the passes.",
  entropy: "Entropy says how undecided the network was, in nats: 0 when one token has all the probability.",
  score: "The score is the logarithm of the confidence plus some chance; the tokens with the best scores stay.",
  threshold: "The threshold is the lowest score that stayed: the schedule says how many stay, not how good they must be.",
  semantic: "Semantic tokens say what is spoken and when, and next to nothing about whose voice it is.",
  phonemes: "Phonemes are the sounds of a language: the words are spelled in them before anything is spoken.",
  prompt: "The voice prompt is a recording of a few seconds, as tokens: what follows goes on in its voice.",
  rvq: "Residual vector quantization: each level describes what the levels before it left over.",
  seed: "The seed is the number that chance starts from: with the same one a run comes out the same.",
  temperature: "At a higher temperature improbable tokens are drawn more often; near 0 the most probable one nearly always.",
  autoregressive: "An autoregressive model writes one token after the other, each with all those before it in view.",
  sound: "The codec's decoder turns the tokens of all levels back into sound.",
  words: "The text that is to be spoken.",
};

/**
 * A term that opens its meaning.
 * @param {string} text
 * @param {keyof typeof MEANINGS} name
 */
export function makeTerm(text, name) {
  return makeButton(text, () => {}, { class: "term", "data-term": name });
}

// How the terms are written in running text; of two that begin at one place the longer one comes first.
const WRITTEN = {
  semantic: "semantic tokens?", rvq: "residual vector quantization", prompt: "(?:voice )?prompts?", token: "tokens?", level: "levels?", frame: "frames?",
  iteration: "iterations?", masked: "masked|masks?", confidence: "confidence", phonemes: "phonemes?", threshold: "threshold", score: "scores?",
  seed: "seeds?", temperature: "temperatures?", autoregressive: "autoregressive(?:ly)?",
};
const TERMS = new RegExp(`\\b(?:${Object.entries(WRITTEN).map(([name, words]) => `(?<${name}>${words})`).join("|")})\\b`, "gi");

/**
 * Running text in which every term opens its meaning where it comes first.
 * @param {string} text
 * @returns {(string|HTMLElement)[]}
 */
export function withTerms(text) {
  /** @type {Set<string>} */
  const met = new Set(), parts = [];
  let end = 0;
  for (const { 0: written, index, groups = {} } of text.matchAll(TERMS)) {
    const name = Object.keys(groups).find((one) => groups[one]) ?? "";
    if (met.has(name)) continue;
    met.add(name);
    // no button: it would not break at the end of a line
    parts.push(text.slice(end, index), make("span.term", { role: "button", tabindex: "0", "data-term": name }, written));
    end = index + written.length;
  }
  return [...parts, text.slice(end)];
}

/**
 * @param {HTMLElement} element that holds terms; those of an element within it that does so itself are left to that one
 * @param {AbortSignal} signal
 */
export function mountTerms(element, signal) {
  const note = make("p.meaning", { role: "status", hidden: "" });
  element.append(note);
  element.toggleAttribute("data-terms", true);
  const close = () => { note.hidden = true; };
  const open = (/** @type {Event} */ event) => {
    const term = event.target instanceof Element ? event.target.closest("[data-term]") : null;
    if (!(term instanceof HTMLElement) || term.closest("[data-terms]") !== element) return;
    const meaning = MEANINGS[term.dataset.term ?? ""], box = term.getBoundingClientRect(), around = element.getBoundingClientRect();
    if (!meaning) return;
    setText(note, meaning);
    note.hidden = false;
    const left = Math.min(box.left - around.left, around.width - note.offsetWidth);
    note.style.left = `${Math.max(0, left)}px`;
    note.style.top = `${box.bottom - around.top + 6}px`;
  };
  for (const kind of ["pointerover", "focusin", "click"]) element.addEventListener(kind, open, { signal });
  for (const kind of ["pointerout", "focusout"]) element.addEventListener(kind, close, { signal });
  element.addEventListener("keydown", (event) => {
    const isTerm = event.target instanceof Element && event.target.matches("span.term"); // a button opens it by itself
    if (event.key === "Escape" && !note.hidden) close();
    else if (isTerm && (event.key === "Enter" || event.key === " ")) open(event);
    else return;
    event.preventDefault();
  }, { signal });
}
