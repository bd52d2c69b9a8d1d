// Bundled dialogues: one press brings one onto the screen and lets it be heard, without any model.
const group = element.querySelector(".recorded"), runs = props.value ?? [];

async function play(name) {
  const theatre = document.querySelector("#theatre .theatre");
  await theatre.openRun(name).catch(() => {});
  bringToTop("#hero", "#theatre"); // also where it says why not
  if (theatre.dataset.runA === name) theatre.player.hear("speech");
}
group.hidden = !runs.length;
group.replaceChildren(...runs.map(({ name, title }) => {
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: `▶ ${title}` });
  button.dataset.name = name;
  button.addEventListener("click", () => play(name));
  return button;
}));
