// The controls of what is heard: listen, up to which level, all of it or only what the level adds, of A or of B.
// The place is kept through every switch.

import { make, makeButton, setDisabled, setState, setText, usesKey } from "../dom.js";
import { clamp, secondsText } from "../numbers.js";
import { theatreOf } from "../theme.js";
import { hearingOf, hearingText, placeOfFrame, speechSeconds } from "./hearing.js";
import { Speaker } from "./speaker.js";

/**
 * @import { Hearing } from "./hearing.js"
 * @import { PlayerState, Slot, Store } from "../store.js"
 * @import { Trace } from "../trace/trace.js"
 */

/** @type {(keyof PlayerState)[]} */
const SOUND_KEYS = ["a", "b", "step", "hearing", "audibleLevel", "added", "sounding"];

// every browser of an iPhone has the system's decoders
const CANNOT_PLAY = "This browser cannot play Ogg Opus: update the system, or try a current Firefox or Chrome on a computer.";

/** @type {Slot[]} */
const SLOTS = ["a", "b"];

/**
 * @param {HTMLElement} element
 * @param {Store} store
 */
export function mountSound(element, store) {
  const listen = makeButton("Listen", () => toggleSound(store), { class: "listen", title: "Listen (S)" });
  const clock = make("span.clock", { role: "timer", "aria-label": "Position in the speech" }); // an output would be spoken at every frame
  const levels = make("div.switch.levels", { role: "group", "aria-label": "Level heard and shown", title: "One level down or up: [ and ]" });
  const whole = makeButton("All of it", () => store.set({ added: false })), added = makeButton("", () => store.set({ added: true }), { title: "To and fro: D" });
  const slots = SLOTS.map((slot) => makeButton(slot.toUpperCase(), () => store.set({ hearing: slot }), { "aria-label": `Listen to ${slot.toUpperCase()}`, title: "To and fro: X" }));
  const amount = make("div.switch", { role: "group", "aria-label": "How much is heard and shown" }, whole, added);
  const side = make("div.switch.sides", { role: "group", "aria-label": "Which decoding is heard and shown" }, ...slots);
  const note = make("p.note", { role: "status" });
  element.replaceChildren(make("div.sound", {}, listen, clock, labelled("Level", levels), amount, side, note));

  let trouble = "";
  const speaker = new Speaker(() => {
    store.set({ place: 0, sounding: store.get().loop && store.get().sounding });
    if (store.get().sounding) start();
  });
  store.signal.addEventListener("abort", () => speaker.close());

  /** @param {number} [place] where the sound is, without */
  function start(place) {
    const hearing = hearingOf(store.get());
    if (!hearing) return;
    const { trace, sound, added: only } = hearing, parts = [{ name: sound, starts: 0 }];
    if (!only && trace.sounds.has("audio.prompt")) parts.push({ name: "audio.prompt", starts: placeOfFrame(trace, 0) });
    if (trouble && store.get().error === trouble) store.set({ error: "" });
    trouble = "";
    speaker.play(trace, parts, place).then(follow, () => {
      trouble = CANNOT_PLAY;
      store.set({ sounding: false, error: trouble });
    });
  }

  let following = false;
  function follow() {
    if (following) return;
    following = true;
    const tick = () => {
      following = store.get().sounding && !store.signal.aborted;
      if (!following) return;
      store.set({ place: speaker.place });
      requestAnimationFrame(tick);
    };
    tick();
  }

  // What should sound, as one word; the speaker is told when it changes.
  let heard = "";
  store.subscribe(SOUND_KEYS, (state) => {
    const hearing = hearingOf(state), wanted = state.sounding && hearing?.audible ? `${hearing.slot} ${hearing.sound}` : "";
    if (state.sounding && !wanted) return store.set({ sounding: false });
    if (wanted === heard) return;
    const silent = !heard;
    heard = wanted;
    if (wanted) start(silent ? state.place : undefined);
    else {
      speaker.pause();
      store.set({ place: speaker.place });
    }
  });
  store.subscribe(["seek"], ({ seek, sounding }) => {
    if (!seek) return;
    store.set({ place: seek.place });
    speaker.seek(seek.place);
    if (sounding) start(seek.place);
  });
  store.subscribe(["opened"], ({ a }) => {
    store.set({ sounding: false, audibleLevel: null, added: false, hearing: "a", seek: { place: 0 } });
    fillLevels(levels, a, store);
  });
  store.subscribe(["b"], ({ hearing, b }) => { if (hearing === "b") store.set({ sounding: false, hearing: b ? "b" : "a" }); });
  fillLevels(levels, store.get().a, store);
  mountSoundKeys(element, store);

  store.draw([...SOUND_KEYS, "place"], (state) => {
    const hearing = hearingOf(state), sounding = Boolean(state.sounding);
    Object.assign(element.dataset, { sounding, sound: hearing?.level ? `${hearing.slot} ${hearing.sound}` : "" });
    setText(listen, sounding ? "Pause" : "Listen");
    listen.setAttribute("aria-label", `${sounding ? "Pause" : "Listen to"} the speech (S)`);
    listen.classList.toggle("on", sounding);
    setDisabled(listen, !hearing?.audible);
    setText(clock, hearing ? `${secondsText(state.place)} of ${secondsText(speechSeconds(hearing.trace))}` : "");
    levels.querySelectorAll("button").forEach((button, level) => setState(button, "aria-pressed", (state.audibleLevel ?? 0) === level));
    setText(added, hearing && hearing.level > 1 ? `What level ${hearing.level} adds` : "What the level adds");
    setState(whole, "aria-pressed", !state.added);
    setState(added, "aria-pressed", state.added);
    side.hidden = !state.b;
    slots.forEach((button, index) => setState(button, "aria-pressed", state.hearing === SLOTS[index]));
    setText(note, trouble || soundNote(hearing, state));
  });
}

