// The decoding player. Every value from the server is complete, so values may be skipped.
const player = element.querySelector(".player");
const part = (name) => player.querySelector(name);
const canvas = part("canvas.grid"), board = part(".levels");
const IDLE = { run: "", phase: "idle", schedule: [16, 1, 1, 1, 1, 1, 1, 1], facts: [], finished: [], level: 0,
  grid: { levels: 8, frames: 300, prompt_frames: 0, frames_per_second: 50 } };
let shown = null, cells = null, cards = [];

function update() {
  const value = props.value;
  if (value && !value.grid && shown) { // stopped or failed: keep the picture, and a finished run stays finished
    if (["text", "decoding"].includes(shown.phase)) shown = { ...shown, phase: value.phase };
  }
  else shown = value && value.grid ? value : IDLE;
  const { grid } = shown;
  cells = grid.cells ? unpackCells(grid.cells) : new Uint16Array(grid.levels * grid.frames);
  if (player.dataset.run !== shown.run || cards.length !== grid.levels) restart();
  Object.assign(player.dataset, { phase: shown.phase, update: shown.update || 0, level: shown.level, finished: shown.finished.length });
  shown.finished.forEach((finished) => finishCard(cards[finished.level - 1], finished));
  cards.forEach((card) => card.classList.toggle("active", shown.phase === "decoding" && Number(card.dataset.level) === shown.level));
  describe();
  paint();
}

function restart() {
  silence();
  player.dataset.run = shown.run;
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
  if (shown.run) canvas.scrollIntoView({ block: "nearest", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
}

function describe() {
  const { phase, level, iteration, iterations, grid, schedule, elapsed } = shown;
  const place = level ? `Level ${level} of ${grid.levels}, iteration ${iteration} of ${iterations}` : "";
  const headlines = { idle: "Decoding", text: "Finding the words’ semantic tokens", decoding: place || "Everything still masked",
    done: "Done", stopped: place ? `Stopped at level ${level}, iteration ${iteration}` : "Stopped", failed: "Not finished" };
  part(".headline").textContent = headlines[phase];
  part(".clock").textContent = elapsed === undefined ? "" : `${elapsed.toFixed(2)} s`;
  part(".announcement").textContent = phase === "decoding" ? (level > 1 ? `Level ${level - 1} finished` : "Decoding") : headlines[phase];
  const before = schedule.slice(0, Math.max(level - 1, 0)).reduce((sum, passes) => sum + passes, 0) + (level ? iteration : 0);
  player.querySelectorAll(".passes i").forEach((tick, index) => {
    tick.classList.toggle("passed", index < before);
    tick.classList.toggle("current", phase === "decoding" && index === before - 1);
  });
  [...part(".names").children].forEach((name, index) => name.classList.toggle("active", phase === "decoding" && grid.levels - index === level));
  part(".facts").replaceChildren(...shown.facts.map((fact) => Object.assign(document.createElement("li"), { textContent: fact })));
  const seconds = (frames) => (frames / grid.frames_per_second).toFixed(1);
  const target = grid.frames - grid.prompt_frames;
  part(".of-prompt").textContent = grid.prompt_frames ? `prompt ${seconds(grid.prompt_frames)} s` : "";
  part(".of-target").textContent = target && grid.cells ? `new speech ${seconds(target)} s` : "";
  player.style.setProperty("--prompt-share", grid.prompt_frames / grid.frames);
  canvas.setAttribute("aria-label", `Token grid: ${grid.levels} levels by ${grid.frames} frames, ${grid.prompt_frames} of them voice prompt`);
}

function paint() {
  paintGrid(canvas, shown.grid, cells);
}

// share: how far the sounding level has played, or null when nothing plays.
function showPlayhead(share) {
  const head = part(".playhead"), { prompt_frames, frames } = shown.grid;
  head.hidden = share === null;
  head.style.left = `${((prompt_frames + (share || 0) * (frames - prompt_frames)) / frames) * 100}%`;
}

canvas.addEventListener("pointermove", (event) => {
  const box = canvas.getBoundingClientRect(), { levels, frames, frames_per_second } = shown.grid;
  if (!shown.grid.cells) return;
  const frame = Math.min(frames - 1, Math.floor(((event.clientX - box.left) / box.width) * frames));
  const level = Math.min(levels, Math.max(1, levels - Math.floor(((event.clientY - box.top) / box.height) * levels)));
  const cell = cells[(level - 1) * frames + frame];
  const state = ["masked", "voice prompt", "decided earlier", "decided now"][cell >> 12];
  const token = cell >> 12 === MASKED ? "" : `, token ${cell & 4095}`;
  part(".readout").textContent = `frame ${frame} at ${(frame / frames_per_second).toFixed(2)} s, level ${level}${token}, ${state}`;
});
canvas.addEventListener("pointerleave", () => { part(".readout").textContent = ""; });

watch("value", update);
onRedraw(canvas, () => { paint(); cards.forEach(paintSpectrogram); });
update();
