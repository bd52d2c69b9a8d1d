// Predict first: the next iteration is hidden, six of its cells are asked about, then it is shown with reasons.
// The player stands before the iteration until the answer, so no other view can tell.

const NUMBERS = ["none", "one", "two", "three", "four", "five", "six"];

/** @param {HTMLElement} element */
function mountPredict(element, store) {
  const title = make("h3", {}, "Predict first"), task = make("p.task", { role: "status" });
  const cards = make("ol.cards"), ask = makeButton("Ask me", () => askNext(store)), reveal = makeButton("Show what happened", () => revealOutcome(store), { class: "primary" });
  const close = makeButton("Close", () => store.set({ question: null }));
  element.replaceChildren(make("section.predict", { "aria-label": "Predict first" }, make("div.head", {}, title, task, make("div.choices", {}, ask, reveal, close)), cards));
  const pins = make("div.pins", { "aria-hidden": "true" }), field = element.closest(".theatre").querySelector('[data-slot="grid"] .cells');
  field.append(pins);

  // Whoever walks away from the question drops it.
  store.subscribe(["a", "step"], ({ question, a, step }) => {
    if (question && (question.trace !== a || step !== (question.revealed ? question.step : question.step - 1))) store.set({ question: null });
  });
  // A press hides its own button: the focus then goes to what is next.
  const nextControl = () => (store.get().question?.revealed === false ? cards.querySelector("button") : ask);
  store.draw(["a", "step", "question"], keepingFocus(element, nextControl, (state) => {
    const { a, question } = state, next = a ? nextQuestion(a, state.step) : null;
    element.hidden = !a;
    element.dataset.asking = question ? (question.revealed ? "revealed" : "asked") : "";
    setText(task, question ? taskText(a, question) : introduction(next));
    ask.hidden = Boolean(question && !question.revealed);
    setDisabled(ask, !next);
    setText(ask, question ? "Ask me again" : "Ask me");
    reveal.hidden = !question || question.revealed;
    close.hidden = !question;
    fillCards(cards, state, store);
    fillPins(pins, state, store);
  }));
  const place = store.draw(["question", "view", "a", "projector"], (state) => placePins(pins, state));
  onResize(field, store.signal, place);
}

function askNext(store) {
  const { a, step } = store.get(), question = a && nextQuestion(a, step);
  if (question) store.set({ playing: false, cell: null, step: question.step - 1, question: { ...question, trace: a } });
}

function revealOutcome(store) {
  const { question } = store.get();
  store.set({ question: { ...question, revealed: true }, step: question.step });
}

function toggleCell(store, event) {
  const { question } = store.get();
  if (!question || question.revealed) return;
  const picked = new Set(question.picked);
  if (!picked.delete(event)) picked.add(event);
  store.set({ question: { ...question, picked } });
}

function introduction(next) {
  return next
    ? "Guess which tokens the next iteration keeps, before you see it."
    : "Every iteration from here on keeps all of its tokens: go back towards the start to be asked.";
}

function taskText(trace, question) {
  const { level, iteration, iterations, open, masked } = trace.steps[question.step], { cells } = question;
  if (!question.revealed) {
    return `Iteration ${iteration} of ${iterations} of level ${level} has sampled ${open} tokens and will keep ${open - masked} of them. Which of these ${NUMBERS[cells.length]} stay?`;
  }
  const right = cells.filter((cell) => judgedRightly(question, cell)).length;
  return `${right} of ${cells.length} right. Iteration ${iteration} of ${iterations} of level ${level} kept ${open - masked} of ${open} tokens.`;
}

function fillCards(list, { a, question }, store) {
  const cells = question?.cells ?? [], key = question ? `${question.step} ${question.revealed}` : "";
  if (list.dataset.key !== key) {
    list.dataset.key = key;
    list.replaceChildren(...cells.map((cell, index) => (question.revealed ? outcomeCard : questionCard)(a, question, cell, index, store)));
  }
  if (question && !question.revealed) {
    [...list.querySelectorAll("button")].forEach((button, index) => button.setAttribute("aria-pressed", question.picked.has(cells[index].event)));
  }
}

function cellTitle(trace, { frame }) {
  const phoneme = trace.phonemeAt(frame);
  return `${secondsText(placeOfFrame(trace, frame))}${phoneme ? ` /${phoneme}/` : ""}`;
}

function questionCard(trace, question, cell, index, store) {
  const { events } = trace, confidence = events.confidence[cell.event], sampled = events.sampled[cell.event];
  const bar = make("span.bar");
  bar.style.setProperty("--share", confidence);
  const button = makeButton("", () => toggleCell(store, cell.event), {
    class: "asked", "data-event": cell.event, "aria-pressed": "false",
    "aria-label": `Cell ${index + 1}, ${cellTitle(trace, cell)}, token ${sampled} sampled with confidence ${decimal(confidence)}: will it be kept?`,
  });
  button.append(make("b.number", {}, String(index + 1)), make("span.where", {}, cellTitle(trace, cell)),
    make("span.sample", {}, `token ${sampled}`), make("span.rail", {}, bar), make("span.percent", {}, `confidence ${decimal(confidence)}`), make("span.guess"));
  return make("li", {}, button);
}

function outcomeCard(trace, question, cell, index, store) {
  const right = judgedRightly(question, cell), guess = question.picked.has(cell.event) ? "kept" : "hidden";
  const facing = trace.cellAt(question.step, cell.level, cell.frame);
  const look = makeButton("Look at it", () => pointAt(store, "cell", { level: cell.level, frame: cell.frame }), { "aria-label": `Look at it: cell ${index + 1}` });
  return make(`li.outcome.${right ? "right" : "wrong"}`, { "data-event": cell.event },
    make("p.where", {}, make("b.number", {}, String(index + 1)), ` ${cellTitle(trace, cell)}`),
    make("p.verdict", {}, `${right ? "✓ Right" : "✗ Wrong"}: ${cell.kept ? "kept" : "hidden again"}${right ? "" : `, you said ${guess}`}`),
    make("p.reason", {}, facing.reason),
    make("p.sum", {}, `log confidence ${decimal(Math.log(facing.confidence))} + noise ${decimal(facing.noise)} = score ${decimal(facing.score)}`), look);
}

/** Numbers on the asked cells in the grid; the cards say the same to those who do not see them. */
function fillPins(element, { question }, store) {
  const cells = question?.cells ?? [], key = question ? String(question.step) : "";
  if (element.dataset.key !== key) {
    element.dataset.key = key;
    element.replaceChildren(...cells.map((cell, index) => makeButton(String(index + 1), () => toggleCell(store, cell.event), { tabindex: "-1" })));
  }
  [...element.children].forEach((pin, index) => {
    pin.classList.toggle("picked", question.picked.has(cells[index].event));
    pin.classList.toggle("kept", question.revealed && cells[index].kept);
    pin.classList.toggle("dropped", question.revealed && !cells[index].kept);
  });
}

function placePins(element, state) {
  const axis = timeAxis(state, element.clientWidth), cells = state.question?.cells ?? [];
  [...element.children].forEach((pin, index) => {
    const { level, frame } = cells[index], x = axis.x(frame + 0.5);
    pin.hidden = x < 0 || x > element.clientWidth;
    pin.style.left = `${x}px`;
    pin.style.top = `calc(${lanesAbove(state, level) + 0.5} * var(--lane))`;
  });
}
