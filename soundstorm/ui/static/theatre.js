// The theatre inside gradio: takes traces from the server, sends edits back, keeps the address of what is seen.
// Other components find `document.querySelector("#theatre .theatre")` with its `player`,
// `openRun(name, beside)`, which brings bundled runs onto the stage, and `mountLesson(options)`.
const address = readAddress();
const onStage = { a: null, b: null }; // names of the runs
let edits = 0, waiting = null; // number of the latest edit, and who waits for its answer

const root = element.querySelector(".theatre"), player = mountPlayer(root, { onEdit: askServer });
Object.assign(root, { player, openRun, mountLesson: (options) => mountLesson(root, player, options) });

/** @returns {Promise<string>} what the server says about an edit; the new trace is on the stage by then */
function askServer(edit) {
  return new Promise((resolve) => {
    waiting = { number: ++edits, resolve };
    trigger("edit", { ...edit, number: waiting.number, trace: onStage.a });
  });
}

let taken = Promise.resolve();
function take() {
  const { value } = props;
  if (!value) return;
  taken = taken.then(() => showStage(value)).catch((error) => player.set({ error: error.message }))
    .finally(() => document.dispatchEvent(new CustomEvent("staged"))); // the live view waits for it
}

async function showStage({ a, b, at, answer }) {
  for (const [slot, run] of Object.entries({ a, b })) {
    const name = run ? run.name : null;
    if (onStage[slot] === name) continue;
    onStage[slot] = name;
    const trace = await load(run, slot);
    if (trace && slot === "a" && at === "end") player.goto({ step: trace.steps.length - 1 });
  }
  Object.assign(root.dataset, { runA: onStage.a ?? "", runB: onStage.b ?? "" });
  if (answer && waiting && answer.number === waiting.number) {
    waiting.resolve(answer.sentence);
    waiting = null;
  }
}

let loading = false;
async function load(run, slot) {
  const answer = run && (await fetch(run.file.url));
  if (answer && !answer.ok) throw new Error("This run was removed from the server after an hour: open the trace you saved.");
  loading = true;
  return player.load(answer && (await answer.arrayBuffer()), { slot }).finally(() => { loading = false; });
}
// A trace opened in the player itself is none that the server could decode again.
player.on("load", ({ slot }) => { if (!loading) onStage[slot] = null; });

/** Bring a bundled run onto the screen, alone or with another one beside it. @returns {Promise<void>} when it is there */
async function openRun(name, beside = null) {
  const isThere = () => onStage.a === name && onStage.b === beside;
  if (isThere()) return taken;
  const arrived = new Promise((resolve) => {
    const listen = () => {
      if (!isThere()) return;
      document.removeEventListener("staged", listen);
      resolve();
    };
    document.addEventListener("staged", listen);
  });
  trigger("choose", { trace: name, beside });
  await arrived;
}

// Open where the address says; only then does moving about change it.
async function open() {
  hideControls(address.hide);
  const { value } = props, elsewhere = value && value.bundled.includes(address.trace) && value.a.name !== address.trace;
  if (elsewhere) await openRun(address.trace);
  else {
    take();
    await taken;
  }
  if (address.level) player.goto({ level: address.level, iteration: address.iteration });
  const { a } = player.state, { cell } = address;
  if (a && cell && cell.level <= a.levels && cell.frame < a.frames) player.set({ cell });
  if (address.lesson) document.querySelector("#tab-lesson-button")?.click();
  player.store.subscribe(["a", "step", "cell"], remember);
}

function remember({ a, step, cell }) {
  const bundled = props.value && props.value.bundled.includes(onStage.a), here = a?.steps[step];
  writeAddress({
    trace: bundled ? onStage.a : null,
    level: here ? here.level : null,
    iteration: here ? here.iteration : null,
    cell: cell ? `${cell.level}.${cell.frame}` : null,
  });
}

watch("value", take);
open();
