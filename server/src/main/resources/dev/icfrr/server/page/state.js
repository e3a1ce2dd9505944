// The contents of a link: the settings, and the sketch as few small numbers.

const FORMAT = 1;
const STEP = 2; // pixels of the paper per unit

const toBase64 = (bytes) => btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
const fromBase64 = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));

/** Removes points that are near the line between others (Douglas and Peucker). */
function simplify(points, tolerance = 2) {
  if (points.length < 3) return points;
  const [a, b] = [points[0], points.at(-1)];
  const length = Math.hypot(b[0] - a[0], b[1] - a[1]) || 1;
  let far = 0;
  let at = 0;
  for (let i = 1; i < points.length - 1; i++) {
    const [x, y] = points[i];
    const off = length === 1
      ? Math.hypot(x - a[0], y - a[1])
      : Math.abs((b[0] - a[0]) * (a[1] - y) - (a[0] - x) * (b[1] - a[1])) / length;
    if (off > far) [far, at] = [off, i];
  }
  if (far <= tolerance) return [a, b];
  return [...simplify(points.slice(0, at + 1), tolerance).slice(0, -1), ...simplify(points.slice(at), tolerance)];
}

export function packStrokes(strokes) {
  const bytes = [FORMAT];
  for (const stroke of strokes) {
    const points = simplify(stroke.points).slice(0, 255);
    bytes.push((stroke.erase ? 128 : 0) | Math.min(127, Math.round(stroke.width)), points.length);
    for (const [x, y] of points) {
      bytes.push(...[x, y].map((v) => Math.max(0, Math.min(255, Math.round(v / STEP)))));
    }
  }
  return toBase64(bytes.slice(0, 12000));
}

/** Returns the strokes, or null if the text is not a sketch. */
export function unpackStrokes(text) {
  try {
    const bytes = fromBase64(text);
    if (bytes[0] !== FORMAT) return null;
    const strokes = [];
    for (let at = 1; at + 1 < bytes.length;) {
      const [style, count] = [bytes[at], bytes[at + 1]];
      at += 2;
      if (count === 0 || at + 2 * count > bytes.length) return null;
      const points = Array.from({ length: count }, (_, i) => [bytes[at + 2 * i] * STEP, bytes[at + 2 * i + 1] * STEP]);
      strokes.push({ points, width: (style & 127) || 1, erase: style >= 128 });
      at += 2 * count;
    }
    return strokes;
  } catch {
    return null;
  }
}

export function readAddress() {
  return Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
}

/** Replaces the address. It adds no step to the history, because drawing changes the address often. */
export function writeAddress(values) {
  const parameters = new URLSearchParams(Object.entries(values).filter(([, v]) => v !== undefined && v !== "" && v !== null));
  history.replaceState(null, "", `#${parameters}`);
}
