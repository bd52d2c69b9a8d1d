// A run while it is decoded; afterwards the theatre has its trace and this view closes.
// Every value from the server is complete, so values may be skipped.
const live = element.querySelector(".live");
const part = (name) => live.querySelector(name);
const canvas = part("canvas.grid"), board = part(".levels");
let shown = null, cells = null, cards = [];
let ended = ""; // the run that was stopped: values of it that were on their way arrive later

function update() {
  const { value } = props;
  if (value && value.grid && value.run === ended) return;
  if (value && value.grid) shown = value;
  else if (value && shown) shown = { ...shown, phase: value.phase }; // stopped: keep the picture
  if (shown && shown.phase === "stopped") ended = shown.run;
  if (!shown || (value && value.phase === "closed")) return close();
  const { grid } = shown;
  cells = unpackCells(grid.cells);
  live.hidden = false;
  part(".close").hidden = shown.phase !== "stopped";
  if (live.dataset.run !== shown.run || cards.length !== grid.levels) restart();
  Object.assign(live.dataset, { phase: shown.phase, update: shown.update, level: shown.level, finished: shown.finished.length });
  shown.finished.forEach((finished) => finishCard(cards[finished.level - 1], finished));
  cards.forEach((card) => card.classList.toggle("active", shown.phase === "decoding" && Number(card.dataset.level) === shown.level));
  describe();
  paint();
}

function close() {
  silence();
  live.hidden = true;
  live.dataset.phase = "closed";
  shown = null;
}

function restart() {
  silence();
  live.dataset.run = shown.run;
  cards = levelCards(shown.grid.levels);
  board.replaceChildren(...cards);
  part(".names").replaceChildren(...cards.map((_, level) => Object.assign(document.createElement("span"), { textContent: level + 1 })).reverse());
  part(".passes").replaceChildren(...shown.schedule.map((passes, level) => {
    const group = document.createElement("span");
    group.style.flexGrow = passes;
    group.append(...Array.from({ length: passes }, () => document.createElement("i")));
    return group;
  }));
  // A new run brings its grid into view, unless all of it is there already.
  canvas.scrollIntoView({ block: "nearest", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
}

function describe() {
  const { phase, level, iteration, iterations, grid, schedule, elapsed } = shown;
  const place = level ? `Level ${level} of ${grid.levels}, iteration ${iteration} of ${iterations}` : "";
  const headlines = { text: "Finding the words’ semantic tokens", decoding: place || "Everything still masked",
    done: "Decoded: setting the stage", stopped: place ? `Stopped at level ${level}, iteration ${iteration}` : "Stopped" };
  part(".headline").textContent = headlines[phase];
  part(".clock").textContent = `${elapsed.toFixed(2)} s`;
  part(".announcement").textContent = phase === "decoding" ? (level > 1 ? `Level ${level - 1} finished` : "Decoding") : headlines[phase];
  const before = schedule.slice(0, Math.max(level - 1, 0)).reduce((sum, passes) => sum + passes, 0) + (level ? iteration : 0);
  live.querySelectorAll(".passes i").forEach((tick, index) => {
    tick.classList.toggle("passed", index < before);
    tick.classList.toggle("current", phase === "decoding" && index === before - 1);
  });
  [...part(".names").children].forEach((name, index) => name.classList.toggle("active", phase === "decoding" && grid.levels - index === level));
  part(".facts").replaceChildren(...shown.facts.map((fact) => Object.assign(document.createElement("li"), { textContent: fact })));
  const seconds = (frames) => (frames / grid.frames_per_second).toFixed(1);
  const target = grid.frames - grid.prompt_frames;
  part(".of-prompt").textContent = grid.prompt_frames ? `prompt ${seconds(grid.prompt_frames)} s` : "";
  part(".of-target").textContent = target ? `new speech ${seconds(target)} s` : "";
  live.style.setProperty("--prompt-share", grid.prompt_frames / grid.frames);
  canvas.setAttribute("aria-label", `Token grid: ${grid.levels} levels by ${grid.frames} frames, ${grid.prompt_frames} of them voice prompt`);
}

function paint() {
  if (shown) paintGrid(canvas, shown.grid, cells);
}

// share: how far the sounding level has played, or null when nothing plays.
function showPlayhead(share) {
  const head = part(".playhead");
  head.hidden = share === null;
  if (head.hidden) return;
  const { prompt_frames, frames } = shown.grid;
  head.style.left = `${((prompt_frames + share * (frames - prompt_frames)) / frames) * 100}%`;
}

part(".close").addEventListener("click", close);
document.addEventListener("staged", () => { if (shown && shown.phase === "done") close(); });
canvas.addEventListener("pointermove", (event) => {
  const box = canvas.getBoundingClientRect(), { levels, frames, frames_per_second } = shown.grid;
  const frame = Math.min(frames - 1, Math.floor(((event.clientX - box.left) / box.width) * frames));
  const level = Math.min(levels, Math.max(1, levels - Math.floor(((event.clientY - box.top) / box.height) * levels)));
  const cell = cells[(level - 1) * frames + frame];
  const state = ["masked", "voice prompt", "decided earlier", "decided now"][cell >>> STATE_SHIFT];
  const token = cell >>> STATE_SHIFT === MASKED ? "" : `, token ${cell & TOKEN}`;
  part(".readout").textContent = `frame ${frame} at ${(frame / frames_per_second).toFixed(2)} s, level ${level}${token}, ${state}`;
});
canvas.addEventListener("pointerleave", () => { part(".readout").textContent = ""; });

watch("value", update);
onRedraw(canvas, () => { paint(); cards.forEach(paintCard); });
update();
