// The top of the page. Plays what is on the screen, says where a run stands, and hands out what came of it.
// Every value from the server is complete, so values may be skipped.
const hero = element.querySelector(".hero");
const part = (name) => hero.querySelector(name);
const PLACE_PAUSE = 1500; // milliseconds between two questions for the place in the queue
const REFUSAL_PAUSE = 400; // milliseconds in which a form is refused: until then nothing moves
const AT_WORK = ["queue", "text", "decoding", "reading", "done"];
// what is said where no text was given, by the titles of soundstorm/continuation.py
const WITHOUT_TEXT = { Continuation: "The voice went on by itself: no words were given", "Out of nothing": "Neither words nor a voice were given" };
const along = readAlong(() => describeReading(), () => hero.offsetParent !== null);
let shown = null; // the run at work, or the one that is ready
let ready = null; // the last one that is ready: it comes back when a later one is stopped
let aside = ""; // the long text beside which another run was opened
let ended = ""; // the run that was stopped: values of it that were on their way arrive later
let isAwaited = false; // a run was asked for, and what is told of it is not yet in view
let began = 0, theatre = null;

function update(value) {
  if (!value || value.run === ended) return;
  if (value.phase === "queue" && shown && AT_WORK.slice(1).includes(shown.phase)) return; // it has begun meanwhile
  if (value.answer && shown?.phase !== "queue") return; // nor does it wait any more
  if (["stopped", "closed"].includes(value.phase) && isOfAnother(value)) return;
  if (value.phase === "closed") {
    if (shown === ready && shown?.tab === value.tab) ready = null; // another run is on the screen: this one is in the list
    close();
    return showRefusal();
  }
  if (value.phase === "queue") {
    if (shown?.phase !== "queue") began = performance.now();
    shown = value.answer ? { ...value, tab: shown.tab } : value;
    describe();
    if (value.answer) return;
    isAwaited = true;
    return setTimeout(comeIntoView, REFUSAL_PAUSE);
  }
  if (value.phase === "stopped") {
    isAwaited = false;
    if (!shown || !AT_WORK.includes(shown.phase)) return;
    if (shown.phase === "queue") return close();
    ended = shown.run;
    shown = { ...shown, phase: "stopped" };
    theatre?.growing.stop();
    along.end();
  } else {
    if (shown?.run !== value.run || shown.phase === "queue") began = performance.now() - 1000 * value.elapsed;
    shown = value;
    if (value.parts && theatre?.growing.isShown()) theatre.growing.leave(); // a text has no grid to take the place of one that was stopped
    theatre?.growing.take(value);
    along.take(value);
    if (value.phase === "ready") ready = value;
  }
  describe();
  comeIntoView();
}

/** The form stands far below; once a run, or whoever goes back to the form would be taken from it. */
function comeIntoView() {
  if (isAwaited) bringToTop("#hero");
  isAwaited = false;
}

/** Why a run was refused stands beside its form, which is out of sight when that comes late. */
function showRefusal() {
  isAwaited = false;
  const sentences = () => [...document.querySelectorAll(".notice:not(#stage-notice) [role=alert]")].filter((one) => one.checkVisibility());
  setTimeout(() => bringIntoSight(sentences().at(-1), "nearest"), 50); // by then it is written
}

/** Two tabs may have a run each, of which one waits. */
function isOfAnother({ tab }) {
  return Boolean(shown && AT_WORK.includes(shown.phase) && shown.tab && tab && shown.tab !== tab);
}

function close() {
  shown = ready;
  theatre?.growing.leave();
  along.stop();
  describe();
}

function seconds(number) {
  return `${number.toFixed(1)} s`;
}

function place() {
  const { ahead } = shown;
  return ahead ? `Waiting: ${ahead} ${ahead === 1 ? "run" : "runs"} before yours` : "Yours is next";
}

function headline() {
  if (!shown) return "Hear a voice, then its clone";
  const { phase, level, iteration, iterations, levels, ahead, wait, parts, finished } = shown;
  if (phase === "queue") return place() + (ahead && wait > 0 ? `, about ${Math.ceil(wait)} s` : "");
  if (phase === "text") return "Finding what is to be said, and when";
  if (phase === "reading") return `Part ${Math.min(finished + 1, parts)} of ${parts}${level ? `, level ${level}` : ""}`;
  if (phase === "stopped" && parts) return `Stopped after ${finished} of ${parts} parts`;
  if (phase === "decoding") return level ? `Level ${level} of ${levels}, iteration ${iteration} of ${iterations}` : "Every token is masked";
  if (phase === "stopped") return level ? `Stopped at level ${level}, iteration ${iteration}` : "Stopped";
  return phase === "done" ? "The last touches" : shown.headline;
}

