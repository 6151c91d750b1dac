// From an image to tokens and back: level, spherical pixels, patches, embedding.

/**
 * A network as the page holds it.
 * @typedef {object} Network
 * @property {string} name
 * @property {string} provenance what it was trained on, in words
 * @property {number} tokens N
 * @property {number} dim d
 * @property {{ height: number, width: number, patch: number }} grid
 * @property {'doubled' | 'raw'} gray what of a gray value v is a pixel: min(2 v, 1), or v
 * @property {Float64Array} embedding F, [d, a]
 * @property {Float32Array[]} heads J of every head, [N, N, d, d] each
 * @property {Settings} recall how it is meant to be run
 * @property {{ pooling: 'none' | 'sum', sphere: number, lambda: number } | null} densities how it predicts; null for the published rule
 * @property {number} bits of a number of J in this page
 * @property {string} loss what the packing costs, in words
 */

/** u: what a spherical pixel keeps of a gray value. @param {Network} network @param {ArrayLike<number>} values v in [0, 1] */
function levelOf({ gray }, values) {
  return Float64Array.from(values, (v) => (gray === 'raw' ? v : Math.min(2 * v, 1)));
}

/** The pixel of component k of a patch. @param {Network} network @param {number} token @param {number} k below p^2 */
function pixelOf({ grid }, token, k) {
  const columns = grid.width / grid.patch;
  const y = Math.floor(token / columns) * grid.patch + Math.floor(k / grid.patch);
  const x = (token % columns) * grid.patch + (k % grid.patch);
  return y * grid.width + x;
}

/** The token that a pixel belongs to. @param {Network} network @param {number} x @param {number} y */
function tokenOf({ grid }, x, y) {
  return Math.floor(y / grid.patch) * (grid.width / grid.patch) + Math.floor(x / grid.patch);
}

/** Tokens x = F t, [N, d]. @param {Network} network @param {ArrayLike<number>} level u in [0, 1], [height, width] */
function encode(network, level) {
  const { tokens, dim, embedding, grid } = network;
  const pixels = grid.patch * grid.patch;
  const x = new Float64Array(tokens * dim);
  for (let i = 0; i < tokens; i++)
    for (let k = 0; k < pixels; k++) {
      const u = level[pixelOf(network, i, k)];
      const norm = Math.sqrt(u * u + (1 - u) * (1 - u));
      for (let c = 0; c < dim; c++) {
        const row = c * 2 * pixels + 2 * k;
        x[i * dim + c] += (embedding[row] * u) / norm + (embedding[row + 1] * (1 - u)) / norm;
      }
    }
  return x;
}

/** Pixels u of tokens: every component of F^T x clamped to [0, 1], u = first / (first + second). @param {Network} network @param {ArrayLike<number>} x */
function decode(network, x) {
  const level = new Float64Array(network.grid.height * network.grid.width);
  for (let i = 0; i < network.tokens; i++) decodeToken(network, x, i, (k, u) => (level[pixelOf(network, i, k)] = u));
  return level;
}

/** @param {Network} network @param {ArrayLike<number>} x @param {number} i which token @param {(k: number, u: number) => void} put */
function decodeToken({ dim, embedding, grid }, x, i, put) {
  const pixels = grid.patch * grid.patch;
  for (let k = 0; k < pixels; k++) {
    let first = 0;
    let second = 0;
    for (let c = 0; c < dim; c++) {
      const row = c * 2 * pixels + 2 * k;
      first += embedding[row] * x[i * dim + c];
      second += embedding[row + 1] * x[i * dim + c];
    }
    first = Math.min(Math.max(first, 0), 1);
    second = Math.min(Math.max(second, 0), 1);
    put(k, first + second === 0 ? 0 : first / (first + second));
  }
}
