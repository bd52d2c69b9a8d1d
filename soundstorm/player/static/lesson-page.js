// Starts an exported lesson: the player, the traces that the page holds by name, and the step that the address names.

const bundled = new Map([...document.querySelectorAll("script[data-trace]")].map((script) => [script.dataset.trace, script]));

/** @returns {Promise<Trace>} a trace of this page, read once */
function bundledTrace(name) {
  const held = bundled.get(name);
  if (!held) throw new Error(`This page lacks the trace ${name}: export the lesson again.`);
  if (held instanceof HTMLElement) bundled.set(name, parseTrace(bytesOf(held)));
  return bundled.get(name);
}

window.player = mountPlayer(document.querySelector("main"));
window.lesson = mountLesson(document.querySelector(".theatre"), window.player, {
  begin: Number(/lesson=(\d+)/.exec(location.search + location.hash)?.[1] ?? 1),
  async show({ a, b }) {
    const [first, second] = await Promise.all([a, b].map((name) => (name ? bundledTrace(name) : null)));
    if (window.player.state.a !== first) await window.player.load(first);
    await window.player.load(second, { slot: "b" });
  },
  onStep: (number) => history.replaceState(null, "", `#lesson=${number}`),
});
