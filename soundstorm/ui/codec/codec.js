// The codec's view of one sound: its tokens, and a choice of sounds that share one place in time.
const codec = element.querySelector(".codec");
const part = (name) => codec.querySelector(name);
const tokens = part(".tokens"), picture = part(".picture"), playhead = part(".playhead");
const heard = new Audio(), showGrid = mountStill(tokens);
const LOWEST_DB = -74, HIGHEST_DB = -14; // of the pictures, see spectrogram.py
const GONE = "This sound could not be fetched: choose it again, or take it apart anew, since the server forgets it after an hour.";
const PICTURE_TRIES = 4, PICTURE_PAUSE = 500; // milliseconds between two of them
let shown = null, chosen = "", on = new Set(), pictures = new Map(), asked = 0, place = 0, silence = ""; // why the chosen sound cannot be heard

document.addEventListener("viewed", ({ detail }) => { if (detail !== "codec") heard.pause(); });

function take() {
  const { value } = props;
  if (!value) return;
  if (value.refused) return shown && describe(); // what was asked for may be asked for again
  if (value.subset) { // the answer to "hear these levels"
    if (!shown || value.run !== shown.run || value.subset.number !== asked) return;
    shown.sounds.subset = value.subset;
    pictures.delete("subset");
    part(".subset").disabled = false;
    return choose("subset");
  }
  const another = !shown || shown.run !== value.run, earlier = another ? {} : shown.sounds;
  shown = value.grid ? { ...value, cells: unpackTokens(value.grid.tokens), sounds: { ...earlier, ...value.sounds } } : null;
  codec.hidden = !shown;
  codec.dataset.phase = shown ? shown.phase : "empty";
  codec.dataset.run = shown ? shown.run : "";
  if (!shown) return heard.pause();
  if (another) begin();
  describe();
}

function begin() {
  const { levels } = shown.grid, numbers = Array.from({ length: levels }, (_, index) => index + 1);
  heard.pause();
  [chosen, place] = ["", 0];
  pictures = new Map();
  on = new Set(numbers);
  codec.style.setProperty("--levels", levels);
  part(".names").replaceChildren(...numbers.map((level) => Object.assign(document.createElement("span"), { textContent: level })).reverse());
  part(".prefixes").replaceChildren(soundButton("original", "Original"), ...numbers.map((level) => soundButton(`prefix.${level}`, level > 1 ? `1–${level}` : "1")));
  part(".differences").replaceChildren(...numbers.slice(1).map((level) => soundButton(`difference.${level}`, level)));
  part(".switches").replaceChildren(...numbers.map((level) => {
    const button = makeKey(level, () => {
      on.has(level) ? on.delete(level) : on.add(level);
      describe();
      paint();
    });
    return Object.assign(button, { ariaLabel: `Level ${level}` });
  }));
  part("tbody").replaceChildren(...numbers.map(tableRow));
}

function makeKey(text, press) {
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: text });
  button.addEventListener("click", press);
  return button;
}

function soundButton(name, text) {
  const button = makeKey(text, () => choose(name));
  button.dataset.sound = name;
  return button;
}

function tableRow(level) {
  const row = document.createElement("tr"), share = shown.left_over[level - 1];
  const cell = (tag, ...content) => {
    const node = document.createElement(tag);
    node.append(...content);
    row.append(node);
  };
  const bar = Object.assign(document.createElement("span"), { className: "bar" });
  bar.style.setProperty("--share", Math.min(share, 1));
  cell("th", level > 1 ? `1–${level}` : "1");
  row.firstChild.scope = "row";
  cell("td", shown.kilobits[level - 1].toFixed(1));
  cell("td", bar, `${(100 * share).toFixed(1)} %`);
  return row;
}

// Which levels the chosen sound is made of.
function levelsHeard() {
  const [kind, level] = chosen.split("."), all = Array.from({ length: shown.grid.levels }, (_, index) => index + 1);
  if (kind === "prefix") return new Set(all.slice(0, level));
  if (kind === "difference") return new Set([Number(level)]);
  return kind === "subset" ? new Set(shown.sounds.subset.levels) : new Set(all);
}

function soundText() {
  const [kind, level] = chosen.split(".");
  const texts = { original: "the original", prefix: level === "1" ? "level 1 alone" : `levels 1 to ${level}`, difference: `what level ${level} adds`,
    subset: chosen === "subset" ? `levels ${shown.sounds.subset.levels.join(", ")}` : "" };
  return texts[kind] || "";
}

/** Show a sound and, while something plays, go on in it at the same place. */
function choose(name) {
  const playing = !heard.paused;
  [chosen, silence] = [name, ""];
  heard.src = shown.sounds[name].audio.url;
  heard.currentTime = place;
  if (playing) start();
  if (!pictures.has(name)) fetchPicture(name, shown.sounds[name].picture.url);
  describe();
  paint();
}

/** Fetch a picture, again if that fails; after the last try it is forgotten, so that choosing its sound fetches it anew. */
function fetchPicture(name, url, tries = PICTURE_TRIES) {
  const image = new Image(), isWanted = () => pictures.get(name) === image; // until another sound is taken apart
  pictures.set(name, image);
  image.onload = paint;
  image.onerror = () => {
    if (!isWanted()) return;
    if (tries > 1) return setTimeout(() => { if (isWanted()) fetchPicture(name, url, tries - 1); }, PICTURE_PAUSE);
    pictures.delete(name);
    paint();
  };
  image.src = url;
}

function start() {
  heard.play().then(() => requestAnimationFrame(follow), ({ name }) => {
    if (name !== "NotSupportedError") return; // another sound was chosen meanwhile
    silence = GONE;
    paint();
  });
}

