// The theatre inside gradio: takes traces from the server, sends edits back, keeps the address of what is seen.
// Other components find `document.querySelector("#theatre .theatre")` with its `player`,
// `growing`, which takes what is told of a run at work, `openRun(name, beside)`, which brings bundled runs onto the
// stage, and `mountLesson(options)`.
const address = readAddress();
const onStage = { a: null, b: null }; // names of the runs
const waiting = new Map(); // number of a request -> who waits for its answer
let requests = 0, refuseEdit = () => {};

const NOT_ON_STAGE = "This run is not finished: wait for its end, or go back to the run before, then ask again.";
const HALTED = "Stopped: nothing was changed.";
const root = element.querySelector(".theatre"), player = mountPlayer(root, { onEdit });
const growing = followRuns(player, root, quietly, { show: () => view !== "lesson", sound: () => !WITHOUT_PLAYER.includes(view) });
Object.assign(root, { player, growing, openRun, mountLesson: (options) => mountLesson(root, player, options) });

async function onEdit(edit, stopped, waits) {
  if (growing.isShown()) return NOT_ON_STAGE;
  waits((await server.after().catch(() => "")) ?? ""); // before the edit is in line itself
  if (stopped.aborted) return HALTED;
  stopped.addEventListener("abort", () => trigger("halt", {}));
  const refused = new Promise((resolve) => { refuseEdit = resolve; }); // it is over without an answer of its own
  const sentence = await Promise.race([ask("edit", { ...edit, trace: onStage.a }), refused.then((why) => (stopped.aborted ? HALTED : why))]);
  refuseEdit = () => {};
  return sentence;
}

/** @returns {Promise<string>} what the server says to a request; what it changed is on the stage by then */
function ask(event, detail) {
  return new Promise((resolve) => {
    waiting.set(++requests, resolve);
    trigger(event, { ...detail, number: requests });
  });
}

// The first look shows the grid and its sound alone; whoever was led into the player sees all of it.
const PLAIN_VIEWS = ["speak", "dialogue"], WITHOUT_PLAYER = ["codec", "race", "detect"];
let isPlain = !address.trace && !address.cell, view = "speak";
document.addEventListener("viewed", ({ detail }) => {
  view = detail;
  player.set({ plain: PLAIN_VIEWS.includes(view) && isPlain });
  if (WITHOUT_PLAYER.includes(view)) player.set({ sounding: false, playing: false, watching: false }); // whoever cannot stop it must not hear it
});
player.store.subscribe(["plain"], ({ plain }) => {
  if (PLAIN_VIEWS.includes(view)) isPlain = plain;
  document.body.toggleAttribute("data-plain", plain);
});
player.store.subscribe(["b"], ({ b }) => { if (b) player.set({ plain: false }); }); // there is something to compare
// One thing sounds at a time: whatever begins to says so, and the others fall silent.
player.store.subscribe(["sounding"], ({ sounding }) => { if (sounding) document.dispatchEvent(new CustomEvent("sounds", { detail: player })); });
document.addEventListener("sounds", ({ detail }) => { if (detail !== player && player.state.sounding) player.set({ sounding: false, watching: false }); });
// The player has large type of its own; the rest of the page follows it.
player.store.subscribe(["projector"], ({ projector }) => document.body.toggleAttribute("data-projector", projector));

let taken = Promise.resolve();
function take() {
  const { value } = props;
  if (!value) return;
  taken = taken.then(() => showStage(value)).catch((error) => player.set({ error: error.message }))
    .finally(() => document.dispatchEvent(new CustomEvent("staged", { detail: { ...onStage } }))); // the hero waits for it
}

