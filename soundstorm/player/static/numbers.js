// Numbers as people write them, and kept within bounds.

/**
 * @param {number} value
 * @param {number} low
 * @param {number} high
 */
export function clamp(value, low, high) {
  return Math.min(high, Math.max(low, value));
}

/**
 * @param {number|null} value
 * @returns {string} a number with two decimals and a real minus
 */
export function decimal(value, places = 2) {
  if (value === null || Number.isNaN(value)) return "unknown";
  if (value === -Infinity) return "−∞";
  return value.toFixed(places).replace("-", "−");
}

/**
 * @param {number} seconds
 * @returns {string} a place with two decimals and a real minus
 */
export function secondsText(seconds) {
  return `${seconds.toFixed(2).replace("-", "−")} s`;
}

/**
 * @param {number} share
 * @returns {string}
 */
export function percentText(share) {
  const percent = 100 * share;
  return `${percent > 0 && percent < 1 ? percent.toFixed(1) : percent.toFixed(0)} %`;
}

/**
 * @param {number} number
 * @param {string} noun
 * @param {string} [plural]
 * @returns {string} a count as people write it
 */
export function counted(number, noun, plural = `${noun}s`) {
  return `${number.toLocaleString("en")} ${number === 1 ? noun : plural}`;
}
