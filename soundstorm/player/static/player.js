// The player: mounts every view on one store, loads traces, and speaks for the whole in words and attributes.

const ATTRIBUTE_KEYS = ["a", "step", "cell", "playing", "projector", "theme", "error"];

/**
 * @param {HTMLElement} root the `.theatre` of player_markup, or an element that holds it
 * @param {Partial<PlayerState> & {onEdit?: (edit: Edit) => Promise<string>}} options state to begin with, and who
 *   decodes edits (see whatif.js); without it nothing can be edited
 * @returns {{load: Function, goto: Function, set: Function, on: Function, store: object, state: PlayerState, destroy: () => void}}
 */
function mountPlayer(root, { onEdit, ...options } = {}) {
  const theatre = root.matches(".theatre") ? root : root.querySelector(".theatre");
  const part = (name) => theatre.querySelector(name), slot = (name) => part(`[data-slot="${name}"]`);
  const store = createStore({ editable: Boolean(onEdit), ...options }), events = new EventTarget(), loads = { a: 0, b: 0 };
  const tell = (name, detail) => events.dispatchEvent(new CustomEvent(name, { detail }));

  store.subscribe(ATTRIBUTE_KEYS, (state) => describe(theatre, part, state));
  store.subscribe(["step"], ({ step }) => tell("step", { step }));
  store.subscribe(["cell"], ({ cell }) => tell("cell", { cell }));
  store.subscribe(["region"], ({ region }) => tell("region", { region }));
  followTheme(theatre, store);
  mountPlayback(store);
  mountTransport(slot("transport"), store);
  mountTimeline(slot("timeline"), store);
  mountGrid(slot("grid"), store);
  mountLegend(slot("legend"), store);
  mountInspector(slot("inspector"), store, tell);
  mountConfidence(slot("confidence"), store);
  mountSchedule(slot("schedule"), store);
  mountPhonemes(slot("phonemes"), store);
  mountWaveform(slot("waveform"), store);
  mountSpectrogram(slot("spectrogram"), store);
  mountSound(slot("sound"), store);
  mountPlayhead(part(".stage"), store);
  mountCompare(slot("compare"), store);
  mountPredict(slot("predict"), store);
  if (onEdit) mountWhatIf(slot("whatif"), store, (name, handler) => events.addEventListener(name, ({ detail }) => handler(detail)), onEdit);
  mountKeyboard(theatre, store);
  describe(theatre, part, store.get());

  return {
    /**
     * Show a trace. A file that cannot be read leaves the screen as it was, with a sentence.
     * @param {ArrayBuffer|Trace|null} source null empties slot b
     * @returns {Promise<Trace|null>} null when the file was refused or a later load overtook this one
     */
    async load(source, { slot: name = "a" } = {}) {
      const turn = ++loads[name];
      try {
        const trace = source instanceof ArrayBuffer ? await parseTrace(source) : source;
        if (turn !== loads[name] || store.signal.aborted) return null;
        const fresh = name === "a" ? { a: trace, step: -1, cell: null, hover: null, view: null, region: null, playing: false } : { b: trace };
        store.set({ ...fresh, error: "" });
        tell("load", { slot: name, trace });
        return trace;
      } catch (error) {
        if (!(error instanceof TraceFormatError)) throw error;
        if (turn === loads[name]) {
          store.set({ error: error.message, playing: false });
          tell("error", { slot: name, message: error.message });
        }
        return null;
      }
    },
    /**
     * Go somewhere; what is left out stays. `step` wins over `level` and `iteration`.
     * With `frame` (and the level given or active) that cell is chosen.
     */
    goto({ step, level, iteration = 1, frame }) {
      const { a } = store.get();
      if (!a) return;
      if (step !== undefined) goToStep(store, step);
      else if (level !== undefined) {
        const first = a.firstStep(level);
        if (first >= 0) goToStep(store, Math.min(first + iteration - a.steps[first].iteration, a.lastStep(level)));
      }
      if (frame === undefined) return;
      const row = level ?? a.steps[Math.max(store.get().step, 0)]?.level ?? 1;
      store.set({ cell: { level: clamp(row, 1, a.levels), frame: clamp(frame, 0, a.frames - 1) } });
    },
    /** Change any part of the state. */
    set: (patch) => store.set(patch),
    /**
     * @param {"load"|"error"|"step"|"cell"|"region"|"candidate"} event
     * @param {(detail: object) => void} handler
     * @returns {() => void} stop listening
     */
    on(event, handler) {
      const listen = ({ detail }) => handler(detail);
      events.addEventListener(event, listen);
      return () => events.removeEventListener(event, listen);
    },
    store,
    get state() {
      return store.get();
    },
    /** Stop everything and empty the slots. */
    destroy() {
      store.close();
      theatre.querySelectorAll("[data-slot]").forEach((node) => node.replaceChildren());
      Object.assign(theatre.dataset, { state: "empty", step: -1, level: 0, iteration: 0, cell: "" });
    },
  };
}

// The page's own choice inside gradio (class "dark"), the system's elsewhere.
function followTheme(theatre, store) {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    const dark = theatre.closest(".gradio-container") ? theatre.closest(".dark") !== null : system.matches;
    theatre.dataset.theme = dark ? "dark" : "light"; // before the store: canvases read the colours of the new theme
    store.set({ theme: theatre.dataset.theme });
  };
  const watched = new MutationObserver(apply);
  watched.observe(document.body, { attributes: true, attributeFilter: ["class"] });
  system.addEventListener("change", apply, { signal: store.signal });
  store.signal.addEventListener("abort", () => watched.disconnect());
  apply();
}

function describe(theatre, part, state) {
  const { a, step, cell, error, projector } = state, here = a?.steps[step];
  Object.assign(theatre.dataset, { state: error ? "error" : a ? "ready" : "empty", step, level: here?.level ?? 0, iteration: here?.iteration ?? 0,
    cell: cell ? `${cell.level},${cell.frame}` : "", projector });
  part(".trouble").hidden = !error;
  setText(part(".trouble"), error);
  setText(part(".headline"), headline(state));
  setText(part(".summary"), summary(state));
  announce(part(".announcement"), state);
}

/** @returns {string} where the decoding stands */
function headline({ a, step }) {
  if (!a) return "No decoding yet";
  if (step < 0) return "Before the first iteration";
  const { level, iteration, iterations } = a.steps[step];
  return `Level ${level} of ${a.levels}, iteration ${iteration} of ${iterations}`;
}

/** @returns {string} what the step did, in counts */
function summary({ a, step }) {
  if (!a) return "";
  if (step < 0) {
    const hidden = a.given.reduce((sum, code) => sum + (code === a.maskId), 0);
    return `${hidden.toLocaleString("en")} tokens are masked`;
  }
  const { open, masked } = a.steps[step], kept = open - masked;
  return masked ? `${kept} of ${open} tokens kept, ${masked} hidden again` : `${kept} of ${open} tokens kept: the level is complete`;
}

// While the decoding runs by itself only the ends of levels are worth a sentence.
function announce(node, state) {
  if (!state.a || (state.playing && state.a.steps[state.step]?.masked !== 0)) return;
  setText(node, `${headline(state)}: ${summary(state)}.`);
}
