// Attention, local energies and the dynamics of one sample, as in the library's plain reference (float64; J is float32).

/**
 * Everything that decides how a state evolves; the names are those of the library's DynamicsSettings.
 * @typedef {object} Settings
 * @property {number} lambda
 * @property {number | null} clamp scores above it count as this value; null for none
 * @property {number} a weight of the attention's output
 * @property {number} b weight of the token itself
 * @property {boolean} layerNorm
 * @property {boolean} sphere whether the mean token length is set to one after every step
 * @property {boolean} unitTokens whether that is done with every token's own length
 * @property {'none' | 'firstStep' | 'clamped' | 'randomEachStep'} maskMode
 * @property {number | null} maskEnds clamped and randomEachStep: the last step of the mask; null for never
 * @property {'synchronous' | 'asynchronous'} order
 * @property {number} lambdaFactor
 * @property {number} seed
 */

const EPSILON = 1e-9;

/** Layer norm across tokens, of the known ones where some are masked. @param {Float64Array} x @param {Uint8Array | null} masked @param {number} dim */
function layerNorm(x, masked, dim) {
  const count = x.length / dim;
  const output = x.slice();
  for (let c = 0; c < dim; c++) {
    let known = 0;
    let mean = 0;
    let squares = 0;
    for (let i = 0; i < count; i++)
      if (!masked || !masked[i]) {
        known++;
        mean += x[i * dim + c];
      }
    mean /= known;
    for (let i = 0; i < count; i++) if (!masked || !masked[i]) squares += (x[i * dim + c] - mean) ** 2;
    const deviation = masked ? Math.sqrt(squares / known) : known > 1 ? Math.sqrt(squares / (known - 1)) : 0;
    for (let i = 0; i < count; i++) if (!masked || !masked[i]) output[i * dim + c] = (x[i * dim + c] - mean) / (deviation + EPSILON);
  }
  return output;
}

/** Mean length of tokens. @param {Float64Array} x @param {number} dim */
function meanLength(x, dim) {
  let sum = 0;
  for (let at = 0; at < x.length; at += dim) {
    let squares = 0;
    for (let c = 0; c < dim; c++) squares += x[at + c] * x[at + c];
    sum += Math.sqrt(squares);
  }
  return sum / (x.length / dim);
}

/**
 * Puts J_ij x_j where x_j stands in x, and gives the score x_i J_ij x_j.
 * @param {Float32Array} couplings @param {number} at where J_ij begins @param {Float64Array} x @param {number} target where x_i begins
 * @param {number} source where x_j begins @param {number} dim @param {Float64Array} fields
 */
function couple(couplings, at, x, target, source, dim, fields) {
  let score = 0;
  for (let row = 0; row < dim; row++) {
    let field = 0;
    for (let column = 0; column < dim; column++) field += couplings[at + column] * x[source + column];
    at += dim;
    fields[source + row] = field;
    score += x[target + row] * field;
  }
  return score;
}

/** The same, number for number, for eight components in local variables: twice as fast. @type {typeof couple} */
function coupleEight(couplings, at, x, target, source, dim, fields) {
  const [x0, x1, x2, x3] = [x[source], x[source + 1], x[source + 2], x[source + 3]];
  const [x4, x5, x6, x7] = [x[source + 4], x[source + 5], x[source + 6], x[source + 7]];
  let score = 0;
  for (let row = 0; row < 8; row++, at += 8) {
    const field =
      couplings[at] * x0 + couplings[at + 1] * x1 + couplings[at + 2] * x2 + couplings[at + 3] * x3 +
      couplings[at + 4] * x4 + couplings[at + 5] * x5 + couplings[at + 6] * x6 + couplings[at + 7] * x7;
    fields[source + row] = field;
    score += x[target + row] * field;
  }
  return score;
}

/** Attention of one token over all others: alpha_ij, the output f_i = sum_j alpha_ij J_ij x_j and the local energy e_i. */
class Attention {
  /** @param {Network} network */
  constructor(network) {
    this.network = network;
    this.weights = new Float64Array(network.tokens);
    this.fields = new Float64Array(network.tokens * network.dim);
    this.output = new Float64Array(network.dim);
    this.energy = Infinity;
  }

  /**
   * Fills weights, output and energy of token i.
   * @param {Float64Array} x what attention sees, [N, d] @param {number} i
   * @param {Uint8Array | null} masked tokens that are no sources @param {number} lambda @param {number | null} clamp
   */
  attend(x, i, masked, lambda, clamp) {
    const { network: { tokens, dim, heads }, weights, fields, output } = this;
    const couplings = heads[0];
    const product = dim === 8 ? coupleEight : couple;
    const bound = clamp ?? Infinity;
    const target = i * dim;
    let largest = -Infinity;
    for (let j = 0; j < tokens; j++) {
      weights[j] = -Infinity;
      if (j === i || (masked && masked[j])) continue;
      const score = product(couplings, (i * tokens + j) * dim * dim, x, target, j * dim, dim, fields);
      weights[j] = score < bound ? score : bound;
      if (weights[j] > largest) largest = weights[j];
    }
    output.fill(0);
    if (largest === -Infinity) {
      // No source is left: the token attends to itself, and hears nothing because J_ii = 0.
      weights.fill(0);
      weights[i] = 1;
      this.energy = Infinity;
      return;
    }
    let sum = 0;
    for (let j = 0; j < tokens; j++) sum += weights[j] = Math.exp(lambda * (weights[j] - largest));
    for (let j = 0; j < tokens; j++) {
      weights[j] /= sum;
      if (weights[j] > 0) for (let c = 0; c < dim; c++) output[c] += weights[j] * fields[j * dim + c];
    }
    this.energy = -largest - Math.log(sum) / lambda;
  }
}

