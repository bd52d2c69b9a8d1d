// Whoever pressed something further down sees, and hears, what comes of it.

/** Let a run be heard at the top of the page, where it can be stopped. */
async function playRun(name) {
  const theatre = document.querySelector("#theatre .theatre");
  await theatre.openRun(name).catch(() => {});
  bringToTop("#hero", "#theatre"); // also where it says why not
  if (theatre.dataset.runA === name) theatre.player.hear("speech");
}

/** Bring the first of some places that is shown to the top of the window; it jumps there for whoever asked for less motion. */
function bringToTop(...places) {
  bringIntoSight(places.map((place) => document.querySelector(place)).find((one) => one?.checkVisibility()), "start");
}

function bringIntoSight(part, block) {
  const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
  part?.scrollIntoView({ block, behavior });
}
