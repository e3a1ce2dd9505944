// A bar at the lower edge that leads to the results while they are out of sight, as on a phone.

import { show } from "./api.js";

const MOST = 4;

export class Peek {
  #bar;
  #target;
  #count = 0;
  #visible = false;

  constructor(bar, target) {
    this.#bar = bar;
    this.#target = target;
    const boards = target.querySelector(".boards");
    new IntersectionObserver(([entry]) => {
      // Results above the window are known: the visitor has scrolled past them.
      this.#visible = entry.isIntersecting || entry.boundingClientRect.bottom < 0;
      this.#update();
    }, { rootMargin: "0px 0px -90px 0px" }).observe(boards);
    bar.addEventListener("click", () => {
      target.scrollIntoView({ behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
      target.focus({ preventScroll: true });
    });
  }

  /** Shows that there are results: the items as {thumbnail}, best first. */
  show(items) {
    this.#count = items.length;
    this.#bar.querySelector("#to-results-text").textContent = `${items.length} results ↓`;
    this.#bar.querySelector(".peek").replaceChildren(...items.slice(0, MOST).filter((item) => item.thumbnail).map((item) => {
      const image = document.createElement("img");
      image.alt = "";
      show(image, item.thumbnail);
      return image;
    }));
    this.#update();
  }

  clear() {
    this.#count = 0;
    this.#update();
  }

  #update() {
    this.#bar.hidden = this.#count === 0 || this.#visible;
  }
}
