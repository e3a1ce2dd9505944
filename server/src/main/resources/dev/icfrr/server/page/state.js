// The contents of a link: the settings, and the sketch as few small numbers.

const FORMAT = 2;
const COARSE_FORMAT = 1; // links of earlier versions: a byte for each coordinate, in steps of two pixels
const COARSE_STEP = 2;
const STEP = 0.5; // pixels of the paper per unit
const TOLERANCE = 0.6; // pixels that a line may move
const SIDE = 512; // of the paper
const MOST_WIDTH = 127;
const ERASE = 128; // beside the width
const MOST_BYTES = 12000;

const toBase64 = (bytes) => btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
const fromBase64 = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));

/** Removes points that are near the line between others (Douglas and Peucker). */
function simplify(points, tolerance = TOLERANCE) {
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

/** Returns a stroke in few points and small numbers. */
function exactStroke({ points, width, erase }) {
  const grid = (v) => STEP * Math.round(Math.max(0, Math.min(SIDE, v)) / STEP);
  return {
    points: simplify(points).map((point) => point.map(grid)),
    width: Math.max(1, Math.min(MOST_WIDTH, Math.round(width))),
    erase,
    exact: true,
  };
}

/** Writes a whole number in groups of seven bits, the lowest first. The lowest bit is the sign. */
function writeNumber(bytes, value) {
  let rest = value < 0 ? -2 * value - 1 : 2 * value;
  for (; rest > 127; rest >>= 7) bytes.push((rest & 127) | 128);
  bytes.push(rest);
}

/** Reads numbers of bytes. Fails at the end. */
class Reader {
  #bytes;
  #at = 1;

  constructor(bytes) {
    this.#bytes = bytes;
  }

  get isAtEnd() { return this.#at >= this.#bytes.length; }

  byte() {
    if (this.isAtEnd) throw new RangeError("cut off");
    return this.#bytes[this.#at++];
  }

  number() {
    let value = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.byte();
      value |= (byte & 127) << shift;
      if (byte < 128) return value & 1 ? -(value + 1) / 2 : value / 2;
    }
    throw new RangeError("too large");
  }
}

/**
 * Returns strokes as a link holds them. The paper keeps its strokes in this form, so a link shows exactly what its
 * sender saw.
 */
export const exactStrokes = (strokes) => strokes.map((stroke) => (stroke.exact ? stroke : exactStroke(stroke)));

/** Packs strokes. Leaves out the last ones if there are too many for an address. */
export function packStrokes(strokes) {
  const bytes = [FORMAT];
  for (const { points, width, erase } of exactStrokes(strokes)) {
    const packed = [(erase ? ERASE : 0) | width];
    writeNumber(packed, points.length);
    let last = [0, 0];
    for (const point of points) {
      point.forEach((v, axis) => writeNumber(packed, (v - last[axis]) / STEP));
      last = point;
    }
    if (bytes.length + packed.length > MOST_BYTES) break;
    bytes.push(...packed);
  }
  return toBase64(bytes);
}

function readPoints(reader, format) {
  const coarse = format === COARSE_FORMAT;
  const count = coarse ? reader.byte() : reader.number();
  if (count < 1) throw new RangeError("an empty stroke");
  let last = [0, 0];
  return Array.from({ length: Math.min(count, MOST_BYTES) }, () => {
    last = last.map((v) => (coarse ? reader.byte() * COARSE_STEP : v + reader.number() * STEP));
    return last;
  });
}

/** Returns the strokes, or null if the text is not a sketch. */
export function unpackStrokes(text) {
  try {
    const bytes = fromBase64(text);
    const format = bytes[0];
    if (format !== FORMAT && format !== COARSE_FORMAT) return null;
    const reader = new Reader(bytes);
    const strokes = [];
    while (!reader.isAtEnd) {
      const style = reader.byte();
      const points = readPoints(reader, format);
      strokes.push({ points, width: style & MOST_WIDTH || 1, erase: style >= ERASE, exact: true });
    }
    return strokes;
  } catch {
    return null;
  }
}

export function readAddress() {
  return Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
}

function address(values) {
  return `#${new URLSearchParams(Object.entries(values).filter(([, v]) => v !== undefined && v !== "" && v !== null))}`;
}

/** The steps of the browser's history. Each has an address, and keeps what no address can hold. */
export class Steps {
  #kept = new Map();
  #last = 0;
  #shown = "";
  #cause = null;

  /** Calls onMove(kept) when the user goes to another step, with what it keeps, or undefined for a pasted link. */
  constructor(onMove) {
    const move = () => {
      this.#shown = location.hash;
      this.#cause = null;
      onMove(this.#kept.get(history.state?.step));
    };
    addEventListener("popstate", move);
    // A pasted link fires both events in most browsers.
    addEventListener("hashchange", () => { if (location.hash !== this.#shown) move(); });
  }

  /** Returns a name that no step has, also none from before the page was loaded again. */
  #next() {
    return `${performance.timeOrigin}/${++this.#last}`;
  }

  /** Changes the address of the current step. */
  replace(values, kept) {
    const step = history.state?.step ?? this.#next();
    if (kept !== undefined) this.#kept.set(step, kept);
    history.replaceState({ step }, "", address(values));
    this.#shown = location.hash;
  }

  /** Adds a step. Further changes by the same cause, such as one slider, belong to one step. */
  add(values, kept, cause = null) {
    if (cause !== null && cause === this.#cause) {
      this.replace(values, kept);
      return;
    }
    this.#cause = cause;
    const step = this.#next();
    this.#kept.set(step, kept);
    history.pushState({ step }, "", address(values));
    this.#shown = location.hash;
  }
}
