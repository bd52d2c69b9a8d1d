// Whose voice every speaker of a dialogue has: a bundled one, which can be heard, or a recording of the visitor's.
const cast = element.querySelector(".cast"), sound = new Audio();
let heard = 0; // the speaker whose voice sounds

function show() {
  const { voices, own, speakers, together } = props.value ?? { voices: [], speakers: [] };
  cast.dataset.together = String(Boolean(together));
  if (cast.children.length !== speakers.length) cast.replaceChildren(...speakers.map(({ letter, number }) => row(letter, number, voices, own)));
  speakers.forEach(({ voice }, index) => { cast.children[index].querySelector("select").value = voice; });
  describe();
}

function row(letter, number, voices, own) {
  const line = Object.assign(document.createElement("div"), { className: "speaker" });
  const name = Object.assign(document.createElement("span"), { className: "letter", textContent: letter });
  const select = Object.assign(document.createElement("select"), { ariaLabel: `Voice of ${letter}` });
  select.append(...voices.map(({ name: value, label }) => new Option(label, value)), new Option("A recording of my own, below", own));
  select.addEventListener("change", () => {
    if (heard === number) sound.pause();
    trigger("choose", { number, name: select.value });
  });
  const listen = Object.assign(document.createElement("button"), { type: "button", className: "listen" });
  listen.addEventListener("click", () => play(number));
  line.style.setProperty("--speaker", `var(--speaker-${number})`);
  line.append(name, select, listen);
  return line;
}

function fileOf(number) {
  const { voices, speakers } = props.value;
  return voices.find(({ name }) => name === speakers[number - 1]?.voice)?.file;
}

function play(number) {
  const again = heard === number && !sound.paused, file = fileOf(number);
  sound.pause();
  heard = number;
  if (again || !file) return describe();
  sound.src = file.url;
  sound.play().then(describe, () => {});
}

function describe() {
  [...cast.children].forEach((line, index) => {
    const listen = line.querySelector(".listen"), letter = line.querySelector(".letter").textContent;
    const sounds = !sound.paused && heard === index + 1;
    listen.textContent = sounds ? "❚❚" : "▶";
    listen.ariaLabel = `${sounds ? "Stop listening" : "Listen"} to the voice of ${letter}`;
    listen.setAttribute("aria-disabled", String(!fileOf(index + 1)));
  });
}
for (const event of ["pause", "ended", "play"]) sound.addEventListener(event, describe);
sound.addEventListener("play", () => document.dispatchEvent(new CustomEvent("sounds", { detail: sound })));
document.addEventListener("sounds", ({ detail }) => { if (detail !== sound) sound.pause(); });
document.addEventListener("viewed", () => { if (!element.offsetParent) sound.pause(); });
watch("value", show);
show();