function follow() {
  describePlaying();
  if (heard.paused) return;
  place = heard.currentTime;
  movePlayhead();
  requestAnimationFrame(follow);
}
heard.addEventListener("ended", () => { place = 0; describePlaying(); movePlayhead(); });

function describePlaying() {
  part(".play").setAttribute("aria-pressed", !heard.paused);
  part(".play").textContent = heard.paused ? "Listen" : "Pause";
}

function movePlayhead() {
  playhead.hidden = !shown || (!place && heard.paused);
  playhead.style.left = `${(place / seconds()) * 100}%`;
}

function seconds() {
  return shown.grid.frames / shown.grid.frames_per_second;
}

function describe() {
  const { grid, phase } = shown, ready = Object.keys(shown.sounds);
  if (!chosen && ready.includes("original")) choose("original");
  codec.dataset.sound = chosen;
  codec.dataset.ready = ready.length;
  const headline = phase === "done" ? `Heard and shown: ${soundText()}` : `Decoding level after level: ${soundText()}`;
  part(".headline").textContent = headline;
  part(".announcement").textContent = phase === "done" ? headline : "";
  const summary = `${seconds().toFixed(1)} s: ${grid.frames} frames × ${grid.levels} levels = ${(grid.frames * grid.levels).toLocaleString("en")} tokens`;
  if (part(".summary").textContent !== summary) {
    part(".summary").textContent = summary;
    part(".summary").dispatchEvent(new CustomEvent("explain", { bubbles: true }));
  }
  part(".end").textContent = `${seconds().toFixed(1)} s`;
  for (const button of codec.querySelectorAll("[data-sound]")) {
    button.disabled = !ready.includes(button.dataset.sound);
    button.setAttribute("aria-pressed", button.dataset.sound === chosen);
  }
  [...part(".switches").children].forEach((button, index) => button.setAttribute("aria-pressed", on.has(index + 1)));
  part(".subset").disabled = phase !== "done" || !on.size;
  part(".subset").setAttribute("aria-pressed", chosen === "subset");
  part(".play").disabled = !chosen;
  tokens.setAttribute("aria-label", `Tokens of ${soundText()}: ${grid.levels} levels by ${grid.frames} frames`);
  picture.setAttribute("aria-label", `Spectrogram of ${soundText()}`);
  describePlaying();
}

function paint() {
  if (!shown || !chosen) return;
  const { levels } = shown.grid, levelsOn = levelsHeard();
  showGrid({ ...shown.grid, tokens: shown.cells, looks: (level) => (levelsOn.has(level) ? "kept" : "masked") });
  [...part(".names").children].forEach((name, index) => name.classList.toggle("on", levelsOn.has(levels - index)));
  showPicture(pictures.get(chosen));
  movePlayhead();
}

/** The chosen sound's picture, or a sentence where it should be: the one before, or of what is gone, would mislead. */
function showPicture(image) {
  const isHere = Boolean(!silence && image && image.complete && image.naturalWidth);
  paintPicture(picture, isHere ? image : null);
  codec.dataset.picture = isHere ? chosen : "";
  const why = image ? "is on its way." : "could not be fetched: choose the sound again to try once more.";
  const sentence = silence || isHere ? silence : `The spectrogram of ${soundText()} ${why}`;
  if (part(".missing").textContent !== sentence) part(".missing").textContent = sentence;
}

part(".play").addEventListener("click", () => {
  if (heard.paused) start();
  else heard.pause();
  describePlaying();
});
part(".subset").addEventListener("click", () => {
  asked += 1;
  part(".subset").disabled = true;
  trigger("subset", { run: shown.run, number: asked, levels: [...on].sort((one, other) => one - other) });
});

function pointerAt(canvas, event) {
  const box = canvas.getBoundingClientRect();
  return { across: Math.min(Math.max((event.clientX - box.left) / box.width, 0), 0.9999), down: Math.min(Math.max((event.clientY - box.top) / box.height, 0), 0.9999) };
}

tokens.addEventListener("pointermove", (event) => {
  const { across, down } = pointerAt(tokens, event), { levels, frames } = shown.grid;
  const frame = Math.floor(across * frames), level = levels - Math.floor(down * levels);
  part(".readout").textContent = `${(across * seconds()).toFixed(2)} s, frame ${frame}, level ${level}, token ${shown.cells[(level - 1) * frames + frame]}`;
});
picture.addEventListener("pointermove", (event) => {
  const { across, down } = pointerAt(picture, event), image = pictures.get(chosen);
  if (!image || !image.naturalWidth) return;
  const top = 2595 * Math.log10(1 + shown.highest_hz / 700), hertz = 700 * (10 ** (((1 - down) * top) / 2595) - 1);
  part(".readout").textContent = `${(across * seconds()).toFixed(2)} s, ${Math.round(hertz).toLocaleString("en")} Hz, ${loudness(image, across, down)} dB`;
});
for (const canvas of [tokens, picture]) {
  canvas.addEventListener("pointerleave", () => { part(".readout").textContent = ""; });
  canvas.addEventListener("click", (event) => {
    place = pointerAt(canvas, event).across * seconds();
    heard.currentTime = place;
    movePlayhead();
  });
}

function loudness(image, across, down) {
  const pen = new OffscreenCanvas(1, 1).getContext("2d");
  pen.drawImage(image, -Math.floor(across * image.naturalWidth), -Math.floor(down * image.naturalHeight));
  return Math.round(LOWEST_DB + (pen.getImageData(0, 0, 1, 1).data[0] / 255) * (HIGHEST_DB - LOWEST_DB));
}

watch("value", take);
new ResizeObserver(() => requestAnimationFrame(paint)).observe(picture); // by then its size is known
new MutationObserver(paint).observe(document.body, { attributes: true, attributeFilter: ["class"] });
take();
