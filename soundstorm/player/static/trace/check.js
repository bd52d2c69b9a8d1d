// What must hold in the events of a trace before any of it is shown. Everything later relies on these checks alone.

import { insist } from "./container.js";
import { LARGEST_HALF } from "./limits.js";

/**
 * @import { Ids } from "./container.js"
 * @import { TraceHeader } from "./header.js"
 * @import { Events } from "./trace.js"
 */

/**
 * That every step opened exactly the hidden cells of its level and kept as many as it says.
 * @param {TraceHeader} header
 * @param {Ids} given [Q*T]
 * @param {Events} events
 */
export function checkEvents(header, given, events) {
  const { frames, prompt_frames: promptFrames, codebook_size: maskId } = header;
  insist(given.every((code) => code <= maskId), "a token is out of range");
  insist(given.every((code, cell) => code < maskId || cell % frames >= promptFrames), "its prompt is hidden");
  insist(events.sampled.every((token) => token < maskId) && events.candidateIds.every((token) => token < maskId), "a sampled token is out of range");
  insist(events.kept.every((kept) => kept <= 1), "a decision is neither kept nor hidden");
  insist([events.confidence, events.candidateProbabilities].every((values) => values.every((p) => p >= 0 && p <= 1)), "a probability is out of range");
  insist(events.entropy.every((nats) => nats >= 0 && nats <= LARGEST_HALF), "an entropy is out of range");
  insist(events.score.every((score) => score >= -LARGEST_HALF && score <= LARGEST_HALF), "a score is out of range");
  insist(!events.written || events.kept.every((kept) => kept === 1), "a token that was written is hidden again");
  const hidden = Uint8Array.from(given, (code) => (code === maskId ? 1 : 0));
  const ofLevel = (/** @type {number} */ index) => hidden.subarray(index * frames, (index + 1) * frames);
  const left = Array.from({ length: header.levels }, (_, index) => ofLevel(index).reduce((sum, one) => sum + one, 0));
  let at = 0;
  for (const { level, open, masked } of header.steps) {
    insist(open === left[level - 1], "a step opened other tokens than were hidden");
    let before = -1, kept = 0;
    for (const end = at + open; at < end; at++) {
      const frame = events.frame[at], cell = (level - 1) * frames + frame;
      insist(frame < frames && frame > before && hidden[cell] === 1, "a step opened other tokens than were hidden");
      if (events.kept[at]) {
        hidden[cell] = 0;
        kept++;
      }
      before = frame;
    }
    insist(open - kept === masked, "a step kept another number of tokens than it says");
    left[level - 1] = masked;
  }
}

/**
 * That an edited token stands where the edit says.
 * @param {TraceHeader} header
 * @param {Events} events
 */
export function checkEdit({ edit, steps }, events) {
  if (edit?.kind !== "token") return;
  insist(edit.step < steps.length, "the edit is at a step that is not there");
  const { level, open } = steps[edit.step], first = steps.slice(0, edit.step).reduce((sum, step) => sum + step.open, 0);
  const event = events.frame.subarray(first, first + open).indexOf(edit.frame) + first;
  insist(level === edit.level && event >= first && events.kept[event] && events.sampled[event] === edit.token, "the edit does not fit its step");
}
