// Light or dark, and the theme's colours as canvases need them: CSS strings and packed pixels.

export const SHADES = 256;
const SWATCHES = ["prompt", "", "candidate", "now", "earlier", "given"]; // by State; masked has one colour
const NAMED = ["ink", "quiet", "rule", "field", "paper", "accent", "now", "now-text", "cell-masked", "cell-neutral"];
/** @type {WeakMap<Element, {key: string, palette: Palette}>} */
const palettes = new WeakMap();

/**
 * @import { PlayerState, Store } from "./store.js"
 *
 * @typedef {object} Palette pixels are 0xAABBGGRR
 * @property {Record<string, string>} css by name
 * @property {number} masked
 * @property {number} neutral
 * @property {number} cap
 * @property {Uint32Array[]} tokens shades by State; those of masked tokens are all the same
 * @property {Uint32Array} ramp
 * @property {string} font
 * @property {number} size of the type in pixels
 *
 * @typedef {number[]} Rgb three numbers up to 255
 */

/**
 * @param {Element} node
 * @returns {HTMLElement} the player that it stands in
 */
export function theatreOf(node) {
  return /** @type {HTMLElement} */ (node.closest(".theatre"));
}

/**
 * @param {Element} node
 * @returns {HTMLElement} what gives it its colours: the player, or the page where it stands outside of one
 */
export function coloursOf(node) {
  return /** @type {HTMLElement} */ (node.closest(".theatre, .gradio-container"));
}

/**
 * @param {HTMLElement} node
 * @param {Pick<PlayerState, "theme"|"projector">} state
 * @returns {Palette}
 */
export function readPalette(node, { theme, projector }) {
  const theatre = coloursOf(node), key = `${theme} ${projector}`, known = palettes.get(theatre);
  if (known?.key === key) return known.palette;
  const style = getComputedStyle(theatre), hex = (/** @type {string} */ name) => style.getPropertyValue(`--${name}`).trim();
  const stops = (/** @type {string[]} */ names) => blend(names.map((name) => rgb(hex(name))));
  const palette = {
    css: Object.fromEntries(NAMED.map((name) => [name, hex(name)])),
    masked: pack(rgb(hex("cell-masked"))),
    neutral: pack(rgb(hex("cell-neutral"))),
    cap: pack(rgb(hex("now"))),
    tokens: SWATCHES.map((name) => stops(name ? [`cell-${name}-low`, `cell-${name}-high`] : ["cell-masked", "cell-masked"])),
    ramp: stops([0, 1, 2, 3, 4].map((stop) => `ramp-${stop}`)),
    font: style.fontFamily,
    size: parseFloat(style.fontSize),
  };
  palettes.set(theatre, { key, palette });
  return palette;
}

/**
 * @param {string} hex "#12766f"
 * @returns {Rgb}
 */
export function rgb(hex) {
  return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
}

/**
 * @param {Rgb} colour
 * @returns {number}
 */
function pack([red, green, blue]) {
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

/**
 * @param {Rgb[]} colours
 * @returns {Uint32Array} SHADES packed pixels through them, at even distances
 */
export function blend(colours) {
  return Uint32Array.from({ length: SHADES }, (_, shade) => {
    const place = (shade / (SHADES - 1)) * (colours.length - 1), stop = Math.min(Math.floor(place), colours.length - 2), share = place - stop;
    return pack(colours[stop].map((low, channel) => Math.round(low + (colours[stop + 1][channel] - low) * share)));
  });
}

/**
 * @param {number} pixel
 * @returns {string} as CSS
 */
export function cssOf(pixel) {
  return `rgb(${pixel & 255} ${(pixel >> 8) & 255} ${(pixel >> 16) & 255})`;
}

/**
 * Light or dark: the page's own choice inside gradio (class "dark"), the system's elsewhere.
 * @param {HTMLElement} theatre
 * @param {Store} store
 */
export function followTheme(theatre, store) {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    const dark = theatre.closest(".gradio-container") ? theatre.closest(".dark") !== null : system.matches, theme = dark ? "dark" : "light";
    theatre.dataset.theme = theme; // before the store: canvases read the colours of the new theme
    store.set({ theme });
  };
  const watched = new MutationObserver(apply);
  watched.observe(document.body, { attributes: true, attributeFilter: ["class"] });
  system.addEventListener("change", apply, { signal: store.signal });
  store.signal.addEventListener("abort", () => watched.disconnect());
  apply();
}
