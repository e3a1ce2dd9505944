// The paper. It keeps strokes as lines, which can be undone, put into a link and drawn at any size.

import { exactStrokes } from "./state.js";

export const SIZE = 512;
const KEY_STEP = 14;
const MOST_UNDONE = 100;

/** Draws strokes ({points, width, erase}) and an optional image below them. */
export function paint(context, strokes, image, scale = 1) {
  const side = SIZE * scale;
  context.fillStyle = "#fff";
  context.fillRect(0, 0, side, side);
  if (image) {
    const factor = Math.min(SIZE / image.width, SIZE / image.height) * scale;
    const w = image.width * factor;
    const h = image.height * factor;
    context.imageSmoothingQuality = "high";
    context.drawImage(image, (side - w) / 2, (side - h) / 2, w, h);
  }
  context.lineCap = "round";
  context.lineJoin = "round";
  for (const stroke of strokes) {
    context.strokeStyle = context.fillStyle = stroke.erase ? "#fff" : "#14131a";
    context.lineWidth = stroke.width * scale;
    const [first, ...rest] = stroke.points;
    context.beginPath();
    if (rest.length === 0) {
      context.arc(first[0] * scale, first[1] * scale, (stroke.width * scale) / 2, 0, 2 * Math.PI);
      context.fill();
      continue;
    }
    context.moveTo(first[0] * scale, first[1] * scale);
    for (const [x, y] of rest) context.lineTo(x * scale, y * scale);
    context.stroke();
  }
}

/**
 * Fires "change" when the drawing changes, "commit" when a change is complete (a line at its end), and "tool" when pen
 * or eraser is chosen.
 */
export class Paper extends EventTarget {
  #canvas;
  #context;
  #strokes = [];
  #image = null;
  #undone = [];
  #redone = [];
  #open = null;
  #cursor = null;
  tool = "pen";
  width = 12;

  constructor(canvas) {
    super();
    this.#canvas = canvas;
    this.#context = canvas.getContext("2d");
    canvas.addEventListener("pointerdown", (event) => this.#start(event));
    canvas.addEventListener("pointermove", (event) => this.#go(event));
    for (const type of ["pointerup", "pointercancel"]) canvas.addEventListener(type, () => this.#finish());
    canvas.addEventListener("keydown", (event) => this.#key(event));
    canvas.addEventListener("blur", () => { this.#cursor = null; this.#draw(); });
    this.#draw();
  }

  get strokes() { return this.#strokes; }
  get hasImage() { return this.#image !== null; }
  get isBlank() { return !this.#image && !this.#strokes.some((stroke) => !stroke.erase); }
  get canUndo() { return this.#undone.length > 0; }
  get canRedo() { return this.#redone.length > 0; }
  /** What is on the paper, to be put back by restore. */
  get contents() { return { strokes: [...this.#strokes], image: this.#image }; }

  #remember() {
    this.#undone.push(this.contents);
    if (this.#undone.length > MOST_UNDONE) this.#undone.shift();
    this.#redone = [];
  }

  #place(event) {
    const box = this.#canvas.getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * SIZE, ((event.clientY - box.top) / box.height) * SIZE];
  }

  #begin(point) {
    this.#remember();
    this.#open = { points: [point], erase: this.tool === "eraser", width: this.tool === "eraser" ? this.width * 3 : this.width };
    this.#strokes = [...this.#strokes, this.#open];
    this.#changed();
  }

  #start(event) {
    if (event.button !== 0) return;
    event.preventDefault();
    this.#canvas.focus({ preventScroll: true });
    this.#canvas.setPointerCapture(event.pointerId);
    this.#cursor = null;
    this.#begin(this.#place(event));
  }

  #go(event) {
    if (!this.#open || this.#cursor) return;
    const events = event.getCoalescedEvents?.() ?? [];
    for (const part of events.length ? events : [event]) this.#extend(this.#place(part));
  }

  #extend(point) {
    const last = this.#open.points.at(-1);
    if (Math.hypot(point[0] - last[0], point[1] - last[1]) < 3) return;
    this.#open.points.push(point);
    this.#changed();
  }

  #finish() {
    if (!this.#open || this.#cursor) return;
    this.#close();
  }

  /** Ends the open stroke. */
  #close() {
    this.#open = null;
    this.#strokes = exactStrokes(this.#strokes);
    this.#changed();
    this.#commit();
  }

  #key(event) {
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (steps) {
      event.preventDefault();
      const step = event.shiftKey ? KEY_STEP * 3 : KEY_STEP;
      const [x, y] = this.#cursor ?? [SIZE / 2, SIZE / 2];
      this.#cursor = [Math.min(SIZE, Math.max(0, x + steps[0] * step)), Math.min(SIZE, Math.max(0, y + steps[1] * step))];
      if (this.#open) this.#extend(this.#cursor);
      this.#draw();
    } else if (event.key === " " || event.key === "Enter") {
      event.preventDefault();
      this.#cursor ??= [SIZE / 2, SIZE / 2];
      if (this.#open) {
        this.#close();
      } else {
        this.#begin(this.#cursor);
      }
    }
  }

  setTool(tool) {
    this.tool = tool;
    this.dispatchEvent(new Event("tool"));
  }

  undo() { this.#step(this.#undone, this.#redone); }

  redo() { this.#step(this.#redone, this.#undone); }

  #step(from, to) {
    const contents = from.pop();
    if (!contents) return;
    to.push(this.contents);
    this.#put(contents);
    this.#commit();
  }

  #put({ strokes, image }) {
    this.#open = null;
    this.#strokes = strokes;
    this.#image = image;
    this.#changed();
  }

  clear() {
    this.replace([]);
  }

  /** Replaces the strokes and the image. Can be undone. */
  replace(strokes, image = null) {
    this.#remember();
    this.#put({ strokes: exactStrokes(strokes), image });
    this.#commit();
  }

  #commit() {
    this.dispatchEvent(new Event("commit"));
  }

  #changed() {
    this.#draw();
    this.dispatchEvent(new Event("change"));
  }

  #draw() {
    paint(this.#context, this.#strokes, this.#image);
    if (this.#cursor) {
      const [x, y] = this.#cursor;
      this.#context.strokeStyle = this.#open ? "#5246d6" : "#8a86a0";
      this.#context.lineWidth = 3;
      this.#context.beginPath();
      this.#context.arc(x, y, 12, 0, 2 * Math.PI);
      this.#context.moveTo(x - 22, y);
      this.#context.lineTo(x + 22, y);
      this.#context.moveTo(x, y - 22);
      this.#context.lineTo(x, y + 22);
      this.#context.stroke();
    }
  }

  /** Returns the paper as a PNG file, without the keyboard's cursor. */
  blob() {
    const copy = document.createElement("canvas");
    copy.width = copy.height = SIZE;
    paint(copy.getContext("2d"), this.#strokes, this.#image);
    return new Promise((resolve) => copy.toBlob(resolve, "image/png"));
  }

  /** Returns the paper as a data URL for an image element. */
  preview() {
    const copy = document.createElement("canvas");
    copy.width = copy.height = 160;
    paint(copy.getContext("2d"), this.#strokes, this.#image, 160 / SIZE);
    return copy.toDataURL();
  }
}
