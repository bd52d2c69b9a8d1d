// Edits that are asked of whoever mounts the player: one at a time, from whichever tool, and it can be stopped.

import { makeButton, setDisabled } from "../dom.js";

/**
 * @template Edit
 * @typedef {(edit: Edit, stopped: AbortSignal, waits: (after: string) => void) => Promise<string>} OnEdit resolves to a sentence
 *   for the user when the answer is there, or when an edit that was `stopped` is over; `waits` takes what comes before it, as
 *   the end of a sentence
 */

/**
 * @template Edit
 * @param {OnEdit<Edit>} onEdit
 * @returns a tool's way to ask, for what draws the tool again
 */
export function shareEdits(onEdit) {
  /** @type {AbortController|null} */
  let stopping = null;
  /** @type {Map<() => void, () => void>} what draws a tool, and what forgets what it said */
  const tools = new Map();
  const redraw = () => tools.forEach((_, draw) => draw());

  const share = (/** @type {() => void} */ draw) => {
    let isMine = false, said = "", after = "";
    const stop = makeButton("Stop", () => {
      stopping?.abort();
      redraw();
    }, { class: "stop" });
    const forget = () => {
      said = "";
      draw();
    };
    tools.set(draw, forget);
    return {
      stop,
      /** @returns {boolean} whether an edit is at work, of this tool or another */
      get pending() { return stopping !== null; },
      /**
       * What there is to say; the button is there while this tool's edit is at work.
       * @param {string} working the beginning of a sentence
       */
      describe(working) {
        stop.hidden = !isMine;
        setDisabled(stop, Boolean(stopping?.signal.aborted));
        return !isMine ? said : stopping?.signal.aborted ? "Stopping." : `${[working, after].filter(Boolean).join(" ")}.`;
      },
      forget,
      /** @param {Edit} edit left out while another is at work */
      async ask(edit) {
        if (stopping) return;
        stopping = new AbortController();
        [isMine, said, after] = [true, "", ""];
        redraw();
        try {
          said = await onEdit(edit, stopping.signal, (told) => {
            after = told;
            redraw();
          });
        } finally {
          [stopping, isMine] = [null, false];
          redraw();
        }
      },
    };
  };
  return Object.assign(share, {
    /** Why an edit was refused may be over. */
    forget: () => tools.forEach((forget) => forget()),
  });
}
