// Builds the page's parts, connects what the reader touches, and starts.

/** A canvas with a caption. @param {string} id @param {string} caption @param {string} label */
function figureOf(id, caption, label) {
  const figure = document.createElement('figure');
  const canvas = Object.assign(document.createElement('canvas'), { id });
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', label);
  const text = Object.assign(document.createElement('figcaption'), { id: id.replace('map-', 'caption-'), textContent: caption });
  figure.append(canvas, text);
  return figure;
}

function buildThumbs() {
  const { height, width, labels } = data.images;
  const names = [...data.images.indices.map((index, k) => (labels.length ? `digit ${labels[k]}, test image ${index}` : `test image ${index}`)), 'a cross', 'a ring'];
  byId('thumbs').replaceChildren(...pictures.map((pixels, k) => {
    const button = Object.assign(document.createElement('button'), { type: 'button', title: names[k] });
    button.setAttribute('aria-label', names[k]);
    const canvas = document.createElement('canvas');
    paint(canvas, width, height, (at) => grayColor(pixels[at] / 255));
    button.append(canvas);
    button.onclick = () => {
      choose(k);
      restart();
    };
    return button;
  }));
}

/** One large picture a network. */
function buildStates() {
  byId('states').replaceChildren(...attractor.networks.map((network, k) => {
    const figure = figureOf(`state-${k}`, '', `The state of ${network.name} as a picture. Arrow keys choose a patch.`);
    const caption = /** @type {HTMLElement} */ (figure.lastElementChild);
    if (attractor.networks.length > 1) caption.append(Object.assign(document.createElement('i'), { className: KINDS[k] }));
    caption.append(network.name);
    const canvas = /** @type {HTMLCanvasElement} */ (figure.firstElementChild);
    canvas.tabIndex = 0;
    const pick = (/** @type {number} */ token) => {
      shown = k;
      scene.token = token;
      keepLink();
      redraw();
    };
    const columns = network.grid.width / network.grid.patch;
    canvas.onpointermove = canvas.onpointerdown = (event) => {
      const { x, y } = pixelAt(canvas, event, network.grid);
      pick(tokenOf(network, x, y));
    };
    canvas.onkeydown = (event) => {
      const moves = /** @type {Record<string, number>} */ ({ ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns });
      if (!(event.key in moves)) return;
      event.preventDefault();
      const from = scene.token >= 0 ? scene.token : Math.floor(network.tokens / 2);
      pick((from + moves[event.key] + network.tokens) % network.tokens);
    };
    return figure;
  }));
}

function buildMaps() {
  byId('maps').replaceChildren(
    figureOf('map-original', 'Original', 'The original picture'),
    figureOf('map-input', 'Input (hidden: blue)', 'The damaged picture that the network is given'),
    figureOf('map-difference', 'Difference: too dark is blue, too bright orange', 'Difference of the state to the original'),
    figureOf('map-energy', '', 'Map of the local energies'),
    figureOf('map-attention', '', 'Map of the attention of the chosen patch over all others'),
    figureOf('map-wanted', 'The marked patch: as it is, and as the others want it', 'The chosen patch as it is and as attention wants it'),
    figureOf('map-end', '', 'The state at the end'),
  );
}

/** The pixel under a pointer. @param {HTMLCanvasElement} canvas @param {PointerEvent} event @param {{ height: number, width: number }} size */
function pixelAt(canvas, event, { height, width }) {
  const box = canvas.getBoundingClientRect();
  const place = (/** @type {number} */ share, /** @type {number} */ count) => Math.min(Math.max(Math.floor(share * count), 0), count - 1);
  return { x: place((event.clientX - box.left) / box.width, width), y: place((event.clientY - box.top) / box.height, height) };
}

