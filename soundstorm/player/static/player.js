// The player: mounts every view on one store, loads traces, and speaks for the whole in words and attributes.

import { mountCompare } from "./compare/compare.js";
import { mountTwin } from "./compare/twin.js";
import { partOf, setText } from "./dom.js";
import { shareEdits } from "./grid/asking.js";
import { bringIntoView, speechView } from "./grid/axis.js";
import { mountGrid } from "./grid/grid.js";
import { mountInspector } from "./grid/inspector.js";
import { mountLegend } from "./grid/legend.js";
import { mountTurnBar } from "./grid/turn-bar.js";
import { mountTurns } from "./grid/turns.js";
import { mountWhatIf } from "./grid/whatif.js";
import { mountKeyboard } from "./keyboard.js";
import { mountPredict } from "./lesson/predict.js";
import { clamp } from "./numbers.js";
import { mountPanel } from "./panel.js";
import { mountPipeline } from "./pipeline.js";
import { mountPhonemes } from "./sound/phonemes.js";
import { mountPlayhead } from "./sound/playhead.js";
import { mountSound } from "./sound/sound.js";
import { mountSpectrogram } from "./sound/spectrogram.js";
import { hearScenes } from "./sound/watch.js";
import { mountWaveform } from "./sound/waveform.js";
import { mountConfidence } from "./steps/confidence.js";
import { mountPlayback } from "./steps/playback.js";
import { mountSchedule } from "./steps/schedule.js";
import { mountTimeline } from "./steps/timeline.js";
import { mountTransport } from "./steps/transport.js";
import { createStore, goToStep, growOn } from "./store.js";
import { mountTerms } from "./terms.js";
import { followTheme } from "./theme.js";
import { TraceFormatError } from "./trace/container.js";
import { parseTrace } from "./trace/read.js";
import { headline, summary } from "./words.js";

/**
 * @import { OnEdit } from "./grid/asking.js"
 * @import { TurnAgain, TurnSaying } from "./grid/turn-bar.js"
 * @import { Choice, Edit } from "./grid/whatif.js"
 * @import { Place, PlayerState, Region, Slot } from "./store.js"
 * @import { Trace } from "./trace/trace.js"
 *
 * @typedef {object} PlayerEvents what a player tells, by name
 * @property {{slot: Slot, trace: Trace|null}} load
 * @property {{slot: Slot, message: string}} error
 * @property {{step: number}} step
 * @property {{cell: Place|null}} cell
 * @property {{region: Region|null}} region
 * @property {Choice} candidate that somebody asks for
 *
 * @typedef {ReturnType<typeof mountPlayer>} Player
 */

/** @type {(keyof PlayerState)[]} */
const ATTRIBUTE_KEYS = ["a", "growing", "step", "cell", "playing", "projector", "plain", "panel", "colour", "b", "layout", "theme", "error"];

/** What another trace on the screen begins with. */
const FRESH = Object.freeze({ growing: false, error: "", step: -1, cell: null, hover: null, turn: null, region: null, playing: false, watching: false });

/**
 * @param {HTMLElement} root the `.theatre` of player_markup, or an element that holds it
 * @param {Partial<PlayerState> & {onEdit?: OnEdit<Edit|TurnAgain|TurnSaying>}} options state to begin
 *   with, and who decodes edits (see grid/asking.js); without it nothing can be edited
 */
