// What a pointer does to the grid: point, choose, paint a region, zoom and move along the time axis.

/** @param {HTMLCanvasElement} canvas */
function mountGridPointer(canvas, store) {
  let painted = null; // the cell where painting began

  const cellUnder = (event) => {
    const state = store.get(), { a } = state;
    if (!a) return null;
    const { x, y, width, height } = pointerIn(canvas, event);
    const frame = Math.floor(timeAxis(state, width).frame(x)), level = a.levels - Math.floor((y / height) * a.levels);
    return frame >= 0 && frame < a.frames && level >= 1 && level <= a.levels ? { level, frame } : null;
  };
  canvas.addEventListener("pointerdown", (event) => {
    const cell = cellUnder(event);
    if (event.button || !cell) return;
    if (store.get().painting || event.shiftKey) {
      painted = cell;
      canvas.setPointerCapture(event.pointerId);
      store.set({ region: regionBetween(store.get().a, cell, cell) });
    }
    else pointAt(store, "cell", cell);
  });
  canvas.addEventListener("pointermove", (event) => {
    const cell = cellUnder(event);
    pointAt(store, "hover", cell);
    if (painted && cell) store.set({ region: regionBetween(store.get().a, painted, cell) });
  });
  canvas.addEventListener("pointerup", () => { painted = null; });
  canvas.addEventListener("pointercancel", () => { painted = null; });
  canvas.addEventListener("pointerleave", () => store.set({ hover: null }));
  canvas.addEventListener("wheel", (event) => {
    const state = store.get(), axis = timeAxis(state, sizeOf(canvas).width);
    if (event.ctrlKey || event.metaKey) zoomView(store, Math.exp(-event.deltaY / 300), axis.frame(pointerIn(canvas, event).x));
    else if (state.view && Math.abs(event.deltaX) > Math.abs(event.deltaY)) panView(store, event.deltaX / axis.perFrame);
    else return;
    event.preventDefault();
  }, { passive: false });
}

/** The cells between two corners, without the voice prompt; null when there are none. */
function regionBetween(trace, one, other) {
  const order = (low, high) => (low < high ? [low, high] : [high, low]);
  const [first, last] = order(one.frame, other.frame);
  if (last < trace.promptFrames) return null;
  return { levels: order(one.level, other.level), frames: [Math.max(first, trace.promptFrames), last] };
}