/** The dynamics of one sample. */
class Dynamics {
  /**
   * @param {Network} network @param {Settings} settings
   * @param {ArrayLike<number>} tokens x at t = 0, [N, d] @param {ArrayLike<number | boolean>} masked [N]; masked tokens start as zero
   */
  constructor(network, settings, tokens, masked) {
    this.network = network;
    this.settings = settings;
    this.attention = new Attention(network);
    this.time = 0;
    this.state = Float64Array.from(tokens);
    this.masked = Uint8Array.from(masked, Number);
    this.hasMask = this.masked.includes(1);
    for (let k = 0; k < this.state.length; k++) if (this.masked[Math.floor(k / network.dim)]) this.state[k] = 0;
    this.start = this.state.slice();
    /** Local energies that the last step saw. */
    this.energies = new Float64Array(network.tokens);
    /** Mean token length before the sphere set it to one. */
    this.length = meanLength(this.state, network.dim);
  }

  /** lambda of step t. @param {number} t */
  lambdaAt(t) {
    const { lambda, lambdaFactor } = this.settings;
    return lambdaFactor === 1 ? lambda : Math.min(Math.max(lambda * lambdaFactor ** (t - 1), 1e-20), 1e20);
  }

  /** Tokens that are no sources in step t; null for none. @param {number} t */
  maskAt(t) {
    const { maskMode, maskEnds, seed } = this.settings;
    if (!this.hasMask || maskMode === 'none') return null;
    if (maskMode !== 'randomEachStep') return t === 1 ? this.masked : null;
    if (maskEnds !== null && t > maskEnds) return null;
    const remasked = new Uint8Array(this.masked.length);
    remasked.fill(1, 0, this.masked.reduce((sum, hidden) => sum + hidden, 0));
    return new SeededRandom(seed, 'random mask', t).shuffle(remasked);
  }

  /** What attention sees of a state. @param {Float64Array} x @param {Uint8Array | null} masked */
  seen(x, masked) {
    return this.settings.layerNorm ? layerNorm(x, masked, this.network.dim) : x;
  }

  /** One step; asynchronously, one sweep over all tokens. */
  step() {
    const { network: { tokens, dim }, settings: { a, b, clamp, order, seed }, attention, energies } = this;
    const t = ++this.time;
    const masked = this.maskAt(t);
    const lambda = this.lambdaAt(t);
    const next = this.state.slice();
    const update = (/** @type {Float64Array} */ seen, /** @type {number} */ i) => {
      attention.attend(seen, i, masked, lambda, clamp);
      energies[i] = attention.energy;
      for (let c = 0; c < dim; c++) next[i * dim + c] = a * attention.output[c] + b * next[i * dim + c];
    };
    if (order === 'synchronous') {
      const seen = this.seen(this.state, masked);
      for (let i = 0; i < tokens; i++) update(seen, i);
    } else {
      const turns = new SeededRandom(seed, 'order of tokens', t).shuffle(Array.from({ length: tokens }, (_, i) => i));
      // Each token sees the state, and its layer norm, as the tokens before it left them.
      for (const i of turns) update(this.settings.layerNorm ? this.seen(next, masked) : next.slice(), i);
    }
    this.length = meanLength(next, dim);
    if (this.settings.sphere) this.settle(next);
    this.hold(next, t);
    this.state = next;
  }

  /** Brings the mean token length, or every token's own, to one. @param {Float64Array} next */
  settle(next) {
    const { network: { dim }, settings: { unitTokens } } = this;
    const together = unitTokens ? dim : next.length;
    for (let at = 0; at < next.length; at += together) {
      const length = unitTokens ? meanLength(next.subarray(at, at + dim), dim) : this.length;
      for (let k = at; k < at + together; k++) next[k] /= length + EPSILON;
    }
  }

  /** Local energies of all tokens, and attention and output of one, as the step after t sees a state. @param {Float64Array} state @param {number} t @param {number} token */
  look(state, t, token) {
    const { network, settings } = this;
    const masked = this.maskAt(t + 1);
    const seen = this.seen(state, masked);
    const attention = new Attention(network);
    const values = new Float64Array(network.tokens);
    for (let i = 0; i < network.tokens; i++) {
      attention.attend(seen, i, masked, this.lambdaAt(t + 1), settings.clamp);
      values[i] = attention.energy;
    }
    attention.attend(seen, token, masked, this.lambdaAt(t + 1), settings.clamp);
    return { values, weights: attention.weights, output: attention.output };
  }

  /** Sets known tokens back to the data where the mask mode says so. @param {Float64Array} next @param {number} t */
  hold(next, t) {
    const { maskMode, maskEnds } = this.settings;
    if (!this.hasMask || maskMode !== 'clamped' || (maskEnds !== null && t > maskEnds)) return;
    for (let k = 0; k < next.length; k++) if (!this.masked[Math.floor(k / this.network.dim)]) next[k] = this.start[k];
  }
}