export function mountPlayer(root, { onEdit, ...options } = {}) {
  const theatre = root.matches(".theatre") ? root : partOf(root, ".theatre"), slot = (/** @type {string} */ name) => partOf(theatre, `[data-slot="${name}"]`);
  const store = createStore({ editable: Boolean(onEdit), ...options }), events = new EventTarget(), loads = { a: 0, b: 0 };
  const edits = onEdit && shareEdits(onEdit);
  /** @type {<Name extends keyof PlayerEvents>(name: Name, detail: PlayerEvents[Name]) => void} */
  const tell = (name, detail) => { events.dispatchEvent(new CustomEvent(name, { detail })); };

  /**
   * @template {keyof PlayerEvents} Name
   * @param {Name} name
   * @param {(detail: PlayerEvents[Name]) => void} handler
   * @returns {() => void} stop listening
   */
  function on(name, handler) {
    const listen = (/** @type {Event} */ event) => handler(/** @type {CustomEvent<PlayerEvents[Name]>} */ (event).detail);
    events.addEventListener(name, listen);
    return () => events.removeEventListener(name, listen);
  }

  store.subscribe(ATTRIBUTE_KEYS, (state) => describe(theatre, state));
  store.subscribe(["step"], ({ step }) => tell("step", { step }));
  store.subscribe(["cell"], ({ cell }) => tell("cell", { cell }));
  store.subscribe(["region"], ({ region }) => tell("region", { region }));
  followTheme(theatre, store);
  mountPlayback(store);
  mountTransport(slot("transport"), store);
  mountTimeline(slot("timeline"), store);
  mountTurns(slot("turns"), store);
  const grid = mountGrid(slot("grid"), store);
  mountTurnBar(slot("turn"), store, edits);
  mountLegend(slot("legend"), store);
  mountInspector(slot("inspector"), store, tell, () => grid.canvas);
  mountConfidence(slot("confidence"), store);
  mountSchedule(slot("schedule"), store);
  mountPanel(slot("panel"), store, { token: slot("inspector"), confidence: slot("confidence"), schedule: slot("schedule") });
  mountPipeline(slot("pipeline"), store);
  mountTerms(theatre, store.signal);
  mountPhonemes(slot("phonemes"), store);
  mountWaveform(slot("waveform"), store);
  mountSpectrogram(slot("spectrogram"), store);
  mountSound(slot("sound"), store);
  mountPlayhead(partOf(theatre, ".stage"), store);
  mountTwin(slot("twin"), store, grid.cells);
  mountCompare(slot("compare"), store);
  mountPredict(slot("predict"), store, grid.cells);
  if (edits) mountWhatIf(slot("whatif"), store, on, edits);
  mountKeyboard(theatre, store);
  describe(theatre, store.get());

  /** @param {Partial<PlayerState> & {a: Trace|null}} state another trace on the screen, and what it begins with */
  const show = (state) => store.set({ ...FRESH, opened: store.get().opened + 1, view: speechView({ ...store.get(), ...state }), ...state });
  // B may be longer than A: an axis that shows all of the speech goes on doing so.
  store.subscribe(["b"], (state) => { if (state.a && state.view?.from === speechView({ ...state, b: null })?.from) store.set({ view: speechView(state) }); });

  return {
    /**
     * Show traces that were loaded before, or one that begins to grow.
     * @param {Partial<PlayerState> & {a: Trace|null}} state
     */
    show(state) {
      loads.a++; // whatever is on its way is overtaken
      show(state);
    },
    /**
     * Show what the growing trace on the screen has become. Whoever looks at its last step goes on with it.
     * @param {Trace} trace
     * @param {{growing: boolean}} still
     */
    grow: (trace, { growing }) => growOn(store, trace, growing),
    /**
     * Show a trace. A file that cannot be read leaves the screen as it was, with a sentence.
     * @param {ArrayBuffer|Trace|null} source null empties slot b
     * @param {{slot?: Slot}} where
     * @returns {Promise<Trace|null>} null when the file was refused or a later load overtook this one
     */
    async load(source, { slot: name = "a" } = {}) {
      const turn = ++loads[name];
      try {
        const trace = source instanceof ArrayBuffer ? await parseTrace(source) : source;
        if (turn !== loads[name] || store.signal.aborted) return null;
        if (name === "a") show({ a: trace });
        else store.set({ b: trace, error: "" });
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
     * @param {{step?: number, level?: number, iteration?: number, frame?: number}} where
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
      const cell = { level: clamp(row, 1, a.levels), frame: clamp(frame, 0, a.frames - 1) };
      store.set({ cell });
      bringIntoView(store, cell.frame);
    },
    /**
     * The prompt, then the grid level by level while each sounds, then the speech.
     * @param {Slot} [of]
     */
    watch: (of) => hearScenes(store, "decoding", of),
    /**
     * Hear the voice prompt or the speech of a trace on the screen.
     * @param {"prompt"|"speech"} what
     * @param {Slot} [of]
     */
    hear: (what, of) => hearScenes(store, what, of),
    /**
     * Change any part of the state.
     * @param {Partial<PlayerState>} patch
     */
    set: (patch) => store.set(patch),
    /** What was said of edits goes: why one was refused may be over. */
    forgetEdits: () => edits?.forget(),
    on,
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

/**
 * @param {HTMLElement} theatre
 * @param {PlayerState} state
 */
function describe(theatre, state) {
  const { a, step, cell, error, growing, projector } = state, here = a?.steps[step];
  Object.assign(theatre.dataset, { state: error ? "error" : a ? "ready" : "empty", step, level: here?.level ?? 0, iteration: here?.iteration ?? 0,
    cell: cell ? `${cell.level},${cell.frame}` : "", growing, projector, plain: state.plain, panel: state.panel, colour: state.colour,
    paired: state.b !== null && state.layout === "stack" });
  if (a) theatre.style.setProperty("--levels", String(a.levels));
  const part = (/** @type {string} */ selector) => partOf(theatre, selector);
  part(".trouble").hidden = !error;
  setText(part(".trouble"), error);
  setText(part(".headline"), headline(state));
  setText(part(".summary"), summary(state));
  announce(part(".announcement"), state);
}

/**
 * While the decoding runs by itself, or is not yet done, only the ends of levels are worth a sentence.
 * @param {HTMLElement} node
 * @param {PlayerState} state
 */
function announce(node, state) {
  if (!state.a || ((state.playing || state.growing) && state.a.steps[state.step]?.masked !== 0)) return;
  setText(node, `${headline(state)}: ${summary(state)}.`);
}
