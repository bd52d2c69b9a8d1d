// The bundled voices: each can be heard, one of them is chosen.
const list = element.querySelector(".voices"), sound = new Audio();
let heard = "";

function key(text, attributes, press) {
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: text });
  for (const [name, value] of Object.entries(attributes)) button.setAttribute(name, value);
  button.addEventListener("click", press);
  return button;
}

function show() {
  const { voices, selected } = props.value ?? { voices: [] };
  if (list.children.length !== voices.length) {
    list.replaceChildren(...voices.map(({ name, label, file }) => {
      const row = Object.assign(document.createElement("div"), { className: "voice" });
      row.append(key("▶", { class: "listen", "aria-label": `Listen to ${label}` }, () => listen(name, file.url)),
        key(label, { class: "choose", "data-name": name }, () => trigger("choose", { name })));
      return row;
    }));
  }
  for (const choice of list.querySelectorAll(".choose")) choice.setAttribute("aria-pressed", choice.dataset.name === selected);
}

function listen(name, url) {
  const again = heard === name && !sound.paused;
  sound.pause();
  heard = name;
  if (again) return describe();
  sound.src = url;
  sound.play().then(describe, () => {});
}

function describe() {
  list.querySelectorAll(".listen").forEach((button, index) => {
    const { name, label } = props.value.voices[index], sounds = !sound.paused && name === heard;
    button.textContent = sounds ? "❚❚" : "▶";
    button.ariaLabel = `${sounds ? "Stop listening" : "Listen"} to ${label}`;
  });
}
for (const event of ["pause", "ended", "play"]) sound.addEventListener(event, describe);
sound.addEventListener("play", () => document.dispatchEvent(new CustomEvent("sounds", { detail: sound })));
document.addEventListener("sounds", ({ detail }) => { if (detail !== sound) sound.pause(); });
document.addEventListener("viewed", () => { if (!element.offsetParent) sound.pause(); });
watch("value", show);
show();
