// The grid of tokens: one row a level, one column a frame; a cursor that pointers and keys move.

/** @param {HTMLElement} element */
function mountGrid(element, store) {
  const canvas = make("canvas.grid", { role: "application", tabindex: "0", "aria-roledescription": "token grid" });
  const cursor = make("i.cursor"), hover = make("i.hover"), region = make("i.region"), names = make("div.names", { "aria-hidden": "true" });
  const spoken = make("p.unseen", { role: "status" });
  element.replaceChildren(
    make("div.timed", {}, names, make("div.track.cells", {}, canvas, region, hover, cursor)),
    make("div.timed", {}, make("span"), make("div.marks", { "aria-hidden": "true" })), spoken);
  mountTimeMarks(element.querySelector(".marks"), store);
  mountGridPointer(canvas, store);
  canvas.addEventListener("keydown", (event) => moveCursor(event, store));
  canvas.addEventListener("pointerdown", () => canvas.focus({ preventScroll: true }));

  store.subscribe(["painting"], ({ painting }) => { canvas.dataset.painting = painting; });

  const draw = store.draw(["a", "step", "colour", "view", "theme", "projector"], (state) => {
    const { a, step } = state;
    canvas.style.height = `calc(${a ? a.levels : 8} * var(--lane))`;
    canvas.setAttribute("aria-label", a
      ? `${a.levels} levels by ${a.frames} frames. Arrow keys move to a cell, comma and full stop step through the iterations.`
      : "No decoding yet");
    paintGrid(canvas, { trace: a, step, state });
    nameLevels(names, state);
    placeOver(state);
  });
  const placeOver = (state) => {
    const { a } = state, { width } = sizeOf(canvas);
    if (!a) return [cursor, hover, region].forEach((node) => { node.hidden = true; });
    placeCell(cursor, state.cell, state, width);
    placeCell(hover, sameCell(state.hover, state.cell) ? null : state.hover, state, width);
    placeRegion(region, state, width);
  };
  store.draw(["cell", "hover", "region"], placeOver);
  store.draw(["a", "b", "step", "cell"], (state) => setText(spoken, state.a && state.cell && !state.playing ? `${speakCell(state)}${state.b ? ` ${chosenText(state)}` : ""}` : ""));
  onResize(canvas, store.signal, draw);
}

function nameLevels(names, { a, step }) {
  const levels = a ? a.levels : 0, active = a?.steps[step]?.level;
  if (names.children.length !== levels) names.replaceChildren(...Array.from({ length: levels }, (_, row) => make("span", {}, String(levels - row))));
  [...names.children].forEach((name, row) => name.classList.toggle("active", levels - row === active));
}

/** Where a level's lane begins, in lanes from the top. */
function lanesAbove({ a }, level) {
  return a.levels - level;
}

function placeCell(node, cell, state, width) {
  const axis = timeAxis(state, width), left = cell ? axis.x(cell.frame) : 0;
  node.hidden = !cell || left + axis.perFrame < 0 || left > width;
  if (node.hidden) return;
  node.style.cssText = `left:${left}px;width:${axis.perFrame}px;top:calc(${lanesAbove(state, cell.level)} * var(--lane));height:var(--lane)`;
}

function placeRegion(node, state, width) {
  node.hidden = !state.region;
  if (!state.region) return;
  const { levels: [low, high], frames: [first, last] } = state.region, axis = timeAxis(state, width);
  node.style.cssText = `left:${axis.x(first)}px;width:${(last - first + 1) * axis.perFrame}px;` +
    `top:calc(${lanesAbove(state, high)} * var(--lane));height:calc(${high - low + 1} * var(--lane))`;
}

// Arrows move by one; with shift by ten frames or to the ends of the levels.
function moveCursor(event, store) {
  const state = store.get(), { a, cell } = state;
  if (!a || event.ctrlKey || event.metaKey || event.altKey) return;
  const far = event.shiftKey;
  const moves = { ArrowLeft: [0, far ? -10 : -1], ArrowRight: [0, far ? 10 : 1], ArrowUp: [far ? a.levels : 1, 0], ArrowDown: [far ? -a.levels : -1, 0],
    Home: [0, -a.frames], End: [0, a.frames], PageUp: [a.levels, 0], PageDown: [-a.levels, 0] };
  const move = moves[event.key];
  if (!move) return;
  event.preventDefault();
  const { from } = timeAxis(state, 1);
  const next = cell
    ? { level: clamp(cell.level + move[0], 1, a.levels), frame: clamp(cell.frame + move[1], 0, a.frames - 1) }
    : { level: a.steps[Math.max(state.step, 0)]?.level ?? 1, frame: Math.min(a.frames - 1, Math.max(Math.ceil(from), a.promptFrames)) };
  pointAt(store, "cell", next);
  bringIntoView(store, next.frame);
}

/** @returns {string} the chosen cell in words, for screen readers */
function speakCell({ a, step, cell }) {
  const { state, token, confidence } = a.cellAt(step, cell.level, cell.frame);
  const facts = [`Level ${cell.level}, frame ${cell.frame}`, STATE_NAMES[state]];
  if (token !== null) facts.push(`token ${token}`);
  if (confidence !== null) facts.push(`confidence ${decimal(confidence)}`);
  return `${facts.join(", ")}.`;
}
