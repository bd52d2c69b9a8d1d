// Edits that are asked of whoever mounts the player: one at a time, from whichever tool, and it can be stopped.

import { makeButton, setDisabled } from "../dom.js";

/**
 * @template Edit
 * @typedef {(edit: Edit, stopped: AbortSignal) => Promise<string>} OnEdit resolves to a sentence for the user when the answer
 *   is there, or when an edit that was `stopped` is over
 */

/**
 * @template Edit
 * @param {OnEdit<Edit>} onEdit
 * @returns a tool's way to ask, for what draws the tool again
 */
export function shareEdits(onEdit) {
  /** @type {AbortController|null} */
  let stopping = null;
  /** @type {Set<() => void>} */
  const tools = new Set();
  const redraw = () => tools.forEach((draw) => draw());

  return (/** @type {() => void} */ draw) => {
    let isMine = false, said = "";
    const stop = makeButton("Stop", () => {
      stopping?.abort();
      redraw();
    }, { class: "stop" });
    tools.add(draw);
    return {
      stop,
      /** @returns {boolean} whether an edit is at work, of this tool or another */
      get pending() { return stopping !== null; },
      /**
       * What there is to say; the button is there while this tool's edit is at work.
       * @param {string} working
       */
      describe(working) {
        stop.hidden = !isMine;
        setDisabled(stop, Boolean(stopping?.signal.aborted));
        return !isMine ? said : stopping?.signal.aborted ? "Stopping." : working;
      },
      forget() { said = ""; },
      /** @param {Edit} edit left out while another is at work */
      async ask(edit) {
        if (stopping) return;
        stopping = new AbortController();
        [isMine, said] = [true, ""];
        redraw();
        try {
          said = await onEdit(edit, stopping.signal);
        } finally {
          [stopping, isMine] = [null, false];
          redraw();
        }
      },
    };
  };
}
