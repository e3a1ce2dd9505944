// Boards of ranked images, and the measure. Tiles are kept by id: a new ranking moves them.

import { show } from "./api.js";

const MOVE = { duration: 520, easing: "cubic-bezier(.22,.8,.24,1)" };
const still = matchMedia("(prefers-reduced-motion: reduce)");

/** Returns the color of a class. Classes that are neighbors in the alphabet get distant hues. */
export function colorOf(label, labels) {
  if (!label) return "";
  const at = labels.indexOf(label);
  return `hsl(${Math.round(((at < 0 ? 0 : at) * 137.508) % 360)} var(--class-saturation) var(--class-lightness))`;
}

export const places = (count) => (count === 1 ? "1 place" : `${count} places`);

/** Returns ▲ or ▼ with the places gained or lost since the first ranking. */
export function moveText(move) {
  return move > 0 ? `▲ ${move}` : move < 0 ? `▼ ${-move}` : "";
}

function moveWords(move) {
  return move > 0 ? `, up ${places(move)}` : move < 0 ? `, down ${places(-move)}` : "";
}

export class Board {
  #list;
  #tiles = new Map();
  #onOpen;
  #onPoint;

  /** Calls onOpen(id) for a click and onPoint(id or null) for the pointer or the focus. */
  constructor(list, onOpen, onPoint) {
    this.#list = list;
    this.#onOpen = onOpen;
    this.#onPoint = onPoint;
  }

