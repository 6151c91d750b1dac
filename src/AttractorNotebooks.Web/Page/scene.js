// Everything the reader can set, and the link that keeps it.

/** What the reader has set. Settings of the dynamics that are absent are those of each network. */
const SCENE = {
  image: 0,
  drawn: '',
  hide: /** @type {Damage['hide']} */ ('tokens'),
  fraction: 0.3,
  side: 5,
  brush: '',
  noise: /** @type {Damage['noise']} */ ('none'),
  strength: 0.7,
  seed: 1,
  rule: /** @type {'dynamics' | 'prediction'} */ ('dynamics'),
  steps: 300,
  t: 5,
  token: -1,
  own: /** @type {Partial<Settings>} */ ({}),
};

/** @typedef {typeof SCENE} Scene */

const MOST_STEPS = 1000;

/** @param {number} low @param {number} high @returns {(value: any) => boolean} */
const between = (low, high) => (value) => typeof value === 'number' && value >= low && value <= high;
const whole = (/** @type {number} */ low, /** @type {number} */ high) => (/** @type {any} */ value) => between(low, high)(value) && Number.isInteger(value);
const oneOf = (/** @type {any[]} */ ...values) => (/** @type {any} */ value) => values.includes(value);
const isBytes = (/** @type {any} */ value) => typeof value === 'string' && /^[\w-]*$/.test(value) && value.length % 4 !== 1;

/** What a setting of the dynamics may be. @type {Record<string, (value: any) => boolean>} */
const OWN_SETTINGS = {
  lambda: between(1e-20, 1e20),
  a: between(-1e6, 1e6),
  b: between(-1e6, 1e6),
  layerNorm: oneOf(true, false),
  sphere: oneOf(true, false),
  unitTokens: oneOf(true, false),
  maskMode: oneOf('none', 'firstStep', 'clamped', 'randomEachStep'),
  maskEnds: (value) => value === null || whole(1, MOST_STEPS)(value),
  order: oneOf('synchronous', 'asynchronous'),
  lambdaFactor: between(1e-6, 1e6),
};

/** What the page's other settings may be. @type {Record<string, (value: any) => boolean>} */
const SCENE_SETTINGS = {
  image: whole(-1, 1e6),
  drawn: isBytes,
  hide: oneOf('none', 'tokens', 'block', 'brush'),
  fraction: between(0, 1),
  side: whole(1, 1000),
  brush: isBytes,
  noise: oneOf('none', 'clamped', 'standardized'),
  strength: between(0, 1e6),
  seed: whole(0, 2 ** 31 - 1),
  rule: oneOf('dynamics', 'prediction'),
  steps: whole(1, MOST_STEPS),
  t: whole(0, MOST_STEPS),
  token: whole(-1, 1e6),
};

/** Bytes as text that an address may hold. @param {ArrayLike<number>} bytes */
function toText(bytes) {
  return btoa(String.fromCharCode(...Array.from(bytes))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

/** @param {string} text */
function fromText(text) {
  return bytesOf(text.replace(/-/g, '+').replace(/_/g, '/'));
}

/** The scene as the fragment of an address: what differs from the defaults. @param {Scene} scene */
function toFragment(scene) {
  const parameters = new URLSearchParams();
  for (const [key, value] of Object.entries(scene))
    if (key !== 'own' && value !== SCENE[/** @type {keyof Scene} */ (key)]) parameters.set(key, String(value));
  for (const [key, value] of Object.entries(scene.own)) parameters.set(key, String(value));
  return parameters.toString();
}

/** The scene of a fragment; what it does not say, or says wrongly, is as by default. @param {string} fragment @returns {Scene} */
function fromFragment(fragment) {
  const scene = { ...SCENE, own: {} };
  for (const [key, text] of new URLSearchParams(fragment)) {
    const isOwn = Object.hasOwn(OWN_SETTINGS, key);
    if (!isOwn && !Object.hasOwn(SCENE_SETTINGS, key)) continue;
    const isValid = isOwn ? OWN_SETTINGS[key] : SCENE_SETTINGS[key];
    const value = [text, Number(text), text === 'true', null].find((candidate) => isValid(candidate) && String(candidate) === text);
    if (value !== undefined) Object.assign(isOwn ? scene.own : scene, { [key]: value });
  }
  scene.t = Math.min(scene.t, scene.steps);
  return scene;
}
