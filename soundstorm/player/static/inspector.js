// One cell under the glass: what it is and why, its most probable tokens, its numbers, its history.

/**
 * @param {HTMLElement} element
 * @param {(name: string, detail: object) => void} tell takes "candidate" when somebody asks for another token
 */
function mountInspector(element, store, tell) {
  const title = make("h3"), chip = make("span.chip"), reason = make("p.reason"), history = make("ol.history");
  const past = make("div.past", { role: "group", "aria-label": "Iterations of this cell" }, make("p.note", {}, "Sampled here, iteration by iteration"), history);
  const facts = make("dl.facts"), candidates = make("ol.candidates"), caption = make("p.note");
  const hint = make("p.note", {}, "Choose a cell in the grid: click it, or move there with the arrow keys.");
  const body = make("div.glass", {}, make("div", {}, make("p.heading", {}, title, chip), reason, facts), make("div", {}, caption, candidates), past);
  element.replaceChildren(make("section.inspector", { "aria-label": "Chosen cell" }, hint, body));

  const grid = () => element.closest(".theatre").querySelector("canvas.grid");
  store.draw(["a", "step", "cell", "editable", "question"], keepingFocus(element, grid, (state) => {
    const { a, step, cell } = state;
    hint.hidden = Boolean(a && cell);
    body.hidden = !hint.hidden;
    if (!hint.hidden) return;
    const { level, frame } = cell, facing = a.cellAt(step, level, frame), phoneme = a.phonemeAt(frame);
    setText(title, `Level ${level}, frame ${frame}, ${placeInTime(a, frame)}${phoneme ? `, /${phoneme}/` : ""}`);
    setText(chip, STATE_NAMES[facing.state]);
    chip.dataset.state = facing.state;
    setText(reason, facing.reason);
    fill(facts, factsOf(facing), ([name, value]) => make("div", {}, make("dt", {}, name), make("dd", {}, value)));
    setText(caption, candidateCaption(a, facing));
    const ask = state.editable && facing.decidedIn >= 0 ? (token) => tell("candidate", { step: facing.decidedIn, level, frame, token }) : null;
    fill(candidates, rowsOf(facing), (row) => candidateRow(row, ask));
    const passes = a.history(level, frame);
    past.hidden = !passes.length || Boolean(state.question && !state.question.revealed); // it would tell the answer
    fill(history, passes, (pass) => historyItem(a, pass, step, store));
  }));
}

function fill(list, items, row) {
  refill(list, items.map(row));
}

function factsOf({ state, token, confidence, noise, score, threshold, entropy }) {
  if (state === State.MASKED) return [];
  if (confidence === null) return [["token", String(token)]];
  return [["sampled token", String(token)], ["confidence", decimal(confidence, 3)], ["log confidence", decimal(Math.log(confidence))], ["+ noise", decimal(noise)],
    ["= score", decimal(score)], ["threshold", decimal(threshold)], ["entropy", `${decimal(entropy)} nats`]];
}

function candidateCaption(trace, { decidedIn, candidates }) {
  if (decidedIn < 0) return "";
  const { level, iteration } = trace.steps[decidedIn], at = `in iteration ${iteration} of level ${level}`;
  return candidates.length ? `Most probable tokens ${at}` : `Sampled ${at}; this trace holds no other candidates`;
}

/** The candidates, and the sampled token itself when it is none of them. */
function rowsOf({ candidates, sampled, confidence }) {
  const rows = candidates.map((candidate) => ({ ...candidate, sampled: candidate.id === sampled }));
  if (sampled !== null && !rows.some((row) => row.sampled)) rows.push({ id: sampled, p: confidence, sampled: true, below: true });
  return rows;
}

function candidateRow({ id, p, sampled, below }, ask) {
  const percent = p >= 0.0995 ? `${(p * 100).toFixed(0)} %` : `${(p * 100).toPrecision(2)} %`;
  const bar = make("span.bar");
  bar.style.setProperty("--share", p);
  const row = make("li", {}, make("span.token", {}, String(id)), make("span.rail", {}, bar), make("span.percent", {}, p > 0 ? percent : "under 0.00001 %"),
    make("span.mark", {}, sampled ? (below ? "sampled, not among the most probable" : "sampled") : ""));
  row.classList.toggle("sampled", sampled);
  if (ask && !sampled) row.lastChild.replaceChildren(makeButton("Take this one", () => ask(id), { "aria-label": `Take this one: continue with token ${id} here` }));
  return row;
}

/** A button an iteration: what was sampled then, kept or hidden. */
function historyItem(trace, { step, event }, current, store) {
  const { sampled, kept, confidence } = trace.events, { iteration } = trace.steps[step];
  const unseen = (text) => make("span.unseen", {}, text);
  const button = makeButton(unseen("Iteration "), () => {
    store.set({ playing: false });
    goToStep(store, step);
  }, { class: kept[event] ? "kept" : "" });
  button.append(make("span", {}, String(iteration)), unseen(": token "), make("b", {}, String(sampled[event])),
    unseen(`, confidence ${decimal(confidence[event])}, ${kept[event] ? "kept" : "hidden again"}`));
  button.style.setProperty("--share", confidence[event]);
  if (step === current) button.setAttribute("aria-current", "step");
  return make("li", {}, button);
}