  /** Shows entries {id, rank, move, label, thumbnail, judged}, best first. The labels are all classes, for colors. */
  render(entries, labels) {
    const before = new Map();
    if (!still.matches) {
      for (const [id, tile] of this.#tiles) before.set(id, tile.getBoundingClientRect());
    }
    const frame = this.#list.getBoundingClientRect();
    const wanted = new Set(entries.map((entry) => entry.id));
    for (const [id, tile] of this.#tiles) {
      if (!wanted.has(id)) {
        this.#tiles.delete(id);
        this.#leave(tile, before.get(id), frame);
      }
    }
    const focused = document.activeElement;
    entries.forEach((entry, place) => {
      let tile = this.#tiles.get(entry.id);
      if (!tile) {
        tile = this.#create(entry.id);
        this.#tiles.set(entry.id, tile);
      }
      this.#fill(tile, entry, labels);
      if (this.#list.children[place] !== tile) this.#list.insertBefore(tile, this.#list.children[place] ?? null);
    });
    if (focused && this.#list.contains(focused) && document.activeElement !== focused) focused.focus({ preventScroll: true });
    if (before.size || !still.matches) this.#animate(before);
  }

  clear() {
    this.#list.replaceChildren();
    this.#tiles.clear();
  }

  highlight(id) {
    for (const [other, tile] of this.#tiles) tile.classList.toggle("twin", other === id);
  }

  #create(id) {
    const tile = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.id = id;
    const image = document.createElement("img");
    image.alt = "";
    image.decoding = "async";
    const parts = ["rank", "move", "mark", "name", "sr"].map((name) => {
      const part = document.createElement("span");
      part.className = name;
      return part;
    });
    button.append(image, ...parts);
    button.addEventListener("click", () => this.#onOpen(id));
    button.addEventListener("pointerenter", () => this.#onPoint(id));
    button.addEventListener("pointerleave", () => this.#onPoint(null));
    button.addEventListener("focus", () => this.#onPoint(id));
    button.addEventListener("blur", () => this.#onPoint(null));
    tile.append(button);
    return tile;
  }

  #fill(tile, entry, labels) {
    const button = tile.firstChild;
    const [image, rank, move, mark, name, words] = button.children;
    if (image.dataset.address !== (entry.thumbnail ?? "")) {
      image.dataset.address = entry.thumbnail ?? "";
      show(image, entry.thumbnail);
    }
    image.hidden = !entry.thumbnail;
    name.textContent = entry.thumbnail ? "" : entry.id;
    rank.textContent = entry.rank;
    move.textContent = moveText(entry.move ?? 0);
    move.className = `move ${entry.move > 0 ? "up" : "down"}`;
    move.hidden = !entry.move;
    mark.className = `mark ${entry.judged ?? ""}`;
    mark.hidden = !entry.judged;
    tile.dataset.judged = entry.judged ?? "";
    tile.style.setProperty("--class", colorOf(entry.label, labels) || "transparent");
    button.title = entry.label ? `${entry.label} · ${entry.id}` : entry.id;
    words.textContent = ` ${entry.label || entry.id}, rank ${entry.rank}${moveWords(entry.move ?? 0)}`
      + `${entry.judged === "right" ? ", of the chosen class" : ""}. Why is it here?`;
  }

  #leave(tile, from, frame) {
    if (!from || still.matches) {
      tile.remove();
      return;
    }
    // The tile leaves the layout at once and fades at its old place.
    tile.firstChild.tabIndex = -1;
    tile.setAttribute("aria-hidden", "true");
    Object.assign(tile.style, {
      position: "absolute", left: `${from.left - frame.left}px`, top: `${from.top - frame.top}px`,
      width: `${from.width}px`, height: `${from.height}px`, pointerEvents: "none",
    });
    this.#list.parentNode.querySelector(".leaving")?.append(tile);
    tile.animate([{ opacity: 1, transform: "none" }, { opacity: 0, transform: "translateY(14px) scale(.9)" }], MOVE)
      .finished.then(() => tile.remove(), () => tile.remove());
  }

  #animate(before) {
    if (still.matches) return;
    const moves = [];
    for (const [id, tile] of this.#tiles) {
      for (const animation of tile.getAnimations()) animation.cancel();
      const from = before.get(id);
      const to = tile.getBoundingClientRect();
      moves.push([tile, from, to]);
    }
    for (const [tile, from, to] of moves) {
      if (!from) {
        tile.animate([{ opacity: 0, transform: "translateY(18px) scale(.86)" }, { opacity: 1, transform: "none" }], MOVE);
      } else if (from.left !== to.left || from.top !== to.top) {
        const distance = Math.hypot(from.left - to.left, from.top - to.top);
        tile.animate([
          { transform: `translate(${from.left - to.left}px, ${from.top - to.top}px)`, zIndex: 2 },
          { transform: "none", zIndex: 2 },
        ], { ...MOVE, duration: MOVE.duration + Math.min(260, distance / 3) });
      }
    }
  }
}

/** Shows the measure at every iteration as bars and marks the current one. */
export function renderMetric(holder, metric, at, onPick) {
  if (!metric) {
    holder.replaceChildren();
    return;
  }
  const [first, now] = [metric.values[0], metric.values[at]];
  const difference = now - first;
  const title = document.createElement("p");
  const name = document.createElement("span");
  name.textContent = metric.measure;
  name.title = `The share of items of class '${metric.label}' among the first ${metric.measure.slice(5)}`;
  const value = document.createElement("strong");
  value.textContent = now.toFixed(2);
  const change = document.createElement("em");
  change.className = difference > 0 ? "up" : difference < 0 ? "down" : "";
  change.textContent = difference ? `${difference > 0 ? "+" : "−"}${Math.abs(difference).toFixed(2)}` : at ? "±0" : "";
  title.append(name, value, change);
  const bars = document.createElement("div");
  bars.className = "bars";
  metric.values.forEach((v, i) => {
    const bar = document.createElement("button");
    bar.type = "button";
    bar.tabIndex = -1;
    bar.setAttribute("aria-hidden", "true");
    bar.title = `${i === 0 ? "before" : `iteration ${i}`}: ${v.toFixed(2)}`;
    bar.classList.toggle("now", i === at);
    const fill = document.createElement("i");
    fill.style.height = `${Math.max(3, v * 100)}%`;
    bar.append(fill);
    bar.addEventListener("click", () => onPick(i));
    bars.append(bar);
  });
  holder.replaceChildren(title, bars);
}
