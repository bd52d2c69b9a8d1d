// The theme's colours, as canvases need them: CSS strings and packed pixels.

const SHADES = 256;
const SWATCHES = ["prompt", null, "candidate", "now", "earlier", "given"]; // by State; masked has one colour
const NAMED = ["ink", "quiet", "rule", "field", "paper", "accent", "now", "now-text", "cell-masked", "cell-neutral"];
const palettes = new WeakMap();

/**
 * @param {HTMLElement} node inside the player
 * @param {PlayerState} state
 * @returns {{css: Object<string, string>, masked: number, neutral: number, cap: number, tokens: (Uint32Array|null)[],
 *   ramp: Uint32Array, font: string, size: number}} pixels as 0xAABBGGRR; `tokens` holds shades by State
 */
function readPalette(node, { theme, projector }) {
  const theatre = node.closest(".theatre"), key = `${theme} ${projector}`, known = palettes.get(theatre);
  if (known?.key === key) return known.palette;
  const style = getComputedStyle(theatre), hex = (name) => style.getPropertyValue(`--${name}`).trim();
  const stops = (names) => blend(names.map((name) => rgb(hex(name))));
  const palette = {
    css: Object.fromEntries(NAMED.map((name) => [name, hex(name)])),
    masked: pack(rgb(hex("cell-masked"))),
    neutral: pack(rgb(hex("cell-neutral"))),
    cap: pack(rgb(hex("now"))),
    tokens: SWATCHES.map((name) => name && stops([`cell-${name}-low`, `cell-${name}-high`])),
    ramp: stops([0, 1, 2, 3, 4].map((stop) => `ramp-${stop}`)),
    font: style.fontFamily,
    size: parseFloat(style.fontSize),
  };
  palettes.set(theatre, { key, palette });
  return palette;
}

function rgb(hex) {
  return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
}

function pack([red, green, blue]) {
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

/** SHADES packed pixels through colours at even distances. */
function blend(colours) {
  return Uint32Array.from({ length: SHADES }, (_, shade) => {
    const place = (shade / (SHADES - 1)) * (colours.length - 1), stop = Math.min(Math.floor(place), colours.length - 2), share = place - stop;
    return pack(colours[stop].map((low, channel) => Math.round(low + (colours[stop + 1][channel] - low) * share)));
  });
}

/** @returns {string} a packed pixel as CSS */
function cssOf(pixel) {
  return `rgb(${pixel & 255} ${(pixel >> 8) & 255} ${(pixel >> 16) & 255})`;
}

/** A token's shade, 0..SHADES-1: neighbouring token numbers mean nothing, so they are scattered. */
function shadeOf(token) {
  return Math.imul(token + 1, 2654435761) >>> 24;
}

/**
 * One packed pixel a cell.
 * @param {"token"|"confidence"|"entropy"|"kept"} colour
 * @returns {Uint32Array} [Q*T]
 */
function cellColours(trace, step, colour, palette) {
  const grid = trace.stateAt(step), { state, shown, keptStep } = grid, { masked, neutral, tokens, ramp } = palette;
  const values = grid[colour], scale = (SHADES - 1) / (colour === "entropy" ? trace.maxEntropy : 1);
  return Uint32Array.from(state, (what, cell) => {
    if (what === State.MASKED) return masked;
    if (colour === "token") return tokens[what][shadeOf(shown[cell])];
    if (what === State.PROMPT || what === State.GIVEN) return neutral;
    if (colour !== "kept") return ramp[Math.min(SHADES - 1, Math.round(values[cell] * scale))];
    if (keptStep[cell] < 0) return neutral;
    const { iteration, iterations } = trace.steps[keptStep[cell]];
    return ramp[Math.round(((SHADES - 1) * iteration) / iterations)];
  });
}
