// A run while it is decoded: its trace grows on the screen, piece by piece, in place of what was there. At its end
// it stays, or what was there comes back.

/**
 * @param {object} player
 * @param {HTMLElement} root the theatre
 * @param {(change: () => void) => void} quietly what changes the screen without changing the stage
 * @param {{show: () => boolean, sound: () => boolean}} may whether a run may take the screen where the visitor is, and
 *   begin to sound: whoever cannot stop it must not hear it
 */
function followRuns(player, root, quietly, may) {
  let run = "", grown = null, pieces = 0, wanted = 0, isDone = false, isStopped = false, hasBegun = false, before = null, audible = 0, complaint = "", work = Promise.resolve();
  const isGrowing = () => !isStopped && (!isDone || pieces < wanted);
  const isOnScreen = () => grown !== null && player.state.a === grown;

  async function fetchPieces(name, first) {
    while (name === run && pieces < wanted) {
      const piece = await fetchFile(first.replace(/0\.piece$/, `${pieces}.piece`));
      const trace = grown ? await growTrace(grown, piece) : await beginTrace(piece);
      if (name !== run) return;
      const follows = isOnScreen();
      [grown, pieces] = [trace, pieces + 1];
      if (complaint && player.state.error === complaint) player.set({ error: complaint = "" }); // it is there now
      if (!hasBegun && may.show()) begin();
      else if (follows) {
        player.grow(grown, { growing: isGrowing() });
        hear();
      }
    }
  }

  function begin() {
    hasBegun = true;
    const { a, b, step } = player.state;
    before ??= { a, b, step };
    quietly(() => player.show({ a: grown, b: null, growing: isGrowing() }));
  }

  // The first level sounds as soon as it is there; whatever is finer takes over in its place.
  function hear() {
    let level = audible;
    while (grown.sounds.has(`audio.${level + 1}`)) level++;
    if (level === audible) return;
    const isFirst = !audible, { sounding, audibleLevel } = player.state;
    if (isFirst) player.set({ audibleLevel: level, sounding: may.sound(), seek: { place: 0 } });
    else if (audibleLevel === audible) player.set({ audibleLevel: level, sounding });
    audible = level;
    if (level === grown.levels && player.state.audibleLevel === level) player.set({ audibleLevel: null });
  }

  return {
    /** @returns {boolean} whether it is on the screen and not, or not yet, on the stage */
    isShown: () => before !== null && isOnScreen(),
    /** @returns {string} whose trace it is */
    get run() { return run; },
    /** Take what the server says of a run: fetch what is new in its trace, and draw it. */
    take({ run: name, first, pieces: count, phase }) {
      if (!first) return;
      if (name !== run) {
        if (!isOnScreen()) before = null; // whatever is on the screen now comes back after this run
        [run, grown, pieces, isDone, isStopped, hasBegun, audible] = [name, null, 0, false, false, false, 0];
      }
      wanted = count;
      isDone = phase === "done" || phase === "ready";
      work = work.then(() => fetchPieces(name, first.url)).catch((error) => player.set({ error: complaint = error.message }));
    },
    /** The run was stopped: its trace stays on the screen as far as it got. */
    stop() {
      isStopped = true;
      if (isOnScreen()) player.set({ growing: false });
    },
    /** @returns {Promise<object|null>} the trace when all of it is here */
    async whole() {
      await work;
      return isDone && pieces === wanted ? grown : null;
    },
    /** Let the trace stay on the screen; what stood beside the one before it may stay, too. */
    stay(withB) {
      if (withB && before && isOnScreen()) quietly(() => player.set({ b: before.b }));
      before = null;
    },
    /** Bring back what was on the screen before. */
    leave() {
      if (before && isOnScreen()) quietly(() => player.show(before));
      before = null;
    },
  };
}
