// The explanation of one rank: the voters for the item, with lines as thick as their votes.

import { show } from "./api.js";
import { colorOf, moveText } from "./results.js";

const SHOWN = 8;
const SVG = "http://www.w3.org/2000/svg";

function element(name, className, ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

function svg(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function ordinal(n) {
  const tail = n % 100 > 10 && n % 100 < 14 ? "th" : { 1: "st", 2: "nd", 3: "rd" }[n % 10] ?? "th";
  return `${n}${tail}`;
}

function thumbnail(why, id, labels) {
  const item = why.items[id] ?? {};
  const frame = element("span", "pic");
  frame.style.setProperty("--class", colorOf(item.label, labels) || "transparent");
  if (item.thumbnail) {
    const image = document.createElement("img");
    image.alt = "";
    show(image, item.thumbnail);
    frame.append(image);
  } else {
    frame.append(element("span", "name", id));
  }
  return frame;
}

const number = (value) => value.toFixed(4).replace("-", "−");

export class Why {
  #body;
  #why;
  #labels;
  #preview;
  #at;
  #onSearch;
  #onRemove;
  #writable;
  #observer;

  /** Calls onSearch(id) to search with the item, and onRemove(id) to remove it from the gallery. */
  constructor(body, onSearch, onRemove) {
    this.#onRemove = onRemove;
    this.#body = body;
    this.#onSearch = onSearch;
    this.#observer = new ResizeObserver(() => this.#lines());
  }

  loading() {
    this.#observer.disconnect();
    this.#body.replaceChildren(element("p", "spinner", "Loading the votes…"));
  }

  failed(problem) {
    this.#body.replaceChildren(element("p", "message", `${problem.title}. ${problem.detail}`));
  }

  /**
   * Shows the server's answer. Takes all classes, the query's image, the iteration to start with, and whether the item
   * may be removed.
   */
  render(why, labels, preview, at, writable) {
    this.#writable = writable;
    this.#why = why;
    this.#labels = labels;
    this.#preview = preview;
    this.#pick(Math.max(why.steps.length > 1 ? 1 : 0, Math.min(at, why.steps.length - 1)));
  }

  #pick(at) {
    this.#at = at;
    const why = this.#why;
    const step = why.steps[at];
    const head = element("div", "why-head");
    const query = element("img", "query");
    query.alt = "Your query";
    if (this.#preview) query.src = this.#preview;
    const first = why.steps[0].rank;
    const gained = first - step.rank;
    const story = element("div", "story");
    const line = element("p", "lead");
    line.append("From ", element("b", "", `rank ${first}`), " to ", element("b", "", `rank ${step.rank}`), " ");
    if (gained) line.append(element("span", `move ${gained > 0 ? "up" : "down"}`, moveText(gained)));
    const id = element("p", "faint", why.label ? `${why.label} · ${why.id}` : why.id);
    const again = element("button", "ghost small", "Search with this image");
    again.type = "button";
    again.addEventListener("click", () => this.#onSearch(why.id));
    const buttons = element("div", "buttons", again);
    if (this.#writable) {
      const remove = element("button", "ghost small", "Remove from the gallery");
      remove.type = "button";
      remove.addEventListener("click", () => this.#onRemove(why.id));
      buttons.append(remove);
    }
    story.append(line, id, this.#chart(), buttons);
    if (this.#preview) head.append(query);
    head.append(story);
    this.#body.replaceChildren(head, this.#votes(step), this.#sum(step));
    this.#observer.disconnect();
    const graph = this.#body.querySelector(".graph");
    if (graph) {
      this.#observer.observe(graph);
      this.#lines();
    }
  }

  /** Shows the rank at every iteration, one button each. */
  #chart() {
    const tabs = element("div", "steps");
    tabs.setAttribute("role", "group");
    tabs.setAttribute("aria-label", "Rank at every iteration");
    this.#why.steps.forEach((step, i) => {
      const tab = element("button", "", element("small", "", ...(i === 0 ? ["before"] : [element("span", "sr", "iteration "), `${i}`])),
        element("span", "sr", ": rank "), element("b", "", `${step.rank}`));
      tab.type = "button";
      tab.setAttribute("aria-pressed", String(i === this.#at));
      tab.addEventListener("click", () => {
        this.#pick(i);
        this.#body.querySelectorAll(".steps button")[i].focus();
      });
      tabs.append(tab);
    });
    return tabs;
  }

  #votes(step) {
    if (step.iteration === 0) {
      return element("p", "note", "Before re-ranking, only the distance to the query counts. No item has voted yet.");
    }
    if (step.vote_count === 0) {
      return element("p", "note", `None of the ${step.voters} top items has it among its neighbors, so it gets no votes.`
        + " It keeps its score, and other items pass it.");
    }
    const graph = element("div", "graph");
    const voters = element("ol", "voters");
    for (const vote of step.votes.slice(0, SHOWN)) {
      const row = element("li", "");
      const text = element("span", "text", element("b", "", `Rank ${vote.position}`),
        element("span", "", `has it as ${ordinal(vote.rank)} neighbor`));
      if (vote.scales) text.append(this.#scales(vote));
      row.append(thumbnail(this.#why, vote.voter, this.#labels), text);
      row.dataset.weight = vote.weight;
      row.title = `${vote.label ?? ""} ${vote.voter}: weight ${vote.weight}`;
      voters.append(row);
    }
    const target = element("div", "target", thumbnail(this.#why, this.#why.id, this.#labels));
    graph.append(voters, target);
    const count = element("p", "note");
    const hidden = step.vote_count - Math.min(SHOWN, step.votes.length);
    count.append(element("b", "", `${step.vote_count} of the ${step.voters}`),
      ` top items have it among their neighbors and vote for it`
      + `${hidden > 0 ? `; the ${SHOWN} heaviest votes are shown` : ""}. `
      + (step.votes[0]?.scales ? "A vote has a part at every scale above both ranks." : "Nearer neighbors get heavier votes."));
    return element("div", "", count, graph);
  }

  /** Shows what a vote adds to the bonus at each scale that it counts at. */
  #scales(vote) {
    const scales = element("span", "scales");
    const whole = vote.scales.reduce((sum, weight) => sum + weight, 0);
    vote.scales.forEach((weight, i) => {
      if (!weight) return;
      const part = element("i", "", element("small", "", `${4 * 2 ** i}`), number((vote.share * weight) / whole));
      part.title = `scale ${4 * 2 ** i}: weight ${weight}`;
      scales.append(part);
    });
    return scales;
  }

  /** Draws curves from the voters to the item. */
  #lines() {
    const graph = this.#body.querySelector(".graph");
    if (!graph) return;
    graph.querySelector("svg")?.remove();
    const frame = graph.getBoundingClientRect();
    const target = graph.querySelector(".target .pic").getBoundingClientRect();
    const drawing = svg("svg", { width: frame.width, height: frame.height, "aria-hidden": "true" });
    const rows = [...graph.querySelectorAll(".voters li")];
    const most = Math.max(...rows.map((row) => Number(row.dataset.weight)));
    const least = Math.min(...rows.map((row) => Number(row.dataset.weight)));
    rows.forEach((row, i) => {
      const from = row.getBoundingClientRect();
      const share = most === least ? 1 : (Number(row.dataset.weight) - least) / (most - least);
      const [x1, y1] = [from.right - frame.left, from.top + from.height / 2 - frame.top];
      const [x2, y2] = [target.left - frame.left - 2, target.top - frame.top + (target.height * (i + 0.5)) / rows.length];
      const bend = (x2 - x1) * 0.55;
      const path = svg("path", {
        d: `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`,
        "stroke-width": (1.2 + 3.8 * share).toFixed(2),
      });
      path.style.stroke = row.querySelector(".pic").style.getPropertyValue("--class").replace("transparent", "") || "var(--accent)";
      drawing.append(path);
    });
    graph.prepend(drawing);
  }

  #sum(step) {
    if (step.iteration === 0) {
      return element("p", "sum", element("span", "", "score"), element("b", "", number(step.score)), " = minus the distance");
    }
    const { update, vote } = this.#why.parameters;
    const sum = element("p", "sum");
    const part = (value, caption) => element("span", "part", element("b", "", value), element("small", "", caption));
    const beta = part(String(Number(step.beta.toPrecision(4))), "β");
    sum.append(part(number(step.base), update === "reference" ? "initial score at its previous rank" : "its previous score"), " + ",
      beta, " × ",
      vote === "flat"
        ? part(`${step.sum} / ${step.denominator}`, "sum of the votes / largest possible sum")
        : part(number(step.bonus), "bonus"), " = ",
      part(number(step.score), "new score"));
    return vote === "flat" ? sum : element("div", "", this.#bonus(step), sum);
  }

  /** Shows the bonus as the votes less what random voters would give. */
  #bonus(step) {
    const line = (name, weight) => element("tr", "", element("th", "", name), element("td", "", `${weight}`.replace("-", "−")),
      element("td", "", number(weight / step.denominator)));
    return element("table", "bonus",
      line(`Votes of ${step.vote_count} top items`, step.sum + step.chance),
      line("Votes of chance", -step.chance),
      line("Bonus", step.sum));
  }
}

