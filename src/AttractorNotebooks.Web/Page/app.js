// The page: what the reader sets, what it computes, what it shows.

/** @template {HTMLElement} [T=HTMLElement] @param {string} id @returns {T} */
function byId(id) {
  return /** @type {T} */ (document.getElementById(id));
}

/** What the page was made with. @type {{ networks: PackedNetwork[], images: { name: string, height: number, width: number, indices: number[], labels: number[], pixels: string }, mean: string }} */
let data;
/** Gray bytes of the pictures to choose from. @type {Uint8Array[]} */
let pictures = [];
/** Gray bytes of the picture on the editor. @type {Uint8Array} */
let picture = new Uint8Array(0);
/** @type {Float64Array} */
let meanLevel = new Float64Array(0);
/** @type {Scene} */
let scene = SCENE;
/** @type {Run[]} */
let runs = [];
/** Which network the maps show. */
let shown = 0;
/** Pen on the editor, for the keyboard. */
let pen = { x: 14, y: 14 };
/** @type {ReturnType<typeof setTimeout> | undefined} */
let playing;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let computing;
let drawn = false;
/** When, in milliseconds since the page began. */
let lastDrawn = 0;

/** The published updates, with the parameter 1/2. @type {Record<string, Pick<Settings, 'a' | 'b' | 'unitTokens'>>} */
const UPDATES = {
  retention: { a: 0.5, b: 1, unitTokens: false },
  residual: { a: 1, b: 1, unitTokens: false },
  leaky: { a: 0.5, b: 0.5, unitTokens: false },
  printed: { a: 1, b: 0.5, unitTokens: true },
};
const KINDS = ['first', 'second'];

/** For tests and consoles. */
const attractor = {
  /** The page's networks, open. @type {Network[]} */
  networks: [],
  /** Every setting of the page. */
  get scene() {
    return scene;
  },
  /** The gray values of the picture on the page. */
  image: () => Array.from(picture, (byte) => byte / 255),
  run: runExperiment,
  /** Opens a network that is packed as in this page. */
  open: openNetwork,
  /** Sets what is given and shows it; a promise of when everything is computed. @param {Partial<Scene>} changes */
  show(changes) {
    Object.assign(scene, changes);
    // Another moment or patch is only another look at what is computed.
    if (Object.keys(changes).every((key) => key === 't' || key === 'token')) redraw();
    else restart();
    return attractor.settled();
  },
  /** A promise of when all steps are computed and drawn. */
  settled: () => new Promise((resolve) => {
    const wait = () => (computing === undefined && drawn ? resolve(undefined) : setTimeout(wait, 20));
    wait();
  }),
  /** A promise of when the page can be used. @type {Promise<void>} */
  ready: Promise.resolve(),
};

/** The settings that a network runs with. @param {Network} network @returns {Settings} */
function settingsOf(network) {
  return { ...network.recall, maskEnds: null, ...scene.own, seed: scene.seed };
}

/** @returns {Damage} */
function damageOf() {
  const { hide, fraction, side, noise, strength, seed } = scene;
  const bits = scene.brush ? fromText(scene.brush) : new Uint8Array(0);
  const brush = Uint8Array.from({ length: attractor.networks[0].tokens }, (_, i) => ((bits[i >> 3] ?? 0) >> (i & 7)) & 1);
  return { hide, fraction, side, brush, noise, strength, seed };
}

/** Starts all over with the present settings. */
function restart() {
  const [first] = attractor.networks;
  const damage = damageOf();
  const mask = maskOf(first, damage);
  // Patches of another size hide what the first network's patches hide.
  const hidden = pixelMask(first, mask);
  runs = attractor.networks.map((network) => {
    const own = network === first ? mask : Uint8Array.from({ length: network.tokens }, (_, i) => hidden[pixelOf(network, i, 0)]);
    const original = levelOf(network, attractor.image());
    return new Run(network, scene.rule, settingsOf(network), original, addNoise(original, damage), own);
  });
  scene.t = Math.min(scene.t, scene.steps);
  clearTimeout(computing);
  computing = setTimeout(compute);
  keepLink();
  showControls();
  redraw();
}

/** Computes steps for a few milliseconds, then lets the page breathe. */
function compute() {
  const from = performance.now();
  const shownBefore = now();
  let next;
  while ((next = runs.filter((run) => run.time < scene.steps).sort((one, other) => one.time - other.time)[0]) && performance.now() < from + 20) next.step();
  computing = next ? setTimeout(compute) : undefined;
  // Drawing costs as much as two steps: curves that grow are drawn ten times a second, the state that was asked for as soon as it is there.
  if (!next || now() !== shownBefore || performance.now() > lastDrawn + 100) redraw();
}

function redraw() {
  if (drawn) requestAnimationFrame(drawAll);
  drawn = false;
}

/** The step that is on show: as far as it is computed. */
function now() {
  return Math.min(scene.t, ...runs.map((run) => run.time));
}

