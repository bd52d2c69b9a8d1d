// The address of the page: ?trace=NAME&level=2&iteration=1&cell=2.140 says where to open, hide=seed,words what
// to leave out, lesson=2 which lesson to begin with. Whatever else stands there is left alone.
const TABS = ["speak", "laboratory", "codec", "lesson", "dialogue", "detect", "continue", "race"]; // the first that is not hidden opens
const ADDRESS_PAUSE = 300; // milliseconds; browsers refuse more than a hundred changes in ten seconds

/** @returns {{trace: string|null, level: number|null, iteration: number, cell: {level: number, frame: number}|null, hide: string[], lesson: string|null}} */
function readAddress() {
  const query = new URLSearchParams(location.search);
  const whole = (text) => (/^\d{1,6}$/.test(text ?? "") ? Number(text) : null);
  const [level, frame] = (query.get("cell") ?? "").split(".").map(whole);
  return {
    trace: query.get("trace"),
    level: whole(query.get("level")),
    iteration: whole(query.get("iteration")) ?? 1,
    cell: level && Number.isInteger(frame) ? { level, frame } : null,
    hide: (query.get("hide") ?? "").split(",").filter((name) => /^[a-z]+$/.test(name)),
    lesson: query.get("lesson") ?? /lesson=(\d+)/.exec(location.hash)?.[1] ?? null,
  };
}

/** Leave out what a teacher wants out of the way: everything of class hide-NAME, the tab NAME, the player's part NAME. */
function hideControls(names) {
  const style = document.createElement("style");
  style.textContent = names.map((name) => `.hide-${name}, #tab-${name}-button, #theatre [data-slot="${name}"] { display: none !important; }`).join("\n");
  document.head.append(style);
}

/** Open a part of the page as soon as gradio has built it: it may do so after the script that asks. */
function openTab(name) {
  const button = document.querySelector(`#tab-${name}-button`);
  if (button?.getAttribute("aria-current") === "page") return;
  button?.click();
  requestAnimationFrame(() => openTab(name));
}

// A null removes the entry.
let addressChanges = {}, addressTimer = 0;
function writeAddress(changes) {
  Object.assign(addressChanges, changes);
  clearTimeout(addressTimer);
  addressTimer = setTimeout(() => {
    const query = new URLSearchParams(location.search);
    for (const [name, value] of Object.entries(addressChanges)) value === null ? query.delete(name) : query.set(name, value);
    addressChanges = {};
    history.replaceState(history.state, "", `${location.pathname}${query.size ? `?${query}`.replaceAll("%2C", ",") : ""}${location.hash}`);
  }, ADDRESS_PAUSE);
}
