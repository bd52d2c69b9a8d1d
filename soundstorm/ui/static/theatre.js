// The theatre inside gradio: takes traces from the server, sends edits back, keeps the address of what is seen.
// Other components find `document.querySelector("#theatre .theatre")` with its `player`,
// `openRun(name, beside)`, which brings bundled runs onto the stage, and `mountLesson(options)`.
const address = readAddress();
const onStage = { a: null, b: null }; // names of the runs
const waiting = new Map(); // number of a request -> who waits for its answer
let requests = 0;

const root = element.querySelector(".theatre"), player = mountPlayer(root, { onEdit: (edit) => ask("edit", { ...edit, trace: onStage.a }) });
Object.assign(root, { player, openRun, mountLesson: (options) => mountLesson(root, player, options) });

/** @returns {Promise<string>} what the server says to a request; what it changed is on the stage by then */
function ask(event, detail) {
  return new Promise((resolve) => {
    waiting.set(++requests, resolve);
    trigger(event, { ...detail, number: requests });
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
  let trouble = "";
  for (const [slot, run] of Object.entries({ a, b })) {
    const name = run ? run.name : null;
    if (onStage[slot] === name) continue;
    onStage[slot] = name;
    try {
      const trace = await load(run, slot);
      if (trace && slot === "a" && at === "end") player.goto({ step: trace.steps.length - 1 });
    } catch (error) {
      onStage[slot] = null; // not there: it can be asked for again
      trouble = error.message;
    }
  }
  if (trouble) player.set({ error: trouble });
  Object.assign(root.dataset, { runA: onStage.a ?? "", runB: onStage.b ?? "" });
  waiting.get(answer?.number)?.(answer.sentence);
  waiting.delete(answer?.number);
}

let loading = ""; // the slot that is being loaded
async function load(run, slot) {
  const answer = run && (await fetch(run.file.url).catch(() => { throw new Error("The server cannot be reached: reload the page."); }));
  if (answer && !answer.ok) throw new Error("This run was removed from the server after an hour: open the trace you saved.");
  const file = answer && (await answer.arrayBuffer());
  loading = slot;
  return player.load(file, { slot }).finally(() => { loading = ""; });
}
// A trace opened in the player itself is none that the server could decode again, and B can be closed there.
player.on("load", ({ slot }) => { if (!loading) onStage[slot] = null; });
player.store.subscribe(["b"], () => {
  if (loading === "b" || !onStage.b) return;
  onStage.b = null;
  root.dataset.runB = "";
  ask("choose", { trace: onStage.a, beside: null });
});

/**
 * Bring a bundled run onto the screen, alone or with another one beside it.
 * @returns {Promise<void>} when it is there; otherwise an error says why not
 */
async function openRun(name, beside = null) {
  const isThere = () => onStage.a === name && onStage.b === beside;
  if (isThere()) return taken;
  const sentence = await ask("choose", { trace: name, beside });
  if (!isThere()) throw new Error(sentence || player.state.error || "Another decoding came onto the stage meanwhile.");
}

// Open where the address says; only then does moving about change it.
async function open() {
  hideControls(address.hide);
  const first = TABS.find((name) => !address.hide.includes(name));
  if (first && first !== TABS[0] && !address.lesson) openTab(first);
  take();
  await taken;
  const named = !address.trace || (await openRun(address.trace).then(() => true, () => false)); // the server says why not
  if (named && address.level) player.goto({ level: address.level, iteration: address.iteration });
  const { a } = player.state, { cell } = address;
  if (named && a && cell && cell.level <= a.levels && cell.frame < a.frames) player.set({ cell });
  if (address.lesson) openTab("lesson");
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
