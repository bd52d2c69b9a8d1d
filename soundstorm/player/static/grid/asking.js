// One edit that was asked of whoever mounts the player, until its answer is there. It can be stopped.

import { makeButton } from "../dom.js";

/**
 * @template Edit
 * @typedef {(edit: Edit, stopped: AbortSignal) => Promise<string>} OnEdit resolves to a sentence for the user when the answer
 *   is there, or soon after `stopped`
 */

/**
 * @template Edit
 * @param {OnEdit<Edit>} onEdit
 * @param {() => void} draw what shows `pending`, `said` and the button `stop`
 */
export function makeAsking(onEdit, draw) {
  /** @type {AbortController|null} */
  let stopping = null;
  let said = "";
  return {
    stop: makeButton("Stop", () => stopping?.abort(), { class: "stop" }),
    get pending() { return stopping !== null; },
    /** @returns {string} the last answer */
    get said() { return said; },
    forget() { said = ""; },
    /** @param {Edit} edit left out while another is pending */
    async ask(edit) {
      if (stopping) return;
      stopping = new AbortController();
      said = "";
      draw();
      try {
        said = await onEdit(edit, stopping.signal);
      } finally {
        stopping = null;
        draw();
      }
    },
  };
}
