// A long text while it is spoken: its parts sound one after the other without a gap, each as soon as it is there.

/**
 * @param {() => void} onChange when it begins, pauses or goes on
 * @param {() => boolean} maySound whether somebody can stop it
 */
function readAlong(onChange, maySound) {
  let context = null, run = "", queued = 0, wanted = 0, ends = 0, work = Promise.resolve();

  async function fetchParts(name, first) {
    while (name === run && queued < wanted) {
      const answer = await fetch(first.replace(/0\.wav$/, `${queued}.wav`));
      if (!answer.ok) return;
      const buffer = await context.decodeAudioData(await answer.arrayBuffer());
      if (name !== run) return;
      const source = context.createBufferSource();
      source.buffer = buffer;
      source.connect(context.destination);
      ends = Math.max(ends, context.currentTime + 0.05);
      source.start(ends);
      source.addEventListener("ended", onChange);
      ends += buffer.duration;
      queued++;
      if (context.state === "running") sounds();
      onChange();
    }
  }

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
        [run, queued, ends] = [name, 0, 0];
      }
      wanted = sounds;
      work = work.then(() => fetchParts(name, sound.url)).catch(() => {});
    },
    toggle: () => (context?.state === "running" ? context.suspend() : context?.resume().then(sounds)),
    /** @returns {boolean} whether a part can be heard */
    get isHeard() { return queued > 0; },
    get isPlaying() { return context?.state === "running"; },
    /** @returns {boolean} whether all parts that are there have sounded */
    get isOver() { return queued > 0 && context.currentTime >= ends; },
    /** Silent until somebody goes on with it. */
    pause: () => context?.suspend(),
    /** @returns {number} parts that sound or wait to sound */
    get queued() { return queued; },
    stop() {
      context?.close();
      [context, run, queued] = [null, "", 0];
    },
  };
}
