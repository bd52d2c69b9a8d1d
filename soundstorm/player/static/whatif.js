// What if: decode a painted region again with the rest fixed, or take another candidate and go on from there.
// Both need the model, so the asking is left to whoever mounts the player.

/**
 * @typedef {{kind: "region", levels: [number, number], frames: [number, number], fresh: boolean}
 *   | {kind: "token", step: number, level: number, frame: number, token: number}} Edit all bounds inclusive; fresh: with
 *   another seed than the trace's
 *
 * @param {HTMLElement} element
 * @param {(event: "candidate", handler: (detail: object) => void) => void} on of the player
 * @param {(edit: Edit) => Promise<string>} onEdit resolves to a sentence for the user when the answer is there
 */
function mountWhatIf(element, store, on, onEdit) {
  const paint = makeButton("Paint a region", (event) => {
    const { a, cell, painting, region } = store.get();
    store.set({ painting: !painting });
    if (painting || region || event.detail) return;
    // Pressed by a key: begin with the chosen cell, or with the first second of the new speech.
    const first = Math.max(cell?.frame ?? 0, a.promptFrames), last = Math.min(first + Math.round(a.framesPerSecond) - 1, a.frames - 1);
    store.set({ region: { levels: [cell?.level ?? 1, a.levels], frames: [first, last] } });
  });
  const again = makeButton("Decode it again", () => ask({ kind: "region", ...store.get().region, fresh: fresh.checked }), { class: "go" });
  const fresh = make("input", { type: "checkbox" });
  const clear = makeButton("Clear", () => store.set({ region: null, painting: false }));
  const bounds = [
    makeBound("from level", (value, region) => ({ ...region, levels: [value, Math.max(value, region.levels[1])] })),
    makeBound("to level", (value, region) => ({ ...region, levels: [Math.min(value, region.levels[0]), value] })),
    makeBound("from frame", (value, region) => ({ ...region, frames: [value, Math.max(value, region.frames[1])] })),
    makeBound("to frame", (value, region) => ({ ...region, frames: [Math.min(value, region.frames[0]), value] })),
  ];
  const form = make("div.bounds", { role: "group", "aria-label": "Painted region" }, ...bounds.map(({ node }) => node),
    make("label.fresh", {}, fresh, "with another seed"), again, clear);
  const note = make("p.note", { role: "status" });
  element.replaceChildren(make("h3", {}, "What if"), make("div.ask", {}, paint, form), note);

  let pending = false, said = "";
  async function ask(edit) {
    if (pending) return;
    pending = true;
    said = "";
    draw();
    try {
      said = await onEdit(edit);
    } finally {
      pending = false;
      draw();
    }
  }
  on("candidate", (edit) => ask({ kind: "token", ...edit }));
  store.subscribe(["a"], () => { said = ""; });
  store.subscribe(["region"], ({ region }) => { if (region) said = ""; });

  /** A number of the painted region, which can also be typed. */
  function makeBound(label, change) {
    const input = make("input", { type: "number", "aria-label": label });
    input.addEventListener("change", () => {
      const { a, region } = store.get();
      if (region && input.validity.valid && input.value) store.set({ region: withinSpeech(a, change(Number(input.value), region)) });
      draw();
    });
    return { node: make("label.bound", {}, make("span", { "aria-hidden": "true" }, label), input), input };
  }

  const draw = store.draw(["a", "region", "painting"], keepingFocus(element, () => paint, ({ a, region, painting }) => {
    Object.assign(element.dataset, { pending, cells: region ? cellsOf(region) : 0 });
    paint.setAttribute("aria-pressed", painting);
    setDisabled(paint, !a);
    form.hidden = !region;
    setDisabled(again, pending);
    if (region) {
      const values = [...region.levels, ...region.frames];
      bounds.forEach(({ input }, index) => {
        const [low, high] = index < 2 ? [1, a.levels] : [a.promptFrames, a.frames - 1];
        Object.assign(input, { min: low, max: high, value: values[index] });
      });
    }
    setText(note, pending ? "Decoding again." : said || advice(region, painting));
  }));
}

/** A region cut to the new speech of a trace. */
function withinSpeech(trace, { levels, frames }) {
  return {
    levels: levels.map((level) => clamp(level, 1, trace.levels)),
    frames: frames.map((frame) => clamp(frame, trace.promptFrames, trace.frames - 1)),
  };
}

function cellsOf({ levels, frames }) {
  return (levels[1] - levels[0] + 1) * (frames[1] - frames[0] + 1);
}

/** @returns {string} what to do next */
function advice(region, painting) {
  if (region) return `${cellsOf(region).toLocaleString("en")} tokens are painted: decode them again with all others fixed, and compare as B.`;
  if (painting) return "Drag over the grid: from the first to the last token to decode again.";
  return "Paint part of the grid (or drag with Shift) to decode it again, or choose a token and take another candidate.";
}
