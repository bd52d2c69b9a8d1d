// Bundled dialogues: one press brings one onto the screen and lets it be heard, without any model.
const group = element.querySelector(".recorded"), runs = props.value ?? [];
group.hidden = !runs.length;
group.replaceChildren(...runs.map(({ name, title }) => {
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: `▶ ${title}` });
  button.dataset.name = name;
  button.addEventListener("click", () => playRun(name));
  return button;
}));
