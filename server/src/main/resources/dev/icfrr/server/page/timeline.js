// The slider over the iterations, and the player that moves it.

import { $ } from "./dom.js";

const STEP = 1100; // milliseconds per iteration

export class Timeline {
  #onShow;
  #now = 0;
  #last = 0;
  #player = 0;

  /** Calls onShow(i) to show an iteration, which must call render. */
  constructor(onShow) {
    this.#onShow = onShow;
    $("at").addEventListener("input", () => { this.stop(); onShow(Number($("at").value)); });
    $("play").addEventListener("click", () => (this.#player ? this.stop() : this.#play()));
  }

  render(now, last) {
    this.#now = now;
    this.#last = last;
    $("at").max = last;
    $("at").value = now;
    $("at").disabled = $("play").disabled = last === 0;
    $("at").style.setProperty("--fill", `${last ? (100 * now) / last : 0}%`);
    $("at").setAttribute("aria-valuetext", now === 0 ? "before re-ranking" : `after iteration ${now}`);
    $("at-label").textContent = now === 0 ? "Before re-ranking" : `After iteration ${now} of ${last}`;
    $("ticks").replaceChildren(...Array.from({ length: last + 1 }, (_, i) => {
      const tick = document.createElement("span");
      tick.textContent = i;
      tick.classList.toggle("now", i === now);
      return tick;
    }));
  }

  clear() {
    this.stop();
    $("at").disabled = $("play").disabled = true;
    $("at").style.setProperty("--fill", "0%");
    $("at").value = 0;
    $("at-label").textContent = "Iterations";
    $("ticks").replaceChildren();
  }

  stop() {
    clearTimeout(this.#player);
    this.#player = 0;
    $("play-icon").setAttribute("href", "#i-play");
    $("play").setAttribute("aria-label", "Play all iterations");
  }

  #play() {
    $("play-icon").setAttribute("href", "#i-pause");
    $("play").setAttribute("aria-label", "Pause");
    if (this.#now === this.#last) this.#onShow(0);
    const step = () => {
      this.#onShow(this.#now + 1);
      if (this.#now >= this.#last) {
        this.stop();
      } else {
        this.#player = setTimeout(step, STEP);
      }
    };
    this.#player = setTimeout(step, STEP * 0.7);
  }
}
