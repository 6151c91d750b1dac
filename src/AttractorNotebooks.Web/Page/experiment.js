// One experiment: damage an image, let a network run on it, measure every step.

/**
 * How an image is damaged.
 * @typedef {object} Damage
 * @property {'none' | 'tokens' | 'block' | 'brush'} hide
 * @property {number} fraction share of tokens that "tokens" hides
 * @property {number} side of the block, in tokens
 * @property {Uint8Array} brush the mask that was drawn by hand, [N]
 * @property {'none' | 'clamped' | 'standardized'} noise the library's noise laws
 * @property {number} strength standard deviation of the noise
 * @property {number} seed
 */

/** Which tokens are hidden: the masks that the library draws for image 0 of a set. @param {Network} network @param {Damage} damage */
function maskOf({ tokens, grid }, { hide, fraction, side, brush, seed }) {
  const mask = new Uint8Array(tokens);
  const columns = grid.width / grid.patch;
  const rows = grid.height / grid.patch;
  if (hide === 'tokens') {
    mask.fill(1, 0, Math.min(Math.max(Math.round(fraction * tokens), 1), tokens - 1));
    new SeededRandom(seed, 'mask tokens', 0).shuffle(mask);
  } else if (hide === 'block') {
    const size = Math.min(Math.max(Math.round(side), 1), Math.min(rows, columns) - 1);
    const random = new SeededRandom(seed, 'mask block', 0);
    const top = random.below(rows - size + 1);
    const left = random.below(columns - size + 1);
    for (let y = top; y < top + size; y++) mask.fill(1, y * columns + left, y * columns + left + size);
  } else if (hide === 'brush' && brush.length === tokens) mask.set(brush);
  // At least one token has to be known.
  if (!mask.includes(0)) mask[0] = 0;
  return mask;
}

/** Mean and population deviation. @param {ArrayLike<number>} values */
function moments(values) {
  const numbers = Array.from(values);
  const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
  return { mean, deviation: Math.sqrt(numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0) / numbers.length) };
}

/**
 * Noise on levels: clamp(u + strength n, 0, 1); standardized, shifted and scaled before to a mean of 0.5 and the deviation of the image without noise.
 * @param {ArrayLike<number>} level @param {Damage} damage
 */
function addNoise(level, { noise, strength, seed }) {
  if (noise === 'none') return Float64Array.from(level);
  const normal = new SeededRandom(seed, 'noise', 0).normals(level.length);
  const noisy = Float64Array.from(level, (u, k) => u + strength * normal[k]);
  const own = moments(noisy);
  const scale = own.deviation > 0 ? moments(level).deviation / own.deviation : 0;
  return noisy.map((u) => Math.min(Math.max(noise === 'standardized' ? 0.5 + scale * (u - own.mean) : u, 0), 1));
}

/** The pixels of hidden tokens. @param {Network} network @param {Uint8Array} mask */
function pixelMask(network, mask) {
  const hidden = new Uint8Array(network.grid.height * network.grid.width);
  for (let i = 0; i < network.tokens; i++) if (mask[i]) for (let k = 0; k < network.grid.patch ** 2; k++) hidden[pixelOf(network, i, k)] = 1;
  return hidden;
}

/** Mean squared error over the pixels that are chosen; NaN over none. @param {ArrayLike<number>} a @param {ArrayLike<number>} b @param {(k: number) => boolean} [chosen] */
function meanSquaredError(a, b, chosen = () => true) {
  let sum = 0;
  let count = 0;
  for (let k = 0; k < a.length; k++)
    if (chosen(k)) {
      sum += (a[k] - b[k]) ** 2;
      count++;
    }
  return sum / count;
}

/** One network at work on one damaged image: every state and every error so far. */
class Run {
  /**
   * @param {Network} network @param {'dynamics' | 'prediction'} rule @param {Settings} settings
   * @param {Float64Array} original u, what errors are measured against @param {Float64Array} damaged u with noise @param {Uint8Array} mask [N]
   */
  constructor(network, rule, settings, original, damaged, mask) {
    this.network = network;
    // Several heads have no dynamics.
    this.rule = network.densities && (rule === 'prediction' || network.heads.length > 1) ? 'prediction' : 'dynamics';
    this.settings = settings;
    this.original = original;
    this.damaged = damaged;
    this.mask = mask;
    this.hidden = pixelMask(network, mask);
    const x = encode(network, damaged);
    this.model = this.rule === 'prediction' ? new Prediction(network, x, mask) : new Dynamics(network, settings, x, mask);
    /** @type {Float64Array[]} states after 0, 1, ... steps */
    this.states = [];
    /** @type {{ all: number, masked: number, known: number, length: number, energy: number }[]} */
    this.measures = [];
    this.record();
  }

