// The voice prompt's own grid: all levels at once, and a sentence about what of the recording is used.
const figure = element.querySelector(".prompt-view");
const promptCanvas = figure.querySelector("canvas"), showGrid = mountStill(promptCanvas);

function showPrompt() {
  const value = props.value;
  const grid = value && value.grid;
  figure.hidden = !value || (!grid && !value.caption);
  figure.classList.toggle("error", Boolean(value && value.error));
  figure.dataset.frames = grid ? grid.frames : 0;
  promptCanvas.hidden = !grid;
  figure.querySelector("figcaption").textContent = value ? value.caption : "";
  const heard = figure.querySelector(".heard");
  heard.hidden = !value?.heard;
  heard.textContent = value?.heard ? `Heard by the tokenizer: /${value.heard}/` : "";
  if (!grid) return;
  promptCanvas.setAttribute("aria-label", `Tokens of the voice prompt: ${grid.levels} levels by ${grid.frames} frames`);
  showGrid({ ...grid, tokens: unpackTokens(grid.tokens), looks: () => "prompt" });
}

watch("value", showPrompt);
showPrompt();