function drawAll() {
  drawn = true;
  lastDrawn = performance.now();
  const t = now();
  runs.forEach((run, k) => {
    const { height, width } = run.network.grid;
    const image = run.imageAt(t);
    paint(byId(`state-${k}`), width, height, (at) => grayColor(image[at]));
  });
  drawEditor();
  drawMaps(t);
  drawMeasures(t);
  showCode();
  byId('clock').textContent = `t = ${t}`;
  Object.assign(byId('time'), { max: scene.steps, value: t });
  byId('time').setAttribute('aria-valuetext', `after ${t} of ${scene.steps} steps`);
}

/** @param {Uint8Array} hidden @param {ArrayLike<number>} gray in [0, 1] */
function hiddenColor(hidden, gray) {
  return (/** @type {number} */ k) => (hidden[k] ? HIDDEN_COLOR.map((c) => 0.75 * c + 60 * gray[k]) : grayColor(gray[k]));
}

function drawEditor() {
  const { height, width } = data.images;
  const color = hiddenColor(runs[0].hidden, attractor.image());
  const focused = document.activeElement === byId('editor');
  paint(byId('editor'), width, height, (k) => (focused && k === pen.y * width + pen.x ? [0xe6, 0x9f, 0x00] : color(k)));
}

/** @param {number} t */
function drawMaps(t) {
  const run = runs[shown];
  const { network, original, damaged, hidden } = run;
  const { height, width, patch } = network.grid;
  const columns = width / patch;
  const rows = height / patch;
  const token = scene.token >= 0 && scene.token < network.tokens ? scene.token : Math.floor(rows / 2) * columns + Math.floor(columns / 2);
  const image = run.imageAt(t);
  paint(byId('map-original'), width, height, (k) => grayColor(original[k]));
  paint(byId('map-input'), width, height, (k) => (hidden[k] ? HIDDEN_COLOR : grayColor(damaged[k])));
  paint(byId('map-difference'), width, height, (k) => mixColor(DIVERGING, (image[k] - original[k] + 1) / 2));
  const end = run.imageAt(run.time);
  paint(byId('map-end'), width, height, (k) => grayColor(end[k]));
  byId('caption-end').textContent = `After ${run.time} steps`;

  const { values, weights, output } = run.look(t, token);
  const predicts = run.rule === 'prediction';
  const finite = values.filter(Number.isFinite);
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  paint(byId('map-energy'), columns, rows, (i) => mixColor(SEQUENTIAL, (values[i] - low) / (high - low || 1)));
  byId('caption-energy').textContent = `${predicts ? 'How unsure, 1 − |mean|' : 'Local energies e'}, ${short(low, 2)} (dark) to ${short(high, 2)}`;
  const most = Math.max(...weights);
  paint(byId('map-attention'), columns, rows, (i) => (i === token ? [0xd5, 0x5e, 0x00] : mixColor(SEQUENTIAL, weights[i] / most)));
  byId('caption-attention').textContent = `${predicts ? 'What counts for the marked patch' : 'Attention of the marked patch'}, at most ${short(most)}`;
  /** @type {number[]} */
  const wanted = new Array(2 * patch * patch).fill(0);
  decodeToken(network, run.states[t], token, (k, u) => (wanted[Math.floor(k / patch) * 2 * patch + (k % patch)] = u));
  decodeToken(network, output, 0, (k, u) => (wanted[Math.floor(k / patch) * 2 * patch + patch + (k % patch)] = u));
  paint(byId('map-wanted'), 2 * patch, patch, (k) => grayColor(wanted[k]));
  byId('token-note').textContent = `Point at the large picture, or move over it with the arrow keys, to choose a patch: row ${Math.floor(token / columns) + 1}, column ${(token % columns) + 1}, ${predicts ? 'unsure' : 'energy'} ${short(values[token])}.`;
}

/** What needs no network: errors of the input with the holes filled without thinking. */
function baselines() {
  const { original, damaged, hidden } = runs[0];
  const filled = (/** @type {(k: number) => number} */ value) => damaged.map((u, k) => (hidden[k] ? value(k) : u));
  if (hidden.includes(1))
    return [
      { name: 'holes black', value: meanSquaredError(filled(() => 0), original) },
      { name: 'holes: mean image', value: meanSquaredError(filled((k) => meanLevel[k]), original) },
    ];
  const lines = [{ name: 'mean image', value: meanSquaredError(meanLevel, original) }];
  return scene.noise === 'none' ? lines : [...lines, { name: 'noisy image', value: meanSquaredError(damaged, original) }];
}

