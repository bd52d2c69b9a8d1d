// A pair of traces from the server, replayed side by side.
const board = element.querySelector(".race"), trouble = element.querySelector(".trouble");
let shown = "", takeAway = () => {};

async function fetchTrace({ url }) {
  const answer = await fetch(url).catch(() => { throw new Error("The server cannot be reached: open this tab again."); });
  if (!answer.ok) throw new Error("This race was removed from the server after an hour: run it again.");
  return answer.arrayBuffer();
}

async function take() {
  const { value } = props;
  if (!value || value.run === shown || document.body.dataset.view !== "race") return; // megabytes that many never look at
  shown = value.run;
  trouble.hidden = true;
  try {
    const files = await Promise.all(value.files.map(fetchTrace));
    if (value.run !== shown) return;
    takeAway();
    takeAway = await mountRace(board, files);
  } catch (error) {
    shown = ""; // to be tried again when the tab is opened again
    trouble.textContent = error.message;
    trouble.hidden = false;
  }
}
// One of the two sounds at a time.
board.addEventListener("play", ({ target }) => document.dispatchEvent(new CustomEvent("sounds", { detail: target })), { capture: true });
document.addEventListener("sounds", ({ detail }) => board.querySelectorAll("audio").forEach((sound) => { if (sound !== detail) sound.pause(); }));
document.addEventListener("viewed", ({ detail }) => {
  if (detail === "race") take();
  else board.querySelectorAll("audio").forEach((sound) => sound.pause()); // whoever cannot stop it must not hear it
});
watch("value", take);
take();
