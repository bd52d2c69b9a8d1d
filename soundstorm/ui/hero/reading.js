// A long text while it is spoken: its parts sound one after the other without a gap, each as soon as it is there.

/**
 * @param {() => void} onChange when it begins, pauses or goes on
 * @param {() => boolean} maySound whether somebody can stop it
 */
function readAlong(onChange, maySound) {
  let context = null, run = "", parts = [], wanted = 0, ends = 0, hasEnded = false, work = Promise.resolve();

  function follow(buffer) {
    const source = context.createBufferSource();
    source.buffer = buffer;
    source.connect(context.destination);
    ends = Math.max(ends, context.currentTime + 0.05);
    source.start(ends);
    source.addEventListener("ended", onChange);
    ends += buffer.duration;
  }

  async function fetchParts(name, first) {
    while (name === run && parts.length < wanted) {
      const answer = await fetch(first.replace(/0\.wav$/, `${parts.length}.wav`));
      if (!answer.ok) return;
      const buffer = await context.decodeAudioData(await answer.arrayBuffer());
      if (name !== run) return;
      follow(buffer);
      parts.push(buffer);
      if (context.state === "running") sounds();
      onChange();
    }
  }

  const isOver = () => parts.length > 0 && context.currentTime >= ends;
  const isPlaying = () => context?.state === "running" && !(hasEnded && isOver());
  const sounds = () => document.dispatchEvent(new CustomEvent("sounds", { detail: context }));
  document.addEventListener("sounds", ({ detail }) => { if (context && detail !== context) context.suspend(); });

  return {
    /** Take what the server says of a text: fetch the parts that are new. */
    take({ run: name, sound, sounds, sample_rate: sampleRate }) {
      if (!sound) return;
      if (name !== run) {
        context?.close();
        context = new AudioContext({ sampleRate }); // no part is resampled by itself: that would be heard at the seams
        context.addEventListener("statechange", onChange);
        if (!maySound()) context.suspend();
        [run, parts, ends, hasEnded] = [name, [], 0, false];
      }
      wanted = sounds;
      work = work.then(() => fetchParts(name, sound.url)).catch(() => {});
    },
    toggle() {
      if (isPlaying()) return context.suspend();
      if (hasEnded && isOver()) { // all of it once more
        parts.forEach(follow);
        onChange();
      }
      return context?.resume().then(sounds);
    },
    /** @returns {boolean} whether a part can be heard */
    get isHeard() { return parts.length > 0; },
    get isPlaying() { return isPlaying(); },
    /** @returns {boolean} whether all parts that are there have sounded */
    get isOver() { return isOver(); },
    /** Silent until somebody goes on with it. */
    pause: () => context?.suspend(),
    /** @returns {number} parts that sound or wait to sound */
    get queued() { return parts.length; },
    /** No more parts come: silent until somebody asks for those that were spoken. */
    end() {
      hasEnded = true;
      context?.suspend();
    },
    stop() {
      context?.close();
      [context, run, parts] = [null, "", []];
    },
  };
}