/** @param {number} t */
function drawMeasures(t) {
  const lines = baselines();
  const curves = runs.map((run, k) => ({ name: run.network.name, kind: KINDS[k], errors: run.measures.map((measure) => measure.all) }));
  drawChart(/** @type {any} */ (byId('chart')), scene.steps, t, curves, lines);
  const rows = /** @type {[string, (run: Run) => number][]} */ ([
    ['MSE, all pixels', (run) => run.measures[t].all],
    ['MSE, hidden pixels', (run) => run.measures[t].masked],
    ['MSE, known pixels', (run) => run.measures[t].known],
    ['mean token length before the sphere', (run) => run.measures[t].length],
    ['mean local energy', (run) => run.measures[t].energy],
  ]);
  const body = rows.map(([name, measure]) => {
    const row = document.createElement('tr');
    const head = document.createElement('th');
    head.scope = 'row';
    head.textContent = name;
    row.append(head, ...runs.map((run, k) => Object.assign(document.createElement('td'), { className: KINDS[k], textContent: short(measure(run), 4) })));
    return row;
  });
  byId('readout').replaceChildren(/** @type {Element} */ (byId('readout').firstElementChild), ...body);
  const { errors } = curves[shown];
  const best = errors.reduce((least, e, k) => (e < errors[least] ? k : least), 0);
  byId('status').textContent =
    `After ${t} ${t === 1 ? 'step' : 'steps'} the error is ${short(errors[t])} (${lines.map((line) => `${line.name} ${short(line.value)}`).join(', ')}). ` +
    (runs[shown].time < scene.steps ? `Computing … ${runs[shown].time} of ${scene.steps} steps.` : `It is smallest, ${short(errors[best])}, after ${best}, and ${short(errors[scene.steps])} after ${scene.steps}.`);
}

/** Sets every control to what it stands for. */
function showControls() {
  const settings = settingsOf(attractor.networks[0]);
  const values = /** @type {Record<string, any>} */ ({ ...settings, ...scene, rule: runs[0].rule });
  for (const control of /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll('[data-setting]'))) {
    const key = /** @type {string} */ (control.dataset.setting);
    const value = values[key] ?? 0;
    if (control.type === 'checkbox') control.checked = value;
    else if (document.activeElement !== control || control.type !== 'number') control.value = String(control.dataset.scale === 'log' ? Math.log10(value) : value);
    const output = control.parentElement?.querySelector('output');
    if (output) output.textContent = key === 'side' || key === 'maskEnds' ? String(value) : String(Number(value.toPrecision(3)));
  }
  for (const field of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-when]'))) {
    const [, key, not, wanted] = /** @type {RegExpMatchArray} */ (field.dataset.when?.match(/^(\w+)(!?)=(.*)$/));
    field.hidden = wanted.split('|').includes(String(values[key])) === (not === '!');
  }
  const { a, b, unitTokens } = settings;
  /** @type {HTMLSelectElement} */ (byId('update')).value = Object.keys(UPDATES).find((name) => UPDATES[name].a === a && UPDATES[name].b === b && UPDATES[name].unitTokens === unitTokens) ?? 'own';
  byId('rule-field').hidden = !attractor.networks.some((network) => network.densities && network.heads.length === 1);
  [...byId('thumbs').children].forEach((thumb, k) => thumb.setAttribute('aria-pressed', String(k === scene.image)));
}

/** What a control says. @param {HTMLInputElement} control */
function readControl(control) {
  if (control.type === 'checkbox') return control.checked;
  const value = control.type === 'range' || control.type === 'number' || control.dataset.setting === 'steps' ? Number(control.value) : control.value;
  if (control.dataset.scale === 'log') return Number((10 ** Number(value)).toPrecision(3));
  return control.dataset.setting === 'maskEnds' && value === 0 ? null : value;
}

/** Chooses a picture of the gallery. @param {number} index */
function choose(index) {
  scene.image = index;
  scene.drawn = '';
  picture = pictures[index].slice();
}

/** @param {number} t */
function goTo(t) {
  scene.t = Math.min(Math.max(t, 0), scene.steps);
  keepLink();
  redraw();
}

function stop() {
  clearTimeout(playing);
  playing = undefined;
  byId('play').textContent = 'Play';
}

/** Plays on: the first steps, where most happens, slowly. */
function play() {
  if (scene.t >= scene.steps) scene.t = 0;
  byId('play').textContent = 'Pause';
  const tick = () => {
    if (scene.t >= scene.steps) return stop();
    if (scene.t < Math.min(...runs.map((run) => run.time))) goTo(scene.t + 1);
    playing = setTimeout(tick, scene.t < 10 ? 350 : scene.t < 30 ? 120 : 40);
  };
  playing = setTimeout(tick, 350);
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let keeping;
/** Keeps the scene in the address, where there is one; not more often than browsers allow. */
function keepLink() {
  clearTimeout(keeping);
  keeping = setTimeout(() => {
    try {
      history.replaceState(null, '', `#${toFragment(scene)}`);
    } catch {
      // A document inside a notebook has no address of its own.
    }
  }, 300);
}

/** @param {unknown} error */
function fail(error) {
  byId('message').textContent = error instanceof Error ? error.message : String(error);
  byId('message').hidden = false;
}
