// What this visitor made: play, compare, save, remove. A long text is no run for the stage: its sound is played here.
const section = element.querySelector(".takes"), list = section.querySelector("ol"), said = section.querySelector("[role=status]");
const keys = () => [...list.querySelectorAll("button, a")];
const sound = new Audio();
let heard = ""; // the long text whose sound it is

function key(text, label, press) {
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: text, ariaLabel: `${text}: ${label}` });
  button.addEventListener("click", press);
  return button;
}

function show() {
  const takes = props.value ?? [], at = keys().indexOf(document.activeElement);
  section.hidden = !takes.length;
  if (!takes.some(({ name }) => name === heard)) sound.pause();
  list.replaceChildren(...takes.map(row));
  describe();
  if (at >= 0) keys().slice(0, at + 1).findLast(({ disabled }) => !disabled)?.focus({ preventScroll: true }); // the list is another
}

function row({ name, words, differs, number, file, isShown }) {
  const line = document.createElement("li"), title = Object.assign(document.createElement("span"), { className: "name", textContent: number ? `${number}. ${words}` : words });
  title.append(Object.assign(document.createElement("small"), { textContent: differs }));
  Object.assign(line.dataset, { name, kind: number ? "run" : "text" });
  line.setAttribute("aria-current", isShown);
  const label = title.textContent;
  line.append(title, key("Play", label, () => (number ? playRun(name) : listen(name, file))));
  if (number) line.append(comparing(name, label, isShown));
  const what = !number || file?.orig_name.endsWith(".wav") ? "Save" : "Save the run";
  if (file) line.append(Object.assign(document.createElement("a"), { href: file.url, download: file.orig_name, textContent: what, ariaLabel: `${what}: ${label}` }));
  line.append(key("Remove", label, () => trigger("remove", { name })));
  return line;
}

function comparing(name, label, isShown) {
  const button = key("Compare", label, async () => {
    const theatre = document.querySelector("#theatre .theatre");
    await theatre.openRun(theatre.dataset.runA, name).catch(() => {});
    bringToTop("#theatre");
  });
  button.disabled = isShown;
  button.title = isShown ? "This run is on the screen: compare it with another one." : "";
  return button;
}

function listen(name, file) {
  if (heard === name && !sound.paused) return sound.pause();
  if (heard !== name) sound.src = file?.url ?? "";
  heard = name;
  const say = (text) => { said.textContent = text; };
  sound.play().then(() => say(""), ({ name: why }) => say(why === "AbortError" ? "" : "This sound was removed after an hour."));
}

function describe() {
  for (const line of list.querySelectorAll("[data-kind=text]")) {
    const text = line.dataset.name === heard && !sound.paused ? "Pause" : "Play";
    Object.assign(line.querySelector("button"), { textContent: text, ariaLabel: `${text}: ${line.querySelector(".name").textContent}` });
  }
}
for (const event of ["pause", "ended", "play"]) sound.addEventListener(event, describe);
sound.addEventListener("play", () => document.dispatchEvent(new CustomEvent("sounds", { detail: sound })));
document.addEventListener("sounds", ({ detail }) => { if (detail !== sound) sound.pause(); });
document.addEventListener("viewed", () => { if (!element.offsetParent) sound.pause(); });
watch("value", show);
show();