  /** Steps done. */
  get time() {
    return this.states.length - 1;
  }

  step() {
    this.model.step();
    this.record();
  }

  record() {
    this.states.push(this.model.state);
    const image = this.imageAt(this.time);
    this.measures.push({
      all: meanSquaredError(image, this.original),
      masked: meanSquaredError(image, this.original, (k) => this.hidden[k] === 1),
      known: meanSquaredError(image, this.original, (k) => this.hidden[k] === 0),
      length: this.model.length,
      energy: this.time === 0 ? NaN : this.model.energies.reduce((sum, e) => sum + e, 0) / this.network.tokens,
    });
  }

  /** The picture after t steps; a prediction keeps what is known. @param {number} t */
  imageAt(t) {
    const image = decode(this.network, this.states[t]);
    if (this.rule === 'prediction') for (let k = 0; k < image.length; k++) if (!this.hidden[k]) image[k] = this.damaged[k];
    return image;
  }

  /** A map over all tokens, and what one of them hears, after t steps. @param {number} t @param {number} token */
  look(t, token) {
    return this.model.look(this.states[t], t, token);
  }
}

/**
 * Runs an experiment from start to end: what tests and consoles call as <code>attractor.run</code>.
 * @param {object} options
 * @param {Network | number} [options.network] an open network, or which of the page's; 0 if absent
 * @param {ArrayLike<number>} [options.image] gray values v in [0, 1], row by row; the page's present picture if absent
 * @param {ArrayLike<number>} [options.level] u in [0, 1] to start from instead of the image's, such as your own damage
 * @param {ArrayLike<number | boolean>} [options.mask] hidden tokens, [N]; else as damage says
 * @param {Partial<Damage>} [options.damage] nothing is damaged if absent
 * @param {Partial<Settings>} [options.settings] what differs from the network's own
 * @param {'dynamics' | 'prediction'} [options.rule]
 * @param {number} [options.steps] 100 if absent
 * @param {number[]} [options.keep] steps whose states and pictures are wanted
 */
function runExperiment({ network = 0, image, level, mask, damage, settings, rule = 'dynamics', steps = 100, keep = [] }) {
  const model = typeof network === 'number' ? attractor.networks[network] : network;
  if (!model) throw new Error(`There is no network ${network}; this page has ${attractor.networks.length}.`);
  const pixels = model.grid.height * model.grid.width;
  const original = levelOf(model, image ?? attractor.image());
  if (original.length !== pixels) throw new Error(`The image has ${original.length} pixels, but the network was trained on ${pixels}.`);
  /** @type {Damage} */
  const all = { hide: 'none', fraction: 0.3, side: 4, brush: new Uint8Array(model.tokens), noise: 'none', strength: 0.7, seed: 1, ...damage };
  const masked = mask ? Uint8Array.from(mask, Number) : maskOf(model, all);
  if (masked.length !== model.tokens) throw new Error(`The mask has ${masked.length} entries for ${model.tokens} tokens.`);
  const run = new Run(model, rule, { ...model.recall, ...settings }, original, level ? Float64Array.from(level) : addNoise(original, all), masked);
  while (run.time < steps) run.step();
  return {
    mask: [...masked],
    errors: run.measures.map((measure) => measure.all),
    maskedErrors: run.measures.map((measure) => measure.masked),
    knownErrors: run.measures.map((measure) => measure.known),
    lengths: run.measures.map((measure) => measure.length),
    energies: run.measures.map((measure) => measure.energy),
    states: Object.fromEntries(keep.map((t) => [t, [...run.states[t]]])),
    images: Object.fromEntries(keep.map((t) => [t, [...run.imageAt(t)]])),
  };
}
