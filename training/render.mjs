// Renders the labeled icons: reads "package <tab> icon" lines from stdin and writes one square image per line to
// stdout: SIZE x SIZE pixels of red, green, blue (multiplied by alpha) and alpha, cropped to the ink.
// An icon that cannot be rendered becomes an empty image; prepare.py drops it.
import { createRequire } from 'node:module';
import { readFileSync, writeSync } from 'node:fs';

const [folder, sizeText] = process.argv.slice(2);
const SIZE = Number(sizeText);
const MARGIN = 0.04; // of the longer side of the ink, on each side
const { Resvg } = createRequire(folder + '/package.json')('@resvg/resvg-js');

const sets = new Map();
function iconSet(name) {
  if (!sets.has(name)) {
    sets.set(name, JSON.parse(readFileSync(`${folder}/node_modules/${name}/icons.json`, 'utf8')));
  }
  return sets.get(name);
}

function svg(body, box, size) {
  return `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${size}"`
    + ` height="${size}" viewBox="${box.join(' ')}" color="#000">${body}</svg>`;
}

function render(set, icon) {
  const width = icon.width ?? set.width ?? 16;
  const height = icon.height ?? set.height ?? 16;
  const frame = [icon.left ?? set.left ?? 0, icon.top ?? set.top ?? 0, width, height];
  const ink = new Resvg(svg(icon.body, frame, Math.max(width, height))).getBBox();
  if (!ink || !(ink.width > 0) || !(ink.height > 0)) return null;
  const side = Math.max(ink.width, ink.height) * (1 + 2 * MARGIN);
  const square = [ink.x + ink.width / 2 - side / 2, ink.y + ink.height / 2 - side / 2, side, side];
  return new Resvg(svg(icon.body, square, SIZE), { font: { loadSystemFonts: false } })
    .render().pixels;
}

function write(buffer) {
  for (let done = 0; done < buffer.length;) {
    try {
      done += writeSync(1, buffer, done);
    } catch (e) {
      if (e.code !== 'EAGAIN') throw e;
    }
  }
}

for (const line of readFileSync(0, 'utf8').split('\n').filter(Boolean)) {
  const [name, iconName] = line.split('\t');
  let pixels = null;
  try {
    const set = iconSet(name);
    pixels = render(set, set.icons[iconName]);
  } catch (e) {
    console.error(`${name} ${iconName}: ${e.message ?? e}`);
  }
  write(pixels ?? Buffer.alloc(SIZE * SIZE * 4));
}
