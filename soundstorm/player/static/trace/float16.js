// Half-precision numbers: traces store them, and not every browser has a Float16Array.

/**
 * @param {number} bits of an IEEE half
 * @returns {number}
 */
function halfToNumber(bits) {
  const sign = bits & 0x8000 ? -1 : 1, exponent = (bits >> 10) & 31, fraction = bits & 1023;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (exponent ? (1 + fraction / 1024) * 2 ** (exponent - 15) : fraction * 2 ** -24);
}

/**
 * @param {Uint16Array} halves [N] bit patterns
 * @returns {Float32Array} [N]; every half is exact in 32 bits
 */
export function widenHalves(halves) {
  return Float32Array.from(halves, halfToNumber);
}
