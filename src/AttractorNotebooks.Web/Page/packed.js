// Networks as this page carries them: numbers of few bits with one scale a block J_ij, deflated, in base64.

/**
 * @typedef {object} PackedNetwork
 * @property {string} name
 * @property {string} provenance
 * @property {number} tokens
 * @property {number} dim
 * @property {{ height: number, width: number, patch: number }} grid
 * @property {Network['gray']} gray
 * @property {number[]} embedding
 * @property {Settings} recall
 * @property {Network['densities']} densities
 * @property {number} bits of a number: 4 to 8, or 32 for float32 without scales
 * @property {string} loss
 * @property {string[]} heads scales [N, N] as float32, then J [N, N, d, d] as signed bytes
 */

/** @param {string} base64 */
function bytesOf(base64) {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let k = 0; k < bytes.length; k++) bytes[k] = text.charCodeAt(k);
  return bytes;
}

/** @param {Uint8Array<ArrayBuffer>} bytes */
async function inflate(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return new Response(stream).arrayBuffer();
}

/** @param {PackedNetwork} packed @param {string} head */
async function openHead({ name, tokens, dim, bits }, head) {
  let buffer;
  try {
    buffer = await inflate(bytesOf(head));
  } catch {
    throw new Error(`The couplings of ${name} in this page are damaged: make the page again.`);
  }
  const pairs = tokens * tokens;
  const block = dim * dim;
  if (buffer.byteLength !== (bits === 32 ? 4 * pairs * block : pairs * (4 + block)))
    throw new Error(`The couplings of ${name} in this page are incomplete: make the page again.`);
  if (bits === 32) return new Float32Array(buffer);
  const scales = new Float32Array(buffer, 0, pairs);
  const codes = new Int8Array(buffer, 4 * pairs);
  const values = new Float32Array(codes.length);
  for (let pair = 0, at = 0; pair < pairs; pair++) for (let k = 0; k < block; k++, at++) values[at] = codes[at] * scales[pair];
  return values;
}

/** @param {PackedNetwork} packed @returns {Promise<Network>} */
async function openNetwork(packed) {
  const heads = [];
  for (const head of packed.heads) heads.push(await openHead(packed, head));
  return { ...packed, embedding: Float64Array.from(packed.embedding), heads };
}

/** What a safetensors file says wrong. @param {string} why */
function noNetwork(why) {
  return new Error(`This is no file of trained couplings as "attractor train" writes them: ${why}`);
}

/**
 * Opens couplings from the reader's disk, a safetensors file of the library.
 * @param {ArrayBuffer} buffer @param {string} name @returns {Network}
 */
function readSafetensors(buffer, name) {
  const view = new DataView(buffer);
  const length = buffer.byteLength < 8 ? Infinity : Number(view.getBigUint64(0, true));
  if (!(length <= buffer.byteLength - 8)) throw noNetwork('it is too short, or another kind of file.');
  let header;
  let plan;
  let recall;
  try {
    header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, length)));
    plan = JSON.parse(header.__metadata__.plan);
    recall = JSON.parse(header.__metadata__.recall);
  } catch {
    throw noNetwork('its header cannot be read.');
  }
  const meta = header.__metadata__;
  if (meta.format !== 'attractor-network') throw noNetwork(`it holds a ${meta.format}.`);
  if (meta.channels !== '1') throw noNetwork('its images are in color, and this page draws gray ones.');
  const raw = (/** @type {string} */ key) => {
    if (!header[key]) throw noNetwork(`it lacks the tensor ${key}.`);
    const [from, to] = header[key].data_offsets;
    if (!(from >= 0 && to >= from && 8 + length + to <= buffer.byteLength)) throw noNetwork('it ends too early.');
    return buffer.slice(8 + length + from, 8 + length + to);
  };
  const [dim, components] = header.embedding.shape;
  const grid = { height: Number(meta.height), width: Number(meta.width), patch: Number(meta.patch) };
  const tokens = (grid.height / grid.patch) * (grid.width / grid.patch);
  const rule = plan.learning.normalized ?? plan.learning.normalised ?? null;
  const heads = Array.from({ length: rule ? rule.heads : 1 }, (_, k) => new Float32Array(raw(k === 0 ? 'J' : `J_${k + 1}`)));
  const embedding = new Float64Array(raw('embedding'));
  if (heads.some((head) => head.length !== tokens * tokens * dim * dim) || embedding.length !== dim * components || components !== 2 * grid.patch ** 2)
    throw noNetwork('its tensors do not fit one another.');
  if (heads.some((head) => !head.every(Number.isFinite))) throw noNetwork('not all of its couplings are finite numbers.');
  return {
    name, tokens, dim, grid, embedding, heads,
    gray: plan.gray === 'raw' ? 'raw' : 'doubled',
    provenance: meta.data, bits: 32, loss: 'As in the file: float32.',
    recall: {
      lambda: recall.attention.lambda, clamp: recall.attention.clamp, a: recall.update.attention, b: recall.update.retention, unitTokens: recall.update.unit_tokens ?? false,
      layerNorm: recall.layer_norm, sphere: recall.sphere, maskEnds: null, lambdaFactor: recall.lambda_factor, seed: recall.seed,
      maskMode: recall.mask_mode.replace(/_(\w)/g, (/** @type {string} */ _, /** @type {string} */ letter) => letter.toUpperCase()),
      order: recall.order,
    },
    densities: rule && { pooling: rule.pooling, sphere: rule.sphere_dim || dim, lambda: plan.learning.attention.lambda },
  };
}