function describe() {
  const phase = shown ? shown.phase : "welcome", isAtWork = AT_WORK.includes(phase), text = headline();
  Object.assign(hero.dataset, { phase, run: shown?.run ?? "", update: shown?.update ?? 0, level: shown?.level ?? 0, finished: shown?.finished ?? 0 });
  document.querySelector("#stage")?.setAttribute("data-work", isAtWork || phase === "stopped" ? phase : "");
  part(".headline").textContent = text;
  const said = { queue: phase === "queue" && place(), text: "Started", decoding: shown?.level ? `Level ${shown.level}` : "Decoding", reading: `Part ${Math.min((shown?.finished ?? 0) + 1, shown?.parts)}`, ready: text, stopped: text }[phase] ?? "";
  if (part(".announcement").textContent !== said) part(".announcement").textContent = said;
  part(".how").hidden = phase !== "welcome" && phase !== "queue";
  part(".clock").hidden = !isAtWork && phase !== "stopped";
  part(".close").hidden = phase !== "stopped";
  fillFacts(shown?.facts ?? [], isAtWork ? shown.station : "");
  part(".expect").hidden = part(".take").hidden = phase !== "ready";
  part(".marked").hidden = !shown?.marked;
  if (phase === "ready") fillTake();
  fillLevels(isAtWork);
  describePlay();
  describeReading();
  if (isAtWork) requestAnimationFrame(tick);
}

let ticking = false;
function tick() {
  if (ticking) return;
  ticking = true;
  const next = () => {
    ticking = Boolean(shown) && AT_WORK.includes(shown.phase);
    if (!ticking) return;
    part(".clock").textContent = seconds((performance.now() - began) / 1000);
    setTimeout(next, 100);
  };
  next();
}

function fillLevels(isAtWork) {
  const { parts = 0, levels = parts, level = 0, iteration = 0, iterations = 1, finished = 0 } = (isAtWork && shown) || {};
  part(".levels").replaceChildren(...Array.from({ length: levels }, (_, index) => {
    const bar = document.createElement("i"), share = index < finished || (!parts && index + 1 < level) ? 1 : !parts && index + 1 === level ? iteration / iterations : 0;
    bar.style.setProperty("--share", share);
    return bar;
  }));
}

// From the words to the sound while a run is at work, lit where it is; then where its time went.
function fillFacts(facts, station) {
  const list = part(".facts");
  if (list.dataset.facts !== facts.join()) { // a term that somebody points at stays
    list.dataset.facts = facts.join();
    list.replaceChildren(...facts.map((fact) => Object.assign(document.createElement("li"), { textContent: fact })));
    list.dispatchEvent(new CustomEvent("explain", { bubbles: true }));
  }
  facts.forEach((fact, index) => {
    if (station && fact.includes(station)) list.children[index].setAttribute("aria-current", "step");
    else list.children[index].removeAttribute("aria-current");
  });
}

function fillTake() {
  part(".take").replaceChildren(...Object.entries(shown.files).map(([name, file]) =>
    Object.assign(document.createElement("a"), { href: file.url, download: file.orig_name, textContent: name })));
}

// A long text is no run on the stage: it is heard while it is made, and then as a whole.
function describeReading() {
  const isText = Boolean(shown?.parts), whole = part(".whole"), url = (isText && shown.whole?.url) || "";
  part(".reading").hidden = !isText || (!along.isHeard && !url);
  part(".play").hidden = isText && aside !== shown.run;
  if (!isText) along.stop(); // whoever cannot stop it must not hear it
  part(".along").hidden = !along.isHeard || (shown?.phase === "ready" && along.isOver);
  part(".along").textContent = along.isPlaying ? "❚❚ Pause" : shown?.phase === "stopped" ? "▶ Hear what was spoken" : "▶ Hear it while it is made";
  hero.dataset.heard = String(along.queued);
  whole.hidden = !url;
  if (!url) whole.pause();
  if (url && whole.getAttribute("src") !== url) whole.setAttribute("src", url);
}
part(".along").addEventListener("click", () => along.toggle());
part(".whole").addEventListener("play", () => {
  along.stop();
  document.dispatchEvent(new CustomEvent("sounds", { detail: part(".whole") }));
});
document.addEventListener("sounds", ({ detail }) => { if (detail !== part(".whole")) part(".whole").pause(); });
document.addEventListener("viewed", () => { // whoever cannot stop it must not hear it
  if (hero.offsetParent) return;
  along.pause();
  part(".whole").pause();
});

