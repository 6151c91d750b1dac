// The guided tour: eight settings and two sentences each.

/** @type {{ title: string, text: string, drawing?: 'cross' | 'ring', scene: Partial<Scene> }[]} */
const TOUR = [
  {
    title: 'Hide.',
    text: 'Three tenths of the patches are hidden (blue in the picture on the left). A hidden patch is a token of length zero, which says nothing in the first step.',
    scene: { t: 0 },
  },
  {
    title: 'Recall.',
    text: 'After a few steps the holes are filled, by attention alone. No weight was trained by backpropagation: each coupling J of two patches was learned from those two patches.',
    scene: { t: 5 },
  },
  {
    title: 'Wait, and lose.',
    text: 'Press play and let it run on: the curve turns up, and the digit is gone. Memories here are transient, not fixed points.',
    scene: { t: 300 },
  },
  {
    title: 'A cross, a ring, one end.',
    text: 'A cross, which the network has never seen, ends here. Choose the ring below the digits, or another digit: compare where they end.',
    drawing: 'cross',
    scene: { t: 300, hide: 'none' },
  },
  {
    title: 'No hole, nothing to recall.',
    text: 'Nothing is hidden, so nothing is left to recall: the error stays small for a while, and then it rises all the same. The network has no rest at a digit; it passes by.',
    scene: { t: 20, hide: 'none' },
  },
  {
    title: 'Noise.',
    text: 'Every pixel is disturbed instead. The error falls, has its minimum after some steps, and rises again: look for the lowest point of the curve.',
    scene: { t: 11, hide: 'none', noise: 'clamped' },
  },
  {
    title: 'Lambda.',
    text: 'A large λ lets each patch hear only the one that agrees best; a small one lets it hear all alike. Move λ in the network’s settings and watch how long the memory lives.',
    scene: { t: 5, own: { lambda: 4 } },
  },
  {
    title: 'Too late.',
    text: 'The known patches are held for 30 steps and then let go. As long as they are held, so is the digit; afterwards it fades as if nothing had been.',
    scene: { t: 30, own: { maskMode: 'clamped', maskEnds: 30 } },
  },
];

/** A drawing that is no digit. @param {'cross' | 'ring'} name @param {number} height @param {number} width */
function drawing(name, height, width) {
  const pixels = new Uint8Array(height * width);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      // From -1 to 1 over the middle two thirds.
      const u = ((x + 0.5) / width - 0.5) * 3;
      const v = ((y + 0.5) / height - 0.5) * 3;
      const distance = name === 'ring' ? Math.abs(Math.hypot(u, v) - 0.9) : Math.max(Math.abs(u), Math.abs(v)) > 1 ? 1 : Math.min(Math.abs(u - v), Math.abs(u + v)) * 0.7;
      pixels[y * width + x] = Math.round(255 * Math.min(Math.max(1.6 - 8 * distance, 0), 1));
    }
  return pixels;
}
