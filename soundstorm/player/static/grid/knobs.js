// What other settings would have made of a recorded choice: temperature and top-k change the candidates' bars at once.
// The trace holds the most probable candidates only, so the shares are those among them.

import { make, makeButton, setText } from "../dom.js";

/** @typedef {{id: number, p: number}} Candidate */

/**
 * The odds among the `k` most probable candidates at a temperature: p^(1/temperature), scaled to a sum of 1.
 * @param {Candidate[]} candidates most probable first, with their probabilities at temperature 1
 * @param {{temperature: number, k: number}} knobs
 * @returns {number[]} one a candidate, 0 for those that top-k leaves out
 */
export function reweighed(candidates, { temperature, k }) {
  const best = Math.log(candidates[0]?.p ?? 1);
  const weights = candidates.map(({ p }, rank) => (rank < k && p > 0 ? Math.exp((Math.log(p) - best) / temperature) : 0));
  const sum = weights.reduce((all, weight) => all + weight, 0);
  return weights.map((weight) => weight / sum);
}

/**
 * @param {HTMLElement} list of the candidates, one row each in their order; drawn before `draw` is called
 * @returns {{node: HTMLElement, draw: (candidates: Candidate[]) => void}}
 */
export function mountKnobs(list) {
  /** @type {Candidate[]} */
  let candidates = [];
  const temperature = make("input", { type: "range", min: "0.1", max: "3", step: "0.1", value: "1", "aria-label": "Temperature" });
  const k = make("input", { type: "range", min: "1", max: "5", step: "1", value: "5", "aria-label": "Top-k" });
  const said = [make("output"), make("output")];
  const back = makeButton("As it was", () => {
    [temperature.value, k.value] = ["1", k.max];
    apply();
  });
  const node = make("details.knobs", {}, make("summary", {}, "Try other settings on this choice"),
    make("label", {}, make("span", {}, "temperature"), temperature, said[0]), make("label", {}, make("span", {}, "top-k"), k, said[1]), make("p.note", {}, "Shares among the candidates above."), back);

  function apply() {
    const isMoved = node.open && (temperature.value !== "1" || k.value !== k.max), knobs = { temperature: Number(temperature.value), k: Number(k.value) };
    setText(said[0], Number(temperature.value).toFixed(1));
    setText(said[1], k.value);
    list.dataset.moved = String(isMoved);
    const shares = reweighed(candidates, knobs), bars = [...list.querySelectorAll("li")];
    candidates.forEach(({ p }, rank) => {
      const row = bars[rank], share = isMoved ? shares[rank] : p, bar = /** @type {HTMLElement|null} */ (row?.querySelector(".bar"));
      bar?.style.setProperty("--share", String(share));
      const percent = /** @type {HTMLElement|null} */ (row?.querySelector(".percent"));
      if (!percent || (!isMoved && percent.dataset.recorded === undefined)) return;
      percent.dataset.recorded ??= percent.textContent ?? "";
      setText(percent, isMoved ? `${(100 * share).toFixed(0)} %` : percent.dataset.recorded);
    });
  }
  for (const input of [temperature, k]) input.addEventListener("input", apply);
  node.addEventListener("toggle", apply);

  return {
    node,
    draw(shown) {
      const isAll = k.value === k.max, count = String(shown.length);
      candidates = shown;
      node.hidden = shown.length < 2;
      if (node.hidden) return void (list.dataset.moved = "false"); // nothing to choose among: the knobs stay where they are
      k.max = count;
      if (isAll || Number(k.value) > shown.length) k.value = count;
      apply();
    },
  };
}
