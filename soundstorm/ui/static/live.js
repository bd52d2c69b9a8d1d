// Where a run stands, above the theatre in which its trace grows. Every value from the server is complete, so values
// may be skipped.
const live = element.querySelector(".live");
const part = (name) => live.querySelector(name);
let shown = null;
let ended = ""; // the run that was stopped: values of it that were on their way arrive later

function update() {
  const { value } = props;
  if (!value || value.run === ended) return;
  if (value.phase === "closed") return close();
  if (value.phase !== "stopped") shown = value;
  else if (shown) shown = { ...shown, phase: "stopped" };
  if (!shown) return;
  const { phase, run, level, finished } = shown;
  if (phase === "stopped") {
    ended = run;
    inTheatre((growing) => growing.stop());
  } else inTheatre((growing) => growing.take(value));
  live.hidden = false;
  part(".close").hidden = phase !== "stopped";
  Object.assign(live.dataset, { phase, run, update: shown.update, level, finished });
  describe(shown);
}

function inTheatre(act) {
  const theatre = document.querySelector("#theatre .theatre");
  if (theatre?.growing) act(theatre.growing);
}

function hide() {
  live.hidden = true;
  live.dataset.phase = "closed";
  shown = null;
}

function close() {
  hide();
  inTheatre((growing) => growing.leave());
}

function describe({ phase, level, iteration, elapsed, facts }) {
  const stopped = level ? `Stopped at level ${level}, iteration ${iteration}` : "Stopped";
  const headlines = { text: "Finding the words’ semantic tokens", decoding: "Decoding", done: "Decoded: setting the stage", stopped };
  part(".headline").textContent = headlines[phase];
  if (part(".announcement").textContent !== headlines[phase]) part(".announcement").textContent = headlines[phase];
  part(".clock").textContent = `${elapsed.toFixed(2)} s`;
  part(".facts").replaceChildren(...facts.map((fact) => Object.assign(document.createElement("li"), { textContent: fact })));
}

part(".close").addEventListener("click", close);
document.addEventListener("staged", () => { if (shown && shown.phase === "done") hide(); });
watch("value", update);
update();
