// The lesson inside gradio: lives in the theatre, above and inside the player, while its tab is open.
const openingStep = Number(readAddress().lesson ?? 1) || 1, alarm = element.querySelector("[role=alert]");

/** @returns {Promise<HTMLElement>} the theatre, once its player is there */
function theatreReady() {
  return new Promise((resolve) => {
    const look = () => {
      const theatre = document.querySelector("#theatre .theatre");
      if (theatre?.mountLesson) resolve(theatre);
      else requestAnimationFrame(look);
    };
    look();
  });
}

let asked = Promise.resolve(); // one wish after the other, since the server may answer two in any order

/** Bring the traces of a step onto the stage. */
function showTraces(theatre, { a, b }) {
  const missing = [a, b].filter((name) => name && !props.value.traces.includes(name));
  if (missing.length) throw new Error(`The bundled trace ${missing.join(" and ")} is missing: make it with “python -m soundstorm traces”.`);
  asked = asked.catch(() => {}).then(() => theatre.openRun(a, b ?? null));
  return asked;
}

/** @returns {number} the step that #lesson= names, 0 for none; it goes from the address, so that it can be typed again */
function takeHash() {
  const number = Number(/lesson=(\d+)/.exec(location.hash)?.[1] ?? 0);
  if (number) history.replaceState(history.state, "", location.pathname + location.search);
  return number;
}

async function startLesson() {
  const theatre = await theatreReady();
  const lesson = theatre.mountLesson({
    begin: openingStep,
    show: async (names) => showTraces(theatre, names),
    onStep: (number) => writeAddress({ lesson: number }),
  });
  takeHash(); // its step is openingStep
  addEventListener("hashchange", () => {
    const number = takeHash();
    if (!number) return;
    openTab("lesson");
    lesson.open(number);
  });
  let isOpen = false;
  new ResizeObserver(() => {
    if (isOpen === element.clientWidth > 0) return;
    isOpen = !isOpen;
    lesson.setActive(isOpen).then(() => { if (isOpen) lesson.focus(); });
    writeAddress({ lesson: isOpen ? lesson.state.at + 1 : null });
  }).observe(element);
}

startLesson().catch((error) => {
  alarm.hidden = false;
  alarm.textContent = error.message;
});
