// The library's random numbers, draw for draw: the same seed hides the same tokens and adds the same noise here and in C#.

const BITS_64 = (1n << 64n) - 1n;

/** One output of SplitMix64 (Steele, Lea and Flood, 2014) for a state. @param {bigint} state */
function splitMix(state) {
  let z = (state + 0x9e3779b97f4a7c15n) & BITS_64;
  z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & BITS_64;
  z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & BITS_64;
  return z ^ (z >> 31n);
}

/** @param {bigint} value @param {bigint} bits */
function rotateLeft(value, bits) {
  return ((value << bits) | (value >> (64n - bits))) & BITS_64;
}

/** The stream of a seed, a purpose and an index: xoshiro256** (Blackman and Vigna, 2018). */
class SeededRandom {
  /** @param {number} seed a whole number of 32 bits @param {string} purpose what the numbers are for @param {number} [index] */
  constructor(seed, purpose, index = 0) {
    let mixed = splitMix(BigInt(seed >>> 0));
    for (const letter of purpose) mixed = splitMix(mixed ^ BigInt(letter.charCodeAt(0)));
    mixed = splitMix(mixed ^ BigInt(index >>> 0));
    let state = BigInt.asUintN(64, BigInt.asIntN(32, mixed ^ (mixed >> 32n)));
    /** @type {bigint[]} */
    this.state = [];
    for (let k = 0; k < 4; k++) {
      this.state.push(splitMix(state));
      state = (state + 0x9e3779b97f4a7c15n) & BITS_64;
    }
  }

  /** 64 random bits. */
  bits() {
    const s = this.state;
    const result = (rotateLeft((s[1] * 5n) & BITS_64, 7n) * 9n) & BITS_64;
    const shifted = (s[1] << 17n) & BITS_64;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = rotateLeft(s[3], 45n);
    return result;
  }

  /** A number in [0, 1). */
  uniform() {
    return Number(this.bits() >> 11n) / 2 ** 53;
  }

  /** A whole number in [0, bound), by rejection. @param {number} bound at least 1 */
  below(bound) {
    if (bound === 1) return 0;
    const width = BigInt(64 - Math.ceil(Math.log2(bound)));
    for (;;) {
      const value = Number(this.bits() >> width);
      if (value < bound) return value;
    }
  }

  /** Standard normal numbers, by the polar method. @param {number} count */
  normals(count) {
    const values = new Float64Array(count + 1);
    for (let k = 0; k < count; ) {
      const v = 2 * this.uniform() - 1;
      const w = 2 * this.uniform() - 1;
      const square = v * v + w * w;
      if (square >= 1 || square === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(square)) / square);
      values[k++] = v * factor;
      values[k++] = w * factor;
    }
    return values.subarray(0, count);
  }

  /** Shuffles in place. @template {{ [k: number]: any, length: number }} T @param {T} values */
  shuffle(values) {
    for (let k = 0; k < values.length - 1; k++) {
      const other = k + this.below(values.length - k);
      const kept = values[k];
      values[k] = values[other];
      values[other] = kept;
    }
    return values;
  }
}
