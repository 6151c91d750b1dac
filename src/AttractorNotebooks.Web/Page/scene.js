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

const OWN_SETTINGS = ['lambda', 'a', 'b', 'layerNorm', 'sphere', 'maskMode', 'maskEnds', 'order', 'lambdaFactor'];
const MOST_STEPS = 1000;

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
  const scene = /** @type {any} */ ({ ...SCENE, own: {} });
  for (const [key, text] of new URLSearchParams(fragment)) {
    const number = Number(text);
    if (key in SCENE && key !== 'own') {
      if (typeof scene[key] === 'string') scene[key] = text;
      else if (text !== '' && Number.isFinite(number)) scene[key] = number;
    } else if (OWN_SETTINGS.includes(key)) {
      if (text === 'true' || text === 'false') scene.own[key] = text === 'true';
      else if (text === 'null') scene.own[key] = null;
      else scene.own[key] = text !== '' && Number.isFinite(number) ? number : text;
    }
  }
  scene.steps = Math.min(Math.max(Math.round(scene.steps), 1), MOST_STEPS);
  scene.t = Math.min(Math.max(Math.round(scene.t), 0), scene.steps);
  return scene;
}