/**
 * The choice of levels; 0 stands for the last one that is complete.
 * @param {HTMLElement} element
 * @param {Trace|null} trace
 * @param {Store} store
 */
function fillLevels(element, trace, store) {
  const choose = (/** @type {number} */ level) => makeButton(level ? String(level) : "Latest", () => store.set({ audibleLevel: level || null }), {
    "data-level": level, "aria-label": level ? `Levels 1 to ${level}` : "The latest complete level",
  });
  element.replaceChildren(...Array.from({ length: trace ? trace.levels + 1 : 0 }, (_, level) => choose(level)));
}

/**
 * @param {string} label
 * @param {HTMLElement} control
 */
function labelled(label, control) {
  return make("div.labelled", {}, make("span", { "aria-hidden": "true" }, label), control);
}

/**
 * @param {Hearing|null} hearing
 * @param {PlayerState} state
 * @returns {string} what is missing, or why what is heard is what it is
 */
function soundNote(hearing, state) {
  if (!hearing) return "";
  if (!hearing.trace.sounds.size) return "This recorded run has no sound.";
  if (!hearing.level) return "Nothing to hear before level 1 is complete: go on, or choose a level.";
  if (!hearing.audible) return `This recorded run has no sound of ${hearingText(hearing)}.`;
  if (state.added && !hearing.added) return "Level 1 is the first: everything in it is new.";
  return `Heard and shown: ${hearingText(hearing)}${state.b ? ` of ${hearing.slot.toUpperCase()}` : ""}.`;
}

/**
 * Start or stop listening.
 * @param {Store} store
 */
function toggleSound(store) {
  const state = store.get();
  store.set({ sounding: !state.sounding && Boolean(hearingOf(state)?.audible) });
}

/**
 * Hear one level more or fewer.
 * @param {Store} store
 * @param {number} by
 */
function moveLevel(store, by) {
  const hearing = hearingOf(store.get());
  if (hearing) store.set({ audibleLevel: clamp(hearing.level + by, 1, hearing.trace.levels) });
}

/**
 * S listens, [ and ] change the level, D hears what it adds, X the other trace.
 * @param {HTMLElement} element
 * @param {Store} store
 */
function mountSoundKeys(element, store) {
  /** @type {Record<string, () => void>} */
  const keys = {
    s: () => toggleSound(store),
    "[": () => moveLevel(store, -1),
    "]": () => moveLevel(store, 1),
    d: () => store.set({ added: !store.get().added }),
    x: () => store.set({ hearing: store.get().b && store.get().hearing === "a" ? "b" : "a" }),
  };
  theatreOf(element).addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || !keys[event.key] || usesKey(event.target, event.key)) return;
    event.preventDefault();
    keys[event.key]();
  }, { signal: store.signal });
}
