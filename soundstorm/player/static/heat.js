// Spectrograms as pixels: loudness from quiet to loud, or what a level makes softer and louder.

const LOUDER_DB = 24; // a difference of this many decibels, or more, has the full colour
const heats = new WeakMap();

/** @returns {{loud: Uint32Array, change: Uint32Array}} SHADES packed pixels each */
function readHeat(node, { theme, projector }) {
  const theatre = node.closest(".theatre"), key = `${theme} ${projector}`, known = heats.get(theatre);
  if (known?.key === key) return known.heat;
  const style = getComputedStyle(theatre), colours = (names) => names.map((name) => rgb(style.getPropertyValue(`--${name}`).trim()));
  const heat = {
    loud: blend(colours(["heat-0", "heat-1", "heat-2", "heat-3"])),
    change: blend(colours(["softer-2", "softer-1", "unchanged", "louder-1", "louder-2"])),
  };
  heats.set(theatre, { key, heat });
  return heat;
}

/** @returns {number} decibels a unit of the file's spectrograms */
function decibelsAUnit({ low_db: low, high_db: high }) {
  return (high - low) / 255;
}

/**
 * @param {Hearing} hearing with a level whose spectrogram there is
 * @param {{loud: Uint32Array, change: Uint32Array}} heat
 * @returns {ImageData} one column a frame of new speech, one row a band, low bands at the bottom
 */
function spectrogramImage({ trace, level, added }, heat) {
  const { bands } = trace.header.spectrogram, values = trace.spectrograms[level - 1], below = added ? trace.spectrograms[level - 2] : null;
  const frames = values.length / bands, image = new ImageData(frames, bands), pixels = new Uint32Array(image.data.buffer);
  const middle = (SHADES - 1) / 2, scale = (decibelsAUnit(trace.header.spectrogram) / LOUDER_DB) * middle;
  for (let band = 0; band < bands; band++) {
    const row = (bands - 1 - band) * frames;
    for (let frame = 0; frame < frames; frame++) {
      const value = values[band * frames + frame];
      pixels[row + frame] = below
        ? heat.change[clamp(Math.round(middle + (value - below[band * frames + frame]) * scale), 0, SHADES - 1)]
        : heat.loud[value];
    }
  }
  return image;
}

const toMel = (hertz) => 2595 * Math.log10(1 + hertz / 700);
const fromMel = (mel) => 700 * (10 ** (mel / 2595) - 1);

/** @returns {number} share of the height, from the bottom, at which a frequency lies */
function heightOf(hertz, { fmin, fmax }) {
  return (toMel(hertz) - toMel(fmin)) / (toMel(fmax) - toMel(fmin));
}

/** @returns {number} the frequency at a share of the height from the bottom */
function frequencyAt(share, { fmin, fmax }) {
  return fromMel(toMel(fmin) + share * (toMel(fmax) - toMel(fmin)));
}
