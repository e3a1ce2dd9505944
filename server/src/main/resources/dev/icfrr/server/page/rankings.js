// Shows the rankings of one search before and after re-ranking, with the measure and the legend.

import { $ } from "./dom.js";
import { advise, status } from "./notices.js";
import { Board, places, renderMetric } from "./results.js";

/** Returns the ranking of an iteration as the entries of a board. */
function entries(found, i) {
  const { ids, moves } = found.iterations[i];
  const { label } = found;
  return ids.map((id, place) => {
    const shown = found.items[id];
    return {
      id, rank: place + 1, move: i === 0 ? 0 : moves[place], label: shown.label, thumbnail: shown.thumbnail,
      judged: label ? (shown.label === label ? "right" : "wrong") : "",
    };
  });
}

export class Rankings {
  #before;
  #after;
  #onShow;

  /** Calls onOpen(id) for a click on an item and onShow(i) for a click on an iteration. */
  constructor(onOpen, onShow) {
    for (const list of [$("before"), $("after")]) {
      const layer = document.createElement("div");
      layer.className = "leaving";
      list.before(layer);
    }
    const point = (id) => {
      this.#before.highlight(id);
      this.#after.highlight(id);
    };
    this.#before = new Board($("before"), onOpen, point);
    this.#after = new Board($("after"), onOpen, point);
    this.#onShow = onShow;
  }

  /** Shows the server's answer at an iteration; labels are all classes. */
  render(found, now, labels) {
    $("empty").hidden = true;
    $("boards").classList.remove("blank");
    this.#before.render(entries(found, 0), labels);
    this.#after.render(entries(found, now), labels);
    $("after-title").firstChild.textContent = now === 0 ? "The same " : "After ";
    const { ids, moves } = found.iterations[now];
    const first = new Set(found.iterations[0].ids);
    const fresh = ids.filter((id) => !first.has(id)).length;
    $("after-note").textContent = now === 0 ? "not yet re-ranked" : `${now === 1 ? "1 iteration" : `${now} iterations`}, ${fresh} new`;
    $("legend").hidden = false;
    $("legend").classList.toggle("labelled", labels.length > 0);
    $("legend").classList.toggle("judging", Boolean(found.label));
    renderMetric($("metric"), found.metric, now, this.#onShow);
    advise(found.advice);
    status(now === 0 ? "" : `${fresh} of the ${ids.length} shown are new; the largest rise is ${places(Math.max(0, ...moves))}.`
      + ` Answered in ${(found.took.describe_ms + found.took.rank_ms).toFixed(1)} ms.`);
  }

  clear() {
    this.#before.clear();
    this.#after.clear();
    $("empty").hidden = false;
    $("legend").hidden = true;
    $("boards").classList.add("blank");
    renderMetric($("metric"), null);
    advise(null);
    status("");
  }
}