/** @returns {"a"|"b"} where the run stands that is told of: the one that is ready may stand beside another */
function slotOfShown() {
  return shown && shown === ready && theatre.dataset.runB === ready.run ? "b" : "a";
}

// What sounds, and of which run.
function describePlay() {
  if (!theatre) return;
  const { sounding, watching, place, plain, growing, [slotOfShown()]: trace } = theatre.player.state, sounds = trace?.sounds ?? new Map();
  const isHeard = [...sounds.keys()].some((name) => /^audio\.\d+$/.test(name));
  part(".watch").disabled = !isHeard || growing;
  part(".prompt").disabled = !sounds.has("audio.prompt");
  part(".clone").disabled = !isHeard;
  const [voice, clone] = isDialogue(trace) ? ["The voices", "The dialogue"] : ["The voice", "Its clone"];
  part(".watch").textContent = isPlayed("decoding") ? "❚❚ Stop" : "▶ Watch and hear";
  part(".prompt").textContent = `${isPlayed("prompt") ? "❚❚" : "▶"} ${voice}`;
  part(".clone").textContent = `${isPlayed("speech") ? "❚❚" : "▶"} ${clone}`;
  part(".prompt").classList.toggle("on", Boolean(sounding && watching && place < 0));
  part(".clone").classList.toggle("on", Boolean(sounding && place >= 0));
  part(".sentence").textContent = trace ? (trace.header.transcript ? `“${trace.header.transcript}”` : WITHOUT_TEXT[trace.header.title] ?? "The words of a recording, in another voice") : "";
  part(".inside").setAttribute("aria-expanded", String(!plain));
  part(".inside").textContent = plain ? "Look inside" : "Just the sound";
}

function isDialogue(trace) {
  return new Set(trace?.header.turns?.map(([speaker]) => speaker)).size > 1;
}

/** Whether what a button asks for sounds: pressed again, it stops it. */
function isPlayed(what) {
  const { sounding, watching, place } = theatre.player.state;
  return sounding && (watching ? watching === what : what === "speech" && place >= 0); // a run at work begins to sound by itself
}

function play(what) {
  const { player } = theatre, again = isPlayed(what);
  if (again) player.set({ sounding: false, watching: false, place: 0 });
  else if (what === "decoding") player.watch(slotOfShown());
  else player.hear(what, slotOfShown());
  describePlay();
}
part(".watch").addEventListener("click", () => play("decoding"));
part(".prompt").addEventListener("click", () => play("prompt"));
part(".clone").addEventListener("click", () => play("speech"));
part(".inside").addEventListener("click", () => {
  const plain = !theatre.player.state.plain;
  theatre.player.set({ plain });
  if (!plain) requestAnimationFrame(() => bringToTop("#theatre")); // its panels are laid out by then: one screen holds them
});
part(".close").addEventListener("click", () => {
  close();
  part(".watch").focus({ preventScroll: true });
});
keepFocus();
// No event: one of which no answer comes counts as a lost connection, and gradio loads the page anew.
setInterval(async () => {
  if (shown?.phase !== "queue" || !element.isConnected) return;
  const answer = await server.place();
  if (answer) update(answer);
}, PLACE_PAUSE);

// Another run that somebody brings onto the screen is not the one that was ready.
document.addEventListener("staged", ({ detail }) => {
  const isOther = ready && ![detail.a, detail.b].includes(ready.run);
  if (isOther && ready.parts) aside = ready.run; // both can be heard
  else if (isOther) {
    if (shown === ready) shown = null;
    ready = null;
  }
  if (shown?.phase === "done") shown = ready;
  describe();
});

(function meet() {
  const root = document.querySelector("#theatre .theatre");
  if (!root?.growing) return requestAnimationFrame(meet);
  theatre = root;
  theatre.player.store.subscribe(["a", "sounding", "watching", "plain", "growing"], describePlay);
  theatre.player.store.subscribe(["a"], () => {
    if (shown?.phase === "stopped" && !theatre.growing.isShown()) close(); // another run is on the screen
  });
  theatre.player.store.subscribe(["place"], ({ place }) => { if (Math.abs(place) < 0.1) describePlay(); });
  watch("value", () => update(props.value));
  update(props.value);
  describePlay();
})();
