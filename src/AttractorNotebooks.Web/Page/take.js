// What the reader takes along: a link, a picture, the data, C# that computes the same; and couplings that the reader brings.

/** @param {string} name @param {Blob} blob */
function save(name, blob) {
  const link = Object.assign(document.createElement('a'), { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** The error curves and all else that was measured, as CSV. */
function toCsv() {
  const lines = ['network,t,mse,mse_hidden,mse_known,mean_length,mean_energy'];
  for (const run of runs)
    run.measures.forEach(({ all, masked, known, length, energy }, t) => {
      const numbers = [all, masked, known, length, energy].map((value) => (Number.isFinite(value) ? String(value) : ''));
      lines.push([`"${run.network.name.replaceAll('"', '""')}"`, t, ...numbers].join(','));
    });
  return lines.join('\n') + '\n';
}

/** Original, input, and of every network the present state and the end, side by side. */
function toPicture() {
  const t = now();
  const gray = (/** @type {ArrayLike<number>} */ image) => (/** @type {number} */ k) => grayColor(image[k]);
  const { original, damaged, hidden } = runs[0];
  const parts = [
    { text: 'original', color: gray(original) },
    { text: 'input', color: (/** @type {number} */ k) => (hidden[k] ? HIDDEN_COLOR : grayColor(damaged[k])) },
    ...runs.flatMap((run) => [t, run.time].map((time) => ({ text: `t = ${time}${runs.length > 1 ? `, ${run.network.name}` : ''}`, color: gray(run.imageAt(time)) }))),
  ];
  const { height, width } = data.images;
  const size = 8;
  const canvas = Object.assign(document.createElement('canvas'), { width: parts.length * (width * size + 10) - 10, height: height * size + 24 });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingEnabled = false;
  context.font = '14px system-ui, sans-serif';
  parts.forEach(({ text, color }, k) => {
    const part = document.createElement('canvas');
    paint(part, width, height, color);
    context.drawImage(part, k * (width * size + 10), 0, width * size, height * size);
    context.fillStyle = '#1b1f24';
    context.fillText(text, k * (width * size + 10), height * size + 17, width * size);
  });
  return canvas;
}

/** A C# string or number. @param {string | number | boolean | null} value */
function literal(value) {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

/** @param {string} name */
function upperFirst(name) {
  return name[0].toUpperCase() + name.slice(1);
}

/** The cell that computes what the page shows, with the library. */
function toCSharp() {
  const [{ network, rule }] = runs;
  const settings = settingsOf(network);
  const damage = damageOf();
  const { height, width, indices } = data.images;
  const hides = damage.hide !== 'none';
  const chosen = scene.image >= 0 && scene.image < indices.length;
  const bytes = btoa(String.fromCharCode(...picture));
  const mask = {
    none: '[]',
    tokens: `Corruption.RandomTokens(1, tokenizer.Tokens, ${damage.fraction}, seed: ${damage.seed})`,
    block: `Corruption.SquareBlock(1, tokenizer.Grid.Rows, tokenizer.Grid.Columns, ${damage.side}, seed: ${damage.seed})`,
    brush: `[.. "${[...damage.brush].join('')}".Select(c => c == '1')]`,
  }[damage.hide];
  const { a, b, unitTokens } = settings;
  const update = unitTokens ? `new UpdateRule("own", ${a}, ${b}, UnitTokens: true)` : b === 1 && a === 1 ? 'UpdateRule.Residual' : b === 1 && a <= 1 ? `UpdateRule.Retain(${Number((1 - a).toFixed(6))})` : `new UpdateRule("own", ${a}, ${b})`;
  const ends = hides && (settings.maskMode === 'clamped' || settings.maskMode === 'randomEachStep') && settings.maskEnds !== null && settings.maskEnds < scene.steps ? settings.maskEnds : null;
  const raw = network.gray === 'raw' ? '.With(GreyLevel.Raw)' : '';
  const lines = [
    '#r "bin/AttractorNotebooks.dll"',
    'using AttractorNotebooks.Data;',
    'using AttractorNotebooks.Dynamics;',
    'using AttractorNotebooks.Learning;',
    'using AttractorNotebooks.Model;',
    'using AttractorNotebooks.Tokens;',
    '',
    `TrainedNetwork network = TrainedNetwork.Load(${literal(network.name)});`,
    'ImageTokenizer tokenizer = network.Tokenizer;',
    chosen
      ? `ImageSet image = Digits.Open().Test.Select(${indices[scene.image]})${raw};`
      : `ImageSet image = new ImageSet("drawn", "by hand", ${height}, ${width}, 1, [.. Convert.FromBase64String("${bytes}").Select(v => v / 255f)], [])${raw};`,
    'float[] original = image.Levels();',
    `float[] damaged = ${damage.noise === 'none' ? 'original' : `Corruption.Noise(image, ${damage.strength}, seed: ${damage.seed}${damage.noise === 'standardized' ? ', NoiseLaw.Standardized' : ''})`};`,
    `bool[] masked = ${mask};`,
  ];
  if (rule === 'prediction')
    lines.push(
      `float[] means = network.Predictor().Predict(tokenizer.EncodeLevel<float>(damaged), masked, iterations: ${Math.max(scene.t, 1)});`,
      'float[] restored = tokenizer.Decode<float>(means);',
      'bool[] hidden = masked.Length > 0 ? tokenizer.Grid.PixelMasks(masked) : new bool[original.Length];',
      'for (int k = 0; k < restored.Length; k++) if (!hidden[k]) restored[k] = damaged[k];',
      'restored.Zip(original, (u, v) => (u - v) * (u - v)).Average()',
    );
  else {
    lines.push(
      'DynamicsSettings settings = new()',
      '{',
      `    Attention = new AttentionSettings(${settings.lambda}, ${literal(settings.clamp)}),`,
      `    Update = ${update},`,
      `    LayerNorm = ${settings.layerNorm},`,
      `    Sphere = ${settings.sphere},`,
      `    MaskMode = MaskMode.${upperFirst(settings.maskMode)},`,
      `    Order = UpdateOrder.${upperFirst(settings.order)},`,
      `    LambdaFactor = ${settings.lambdaFactor},`,
      `    Seed = ${settings.seed},`,
      '};',
      'AttractorDynamics dynamics = new(network.Couplings, settings, batch: 1);',
      'dynamics.Start(tokenizer.EncodeLevel<float>(damaged), masked);',
      'TrajectoryRecorder recorder = new(new ImageTarget(tokenizer, original, masked));',
      `dynamics.Run(${ends ?? scene.steps}, recorder);`,
    );
    if (ends !== null)
      lines.push(
        'float[] state = new float[tokenizer.Tokens * tokenizer.Dim];',
        'dynamics.CopyState(state);',
        `AttractorDynamics free = new(network.Couplings, settings with { MaskMode = MaskMode.None, Attention = settings.AttentionAt(${ends + 1}) }, batch: 1);`,
        'free.Start(state);',
        `free.Run(${scene.steps - ends}, recorder);`,
      );
    lines.push('recorder.ToTrajectory().Errors.Select(errors => errors[0]).ToArray()');
  }
  return lines.join('\n');
}

function showCode() {
  const code = byId('code');
  if (!code.hidden) /** @type {HTMLElement} */ (code.firstElementChild).textContent = toCSharp();
}

/** @param {HTMLElement} button @param {string} text */
async function copy(button, text) {
  const label = button.textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = 'Copied';
  } catch {
    prompt('Copy this:', text);
  }
  setTimeout(() => (button.textContent = label), 1500);
}

/** Opens couplings from a file of the reader's, as the second network of the page. @param {File} file */
async function openFile(file) {
  const [first] = attractor.networks;
  const network = readSafetensors(await file.arrayBuffer(), file.name);
  if (network.grid.height !== first.grid.height || network.grid.width !== first.grid.width)
    throw new Error(`${file.name} was trained on images of ${network.grid.height} x ${network.grid.width} pixels, not ${first.grid.height} x ${first.grid.width}.`);
  attractor.networks.splice(1, 1, network);
  showNetworks();
}

function connectTakeAlong() {
  const link = /** @type {HTMLButtonElement} */ (byId('copy-link'));
  link.disabled = !/^(https?|file):$/.test(location.protocol);
  if (link.disabled) link.title = 'Inside a notebook the page has no address; attractor explore makes one that has.';
  link.onclick = () => copy(link, `${location.href.split('#')[0]}#${toFragment(scene)}`);
  byId('save-picture').onclick = () => toPicture().toBlob((blob) => blob && save(`attractor-t${now()}.png`, blob));
  byId('save-data').onclick = () => save('attractor.csv', new Blob([toCsv()], { type: 'text/csv' }));
  const code = byId('code');
  byId('show-code').setAttribute('aria-expanded', 'false');
  byId('show-code').onclick = () => {
    code.hidden = !code.hidden;
    byId('show-code').setAttribute('aria-expanded', String(!code.hidden));
    showCode();
  };
  byId('copy-code').onclick = () => copy(byId('copy-code'), toCSharp());
  const input = /** @type {HTMLInputElement} */ (byId('file'));
  input.onchange = () => {
    const [file] = input.files ?? [];
    input.value = '';
    byId('message').hidden = true;
    if (file) openFile(file).catch(fail);
  };
}
