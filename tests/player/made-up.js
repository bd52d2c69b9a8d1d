// Traces written by hand, for tests that know every number in them.

import { Trace } from "../../soundstorm/player/static/trace/trace.js";

/**
 * @typedef {object} Sample of a step
 * @property {number} frame
 * @property {number} [token]
 * @property {boolean} [kept]
 * @property {number} [confidence]
 * @property {number} [score]
 * @property {[id: number, p: number][]} [candidates]
 */

/**
 * A trace of 4 levels and 4 frames, the first of them its prompt, in which each step sampled what is given.
 * @param {{level?: number, iteration: number, iterations: number, threshold?: number, planned?: number, samples: Sample[]}[]} steps
 * @param {object} [rest] of the header
 * @returns {Trace}
 */
export function madeUp(steps, rest = {}) {
  const header = {
    sample_rate: 16000, hop: 320, levels: 4, frames: 4, prompt_frames: 1, codebook_size: 32, frames_per_semantic: 1, candidates: 2,
    phonemes: [], words: [], schedule: { iterations: [3, 1, 1, 1], shape: "cosine", temperature: 1, noise: 1 }, seed: 7, edit: null, sections: [],
    steps: steps.map(({ level = 1, iteration, iterations, threshold = -1, planned, samples }) => {
      const masked = samples.filter(({ kept }) => !kept).length;
      return { level, iteration, iterations, threshold, open: samples.length, masked, planned: planned ?? masked };
    }),
    ...rest,
  };
  const { levels, frames, prompt_frames: prompt, codebook_size: masked, candidates: k } = header;
  const given = Uint16Array.from({ length: levels * frames }, (_, cell) => (cell % frames < prompt ? 1 : masked));
  const samples = steps.flatMap((step) => step.samples), of = (Numbers, value) => Numbers.from(samples, value);
  const candidates = samples.flatMap((sample) => Array.from({ length: k }, (_, i) => sample.candidates?.[i] ?? [0, 0]));
  const events = {
    frame: of(Uint16Array, ({ frame }) => frame),
    sampled: of(Uint16Array, ({ token = 2 }) => token),
    kept: of(Uint8Array, ({ kept = false }) => Number(kept)),
    confidence: of(Float32Array, ({ confidence = 0.5 }) => confidence),
    score: of(Float32Array, ({ score = 0 }) => score),
    entropy: of(Float32Array, () => 1),
    candidateIds: Uint16Array.from(candidates, ([id]) => id),
    candidateProbabilities: Float32Array.from(candidates, ([, p]) => p),
  };
  return new Trace(header, given, new Uint16Array(frames), new Int16Array(frames - prompt).fill(-1), events, [], new Map());
}