/** Uses the chosen tool at a pixel. @param {number} x @param {number} y */
function usePen(x, y) {
  const { height, width } = data.images;
  const tool = /** @type {HTMLInputElement} */ (document.querySelector('[name=tool]:checked')).value;
  if (tool === 'draw' || tool === 'erase') {
    for (let dy = -1; dy <= 1; dy++)
      for (let dx = -1; dx <= 1; dx++) {
        if (x + dx < 0 || x + dx >= width || y + dy < 0 || y + dy >= height) continue;
        const at = (y + dy) * width + x + dx;
        picture[at] = tool === 'erase' ? 0 : Math.max(picture[at], dx && dy ? 90 : dx || dy ? 210 : 255);
      }
    scene.image = -1;
    scene.drawn = toText(picture);
  } else {
    const [network] = attractor.networks;
    const mask = maskOf(network, damageOf());
    mask[tokenOf(network, x, y)] = tool === 'hide' ? 1 : 0;
    const bits = new Uint8Array(Math.ceil(mask.length / 8));
    mask.forEach((hidden, i) => (bits[i >> 3] |= hidden << (i & 7)));
    scene.hide = 'brush';
    scene.brush = toText(bits);
  }
}

function connectEditor() {
  const editor = /** @type {HTMLCanvasElement} */ (byId('editor'));
  /** @type {{ x: number, y: number } | null} */
  let last = null;
  const stroke = (/** @type {PointerEvent} */ event) => {
    const to = pixelAt(editor, event, data.images);
    const from = last ?? to;
    const length = Math.max(Math.abs(to.x - from.x), Math.abs(to.y - from.y), 1);
    for (let k = 0; k <= length; k++) usePen(Math.round(from.x + ((to.x - from.x) * k) / length), Math.round(from.y + ((to.y - from.y) * k) / length));
    last = to;
    restart();
  };
  editor.onpointerdown = (event) => {
    editor.setPointerCapture(event.pointerId);
    stroke(event);
  };
  editor.onpointermove = (event) => {
    if (last) stroke(event);
  };
  editor.onpointerup = editor.onpointercancel = () => (last = null);
  editor.onfocus = editor.onblur = redraw;
  editor.onkeydown = (event) => {
    const { height, width } = data.images;
    const moves = /** @type {Record<string, [number, number]>} */ ({ ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] });
    const move = moves[event.key];
    if (move) pen = { x: (pen.x + move[0] + width) % width, y: (pen.y + move[1] + height) % height };
    else if (event.key === ' ') usePen(pen.x, pen.y);
    else return;
    event.preventDefault();
    if (event.key === ' ') restart();
    else redraw();
  };
}

function connectControls() {
  for (const control of /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll('[data-setting]')))
    control.oninput = () => {
      const key = /** @type {string} */ (control.dataset.setting);
      const value = readControl(control);
      if (control.value === '' || (typeof value === 'number' && !control.checkValidity())) return;
      if (key in OWN_SETTINGS) scene.own = { ...scene.own, [key]: value };
      else Object.assign(scene, { [key]: value });
      restart();
    };
  byId('update').oninput = () => {
    scene.own = { ...scene.own, ...UPDATES[/** @type {HTMLSelectElement} */ (byId('update')).value] };
    restart();
  };
  const actions = /** @type {Record<string, () => void>} */ ({
    blank: () => {
      picture = new Uint8Array(picture.length);
      Object.assign(scene, { image: -1, drawn: toText(picture), hide: 'none' });
      restart();
    },
    dice: () => {
      scene.seed = 1 + Math.floor(Math.random() * 9999);
      restart();
    },
    reset: () => {
      scene.own = {};
      restart();
    },
    play: () => (playing === undefined ? play() : stop()),
    first: () => goTo(0),
    back: () => goTo(now() - 1),
    forward: () => goTo(now() + 1),
    last: () => goTo(scene.steps),
  });
  for (const [id, act] of Object.entries(actions))
    byId(id).onclick = () => {
      if (id !== 'play') stop();
      act();
    };
  byId('time').oninput = () => {
    stop();
    goTo(Number(/** @type {HTMLInputElement} */ (byId('time')).value));
  };
  const chart = byId('chart');
  const drag = (/** @type {PointerEvent} */ event) => {
    const box = chart.getBoundingClientRect();
    stop();
    goTo(chartTime(((event.clientX - box.left) / box.width) * 400, scene.steps));
  };
  chart.onpointerdown = (event) => {
    chart.setPointerCapture(event.pointerId);
    drag(event);
  };
  chart.onpointermove = (event) => {
    if (event.buttons) drag(event);
  };
}

