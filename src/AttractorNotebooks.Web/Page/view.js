// Drawing: images and maps on canvases, error curves as SVG.

/** @typedef {[number, number, number]} Color */

const HIDDEN_COLOR = /** @type {Color} */ ([0x56, 0xb4, 0xe9]);
// Cividis, whose lightness rises evenly for every kind of color vision (Nunez, Anderton and Renslow, 2018).
const SEQUENTIAL = /** @type {Color[]} */ ([[0x00, 0x22, 0x4e], [0x43, 0x4e, 0x6c], [0x7d, 0x7c, 0x78], [0xbc, 0xaf, 0x6f], [0xfe, 0xe8, 0x38]]);
// Below zero blue, above zero vermilion.
const DIVERGING = /** @type {Color[]} */ ([[0x00, 0x72, 0xb2], [0x7f, 0xb3, 0xd5], [0xf7, 0xf7, 0xf7], [0xed, 0xa8, 0x78], [0xd5, 0x5e, 0x00]]);

/** A color of evenly spaced ones. @param {Color[]} colors @param {number} place in [0, 1] */
function mixColor(colors, place) {
  const position = Math.min(Math.max(place || 0, 0), 1) * (colors.length - 1);
  const index = Math.min(Math.floor(position), colors.length - 2);
  return colors[index].map((low, k) => low + (position - index) * (colors[index + 1][k] - low));
}

/** Paints pixels. @param {HTMLCanvasElement} canvas @param {number} width @param {number} height @param {(k: number) => number[]} color of pixel k */
function paint(canvas, width, height, color) {
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  const image = context.createImageData(width, height);
  for (let k = 0; k < width * height; k++) image.data.set([...color(k), 255], 4 * k);
  context.putImageData(image, 0, 0);
}

/** @param {number} u in [0, 1] */
function grayColor(u) {
  return [255 * u, 255 * u, 255 * u];
}

/** @param {number} value @param {number} [digits] */
function short(value, digits = 3) {
  if (!Number.isFinite(value)) return '–';
  if (Math.abs(value) < 1e-12) return '0';
  return Math.abs(value) >= 1000 || (value !== 0 && Math.abs(value) < 0.001) ? value.toExponential(1) : value.toFixed(digits);
}

/** An SVG element. @param {string} name @param {Record<string, string | number>} attributes @param {string} [text] */
function svgElement(name, attributes, text) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  if (text !== undefined) element.textContent = text;
  return element;
}

const CHART = { left: 46, right: 384, top: 10, bottom: 196 };

/** Where step t lies: log (1 + t). @param {number} t @param {number} steps */
function chartX(t, steps) {
  return CHART.left + ((CHART.right - CHART.left) * Math.log1p(t)) / Math.log1p(steps);
}

/** The step at a place of the chart. @param {number} x in the chart's units @param {number} steps */
function chartTime(x, steps) {
  const share = Math.min(Math.max((x - CHART.left) / (CHART.right - CHART.left), 0), 1);
  return Math.round(Math.expm1(share * Math.log1p(steps)));
}

/**
 * Draws error curves against time.
 * @param {SVGElement} svg @param {number} steps @param {number} now
 * @param {{ name: string, kind: string, errors: number[] }[]} curves @param {{ name: string, value: number }[]} baselines
 */
function drawChart(svg, steps, now, curves, baselines) {
  const all = [...curves.flatMap((curve) => curve.errors), ...baselines.map((line) => line.value)].filter(Number.isFinite);
  const top = Math.max(0.02, ...all) * 1.08;
  const unit = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5].find((candidate) => top / candidate <= 5.5) ?? 1;
  const y = (/** @type {number} */ value) => CHART.bottom - (CHART.bottom - CHART.top) * Math.min(value / top, 1);
  const parts = [];
  for (let value = 0; value <= top; value += unit) {
    parts.push(svgElement('line', { class: 'axis', x1: CHART.left, x2: CHART.right, y1: y(value), y2: y(value) }));
    parts.push(svgElement('text', { x: CHART.left - 6, y: y(value) + 4, 'text-anchor': 'end' }, value.toFixed(2)));
  }
  for (const t of [0, 1, 2, 5, 10, 20, 50, 100, 300, 1000].filter((tick) => tick <= steps))
    parts.push(svgElement('text', { x: chartX(t, steps), y: CHART.bottom + 16, 'text-anchor': 'middle' }, String(t)));
  parts.push(svgElement('text', { x: CHART.right, y: CHART.bottom + 31, 'text-anchor': 'end' }, 'steps t'));
  parts.push(svgElement('text', { x: CHART.left, y: CHART.bottom + 31 }, 'MSE over all pixels'));
  // Labels of baselines keep apart.
  let last = -Infinity;
  for (const line of [...baselines].sort((one, other) => y(one.value) - y(other.value))) {
    parts.push(svgElement('line', { class: 'baseline', x1: CHART.left, x2: CHART.right, y1: y(line.value), y2: y(line.value) }));
    last = Math.max(y(line.value) - 3, last + 13);
    parts.push(svgElement('text', { x: CHART.right, y: last, 'text-anchor': 'end' }, line.name));
  }
  for (const { kind, errors } of curves)
    parts.push(svgElement('path', { class: kind, d: errors.map((e, t) => `${t ? 'L' : 'M'}${chartX(t, steps).toFixed(1)} ${y(e).toFixed(1)}`).join('') }));
  parts.push(svgElement('line', { class: 'cursor', x1: chartX(now, steps), x2: chartX(now, steps), y1: CHART.top, y2: CHART.bottom }));
  for (const { kind, errors } of curves)
    if (now < errors.length) parts.push(svgElement('circle', { class: kind, fill: 'currentColor', cx: chartX(now, steps), cy: y(errors[now]), r: 4.5 }));
  svg.replaceChildren(...parts);
  svg.setAttribute('aria-label', `Mean squared error against the number of steps. ${curves.map(({ name, errors }) => {
    const best = errors.reduce((least, e, t) => (e < errors[least] ? t : least), 0);
    return `${name}: ${short(errors[0])} at the start, smallest ${short(errors[best])} after ${best} steps, ${short(errors[errors.length - 1])} after ${errors.length - 1}.`;
  }).join(' ')}`);
}
