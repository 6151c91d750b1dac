// Prediction by the exactly normalized densities: the mean of p(x_i | known tokens), a mixture of von Mises-Fisher densities.

const DEBYE_TERMS = 10;
const SMALLEST_ORDER = 24;

// u_0 = 1, u_(k+1)(p) = p^2 (1 - p^2) u_k'(p) / 2 + (1/8) times the integral of (1 - 5 t^2) u_k(t) from 0 to p (DLMF 10.41.9).
const DEBYE = (() => {
  const polynomials = [[1]];
  while (polynomials.length < DEBYE_TERMS) {
    const last = polynomials[polynomials.length - 1];
    const next = new Array(last.length + 3).fill(0);
    last.forEach((value, power) => {
      next[power + 1] += value * (0.5 * power + 0.125 / (power + 1));
      next[power + 3] -= value * (0.5 * power + 0.625 / (power + 3));
    });
    polynomials.push(next);
  }
  return polynomials;
})();

/** sum_k u_k(p) / nu^k with p = nu / radius. @param {number} nu @param {number} radius */
function debyeSeries(nu, radius) {
  const p = nu / radius;
  let sum = 0;
  for (let k = DEBYE_TERMS - 1; k >= 0; k--) {
    const polynomial = DEBYE[k];
    let value = 0;
    for (let power = polynomial.length - 1; power >= 0; power--) value = value * p + polynomial[power];
    sum = sum / nu + value;
  }
  return sum;
}

/**
 * log Z_d(kappa) and A_d(kappa) / kappa: the uniform expansion in a large order (DLMF 10.41.3), and from there down by the stable recurrence
 * of I_(nu+1) / (kappa I_nu) (DLMF 10.29.1).
 * @param {number} dim d, at least 2 @param {number} kappa at least 0
 */
function vonMisesFisher(dim, kappa) {
  const order = dim / 2 - 1;
  let steps = Math.max(0, Math.ceil(SMALLEST_ORDER - order));
  let nu = order + steps;
  const radius = Math.hypot(nu, kappa);
  const series = debyeSeries(nu, radius);
  const log = radius - nu * Math.log(nu + radius) - 0.5 * Math.log(2 * Math.PI * radius) + Math.log(series);
  const next = Math.hypot(nu + 1, kappa);
  const rise = (2 * nu + 1) / (radius + next);
  const quotient = rise - Math.log(nu + 1 + next) - nu * Math.log(1 + (1 + rise) / (nu + radius)) - 0.25 * Math.log(1 + (2 * nu + 1) / (radius * radius));
  let ratio = (Math.exp(quotient) * debyeSeries(nu + 1, next)) / series;
  let product = 1;
  for (; steps > 0; steps--, nu--) {
    ratio = 1 / (2 * nu + kappa * kappa * ratio);
    product *= ratio;
  }
  return { log: (dim / 2) * Math.log(2 * Math.PI) + log - Math.log(product), ratio };
}

/** Predictions iterated: step t is the prediction repeated t times, as in a mean-field iteration. */
class Prediction {
  /** @param {Network} network @param {ArrayLike<number>} tokens [N, d] @param {ArrayLike<number | boolean>} masked [N] */
  constructor(network, tokens, masked) {
    if (!network.densities) throw new Error('These couplings were trained by the published rule: they give no densities to predict by.');
    this.network = network;
    this.densities = network.densities;
    this.masked = Uint8Array.from(masked, Number);
    this.time = 0;
    this.state = Float64Array.from(tokens);
    for (let k = 0; k < this.state.length; k++) if (this.masked[Math.floor(k / network.dim)]) this.state[k] = 0;
    this.toUnit();
    /** A prediction has no local energies. */
    this.energies = new Float64Array(network.tokens).fill(NaN);
    this.length = meanLength(this.state, network.dim);
  }

  toUnit() {
    const { state, densities: { sphere } } = this;
    for (let at = 0; at < state.length; at += sphere) {
      let norm = 0;
      for (let c = at; c < at + sphere; c++) norm += state[c] * state[c];
      norm = Math.sqrt(norm);
      if (norm > 0) for (let c = at; c < at + sphere; c++) state[c] /= norm;
    }
  }

  step() {
    const t = ++this.time;
    const next = this.state.slice();
    for (let i = 0; i < this.network.tokens; i++) if (this.masked[i]) next.set(this.mean(this.state, i, t === 1).mean, i * this.network.dim);
    this.state = next;
    this.length = meanLength(next, this.network.dim);
  }

  /**
   * The mean of token i given the others, and how much each source counts in it: the weight of its head, or, where heads pool, the length
   * of what it says.
   * @param {Float64Array} state @param {number} i @param {boolean} first whether hidden tokens are still unheard
   */
  mean(state, i, first) {
    const { network: { tokens, dim, heads }, densities: { pooling, sphere } } = this;
    const mean = new Float64Array(dim);
    const weights = new Float64Array(tokens);
    /** @type {Float64Array[]} fields of the heads, [d] each */
    const fields = [];
    /** @type {number[]} */
    const sources = [];
    for (const couplings of heads) {
      const pooled = new Float64Array(dim);
      for (let j = 0; j < tokens; j++) {
        if (j === i || (first && this.masked[j])) continue;
        const field = new Float64Array(dim);
        for (let row = 0, at = (i * tokens + j) * dim * dim; row < dim; row++)
          for (let column = 0; column < dim; column++, at++) field[row] += couplings[at] * state[j * dim + column];
        if (pooling === 'none') {
          fields.push(field);
          sources.push(j);
        } else {
          weights[j] += Math.hypot(...field);
          for (let c = 0; c < dim; c++) pooled[c] += field[c];
        }
      }
      if (pooling === 'sum') fields.push(pooled);
    }
    for (let at = 0; at < dim; at += sphere) this.mix(fields, at, mean).forEach((weight, k) => pooling === 'none' && (weights[sources[k]] = weight));
    return { mean, weights };
  }

  /** Adds the mean of the mixture for the unit vector that starts at a component; gives the weights. @param {Float64Array[]} fields @param {number} at @param {Float64Array} mean */
  mix(fields, at, mean) {
    const { lambda, sphere } = this.densities;
    const shapes = fields.map((field) => vonMisesFisher(sphere, lambda * Math.hypot(...field.subarray(at, at + sphere))));
    const largest = shapes.reduce((most, shape) => Math.max(most, shape.log), -Infinity);
    const sum = shapes.reduce((total, shape) => total + Math.exp(shape.log - largest), 0);
    return fields.map((field, k) => {
      const weight = Math.exp(shapes[k].log - largest) / sum;
      for (let c = at; c < at + sphere; c++) mean[c] += weight * shapes[k].ratio * lambda * field[c];
      return weight;
    });
  }

  /** How unsure every token is, and what one would be predicted to be. @param {Float64Array} state @param {number} t @param {number} token */
  look(state, t, token) {
    const { network: { tokens, dim }, densities: { sphere } } = this;
    const unsure = Float64Array.from({ length: tokens }, (_, i) => 1 - meanLength(state.subarray(i * dim, (i + 1) * dim), sphere));
    const { mean, weights } = this.mean(state, token, t === 0);
    return { values: unsure, weights, output: mean };
  }
}
