// Whoever pressed something further down sees what comes of it.

/** Bring the first of some places that is shown to the top of the window; it jumps there for whoever asked for less motion. */
function bringToTop(...places) {
  bringIntoSight(places.map((place) => document.querySelector(place)).find((one) => one?.checkVisibility()), "start");
}

function bringIntoSight(part, block) {
  const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
  part?.scrollIntoView({ block, behavior });
}