function connectTour() {
  let place = -1;
  const go = (/** @type {number} */ to) => {
    place = to;
    const step = TOUR[place];
    byId('tour-title').textContent = step?.title ?? 'New here?';
    byId('tour-text').textContent = step?.text ?? 'Eight steps of two sentences show what this network does.';
    byId('tour-place').textContent = step ? `${place + 1} of ${TOUR.length}` : '';
    byId('tour-next').textContent = place < 0 ? 'Take the tour ›' : place + 1 < TOUR.length ? 'Next ›' : 'End';
    byId('tour-back').hidden = place < 0;
    if (!step) return;
    stop();
    const { image, seed } = scene;
    scene = { ...SCENE, seed, own: {}, ...step.scene };
    choose(step.drawing ? data.images.indices.length + (step.drawing === 'ring' ? 1 : 0) : Math.max(image, 0) % data.images.indices.length);
    restart();
  };
  byId('tour-next').onclick = () => go(place + 1 < TOUR.length ? place + 1 : -1);
  byId('tour-back').onclick = () => go(place - 1);
  // The tour tells what the published rule does.
  byId('tour').hidden = attractor.networks.some((network) => network.densities);
  go(-1);
}

function describe() {
  byId('about').replaceChildren(...attractor.networks.map((network) => {
    const text = document.createElement('p');
    text.textContent = `${network.name}: ${network.tokens} tokens of ${network.dim} components. ${network.provenance} In this page a number of J has ${network.bits} bits. ${network.loss}`;
    return text;
  }));
}

/** Shows the networks that the page has now. */
function showNetworks() {
  buildStates();
  describe();
  restart();
}

async function start() {
  try {
    data = JSON.parse(/** @type {string} */ (byId('data').textContent));
  } catch {
    throw new Error('The data of this page are damaged: make the page again.');
  }
  if (typeof DecompressionStream === 'undefined') throw new Error('This browser is too old for this page; any of 2023 or later will do.');
  const { height, width, indices } = data.images;
  const bytes = bytesOf(data.images.pixels);
  pictures = [...indices.map((_, k) => bytes.subarray(k * height * width, (k + 1) * height * width)), drawing('cross', height, width), drawing('ring', height, width)];
  meanLevel = Float64Array.from(bytesOf(data.mean), (byte) => byte / 255);
  scene = fromFragment(location.hash.slice(1));
  choose(Math.min(Math.max(scene.image, 0), pictures.length - 1));
  const link = fromFragment(location.hash.slice(1));
  if (link.image < 0) {
    const pixels = fromText(link.drawn);
    if (pixels.length === picture.length) [picture, scene.image, scene.drawn] = [pixels, -1, link.drawn];
  }
  buildThumbs();
  buildMaps();
  for (const packed of data.networks) attractor.networks.push(await openNetwork(packed));
  connectEditor();
  connectControls();
  connectTakeAlong();
  drawn = true;
  showNetworks();
  connectTour();
  fitFrame();
}

/** In a notebook's cell, makes the frame as high as the page. */
function fitFrame() {
  const frame = /** @type {HTMLElement | null} */ (window.frameElement);
  if (!frame) return;
  new ResizeObserver(() => (frame.style.height = `${Math.ceil(document.body.getBoundingClientRect().height) + 16}px`)).observe(document.body);
}

Object.assign(window, { attractor });
attractor.ready = start();
attractor.ready.then(() => requestAnimationFrame(() => performance.mark('explorer ready')), () => undefined);
attractor.ready.catch(fail);