async function showStage({ a, b, at, answer }) {
  let trouble = "";
  const isChanged = Object.entries({ a, b }).some(([slot, run]) => onStage[slot] !== (run?.name ?? null));
  if (isChanged) {
    const stays = a?.name === growing.run && (await growing.whole());
    if (stays) growing.stay((b?.name ?? null) === onStage.b);
    else growing.leave();
  }
  for (const [slot, run] of Object.entries({ a, b })) {
    const name = run ? run.name : null;
    if (onStage[slot] === name) continue;
    onStage[slot] = name;
    try {
      const trace = await load(run, slot);
      if (trace && at === "end" && (slot === "a" || player.state.step < 0)) player.goto({ step: Infinity });
    } catch (error) {
      onStage[slot] = null; // not there: it can be asked for again
      trouble = error.message;
    }
  }
  if (trouble) player.set({ error: trouble });
  Object.assign(root.dataset, { runA: onStage.a ?? "", runB: onStage.b ?? "" });
  if (answer?.once) refuseEdit(answer.sentence);
  waiting.get(answer?.number)?.(answer.sentence);
  waiting.delete(answer?.number);
}

let loading = ""; // the slot that is being loaded
async function load(run, slot) {
  const trace = run && ((run.name === growing.run && (await growing.whole())) || (await fetchFile(run.file.url)));
  if (trace && slot === "a" && trace === player.state.a) return null; // it has grown there
  loading = slot;
  return player.load(trace, { slot }).finally(() => { loading = ""; });
}

async function fetchFile(url) {
  const answer = await fetch(url).catch(() => { throw new Error("The server cannot be reached: reload the page."); });
  if (!answer.ok) throw new Error("This run was removed after an hour: open the file you saved with “Open a recorded run”.");
  return answer.arrayBuffer();
}

/** Change what the player shows while the stage stays as it is. */
function quietly(change) {
  const before = loading;
  loading = "b";
  change();
  loading = before;
}
// A trace opened in the player itself is none that the server could decode again, and B can be closed there.
player.on("load", ({ slot }) => { if (!loading) onStage[slot] = null; });
player.store.subscribe(["b"], () => {
  if (loading === "b" || !onStage.b) return;
  onStage.b = null;
  root.dataset.runB = "";
  ask("choose", { trace: onStage.a, beside: null });
});

// What was refused for want of a permission is over when there is one.
document.addEventListener("change", ({ target }) => { if (target.closest("#stage-permission")) player.forgetEdits(); });

let wished = ""; // what was asked for last, until it is answered: it takes the place of what is on the stage
/**
 * Bring a bundled run onto the screen, alone or with another one beside it.
 * @returns {Promise<void>} when it is there; otherwise an error says why not
 */
async function openRun(name, beside = null) {
  growing.leave();
  const isThere = () => onStage.a === name && onStage.b === beside, wish = `${name} ${beside}`;
  if (isThere() && (!wished || wished === wish)) return taken;
  wished = wish;
  const sentence = await ask("choose", { trace: name, beside });
  if (wished === wish) wished = "";
  if (!isThere()) throw new Error(sentence || player.state.error || "Another run was opened meanwhile: open this one again.");
}

// Open where the address says; only then does moving about change it.
async function open() {
  hideControls(address.hide);
  view = document.body.dataset.view ?? "speak";
  player.set({ plain: PLAIN_VIEWS.includes(view) && isPlain });
  const first = TABS.find((name) => !address.hide.includes(name));
  if (first && first !== TABS[0] && !address.lesson) openTab(first);
  take();
  await taken;
  const { trace, level, iteration, cell } = address.lesson ? {} : address; // the lesson brings its own runs
  const named = !trace || (await openRun(trace).then(() => true, () => false)); // the server says why not
  if (named && level) player.goto({ level, iteration });
  const { a } = player.state;
  if (named && a && cell && cell.level <= a.levels && cell.frame < a.frames) {
    player.goto(level ? { ...cell, step: player.state.step } : cell);
    root.scrollIntoView(); // with the cell comes what explains it
  }
  if (address.lesson) openTab("lesson");
  player.store.subscribe(["a", "step", "cell", "plain"], remember);
}

function remember({ a, step, cell }) {
  // a visitor's own run is nobody else's: its address would point into another run; the first look has none yet
  const bundled = !player.state.plain && props.value && !growing.isShown() && props.value.bundled.includes(onStage.a), here = bundled ? a?.steps[step] : null;
  writeAddress({
    trace: bundled ? onStage.a : null,
    level: here ? here.level : null,
    iteration: here ? here.iteration : null,
    cell: bundled && cell ? `${cell.level}.${cell.frame}` : null,
  });
}

watch("value", take);
open();
