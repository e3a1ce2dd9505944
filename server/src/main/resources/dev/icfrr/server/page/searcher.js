// Decides when to search: soon after a change, not too often, and only for the newest query.

import * as api from "./api.js";
import { askKey, busy, problem, status } from "./notices.js";

const SETTLE = 220; // milliseconds without a change before a search
const AT_LATEST = 700; // milliseconds between searches while drawing goes on

export class Searcher {
  #query;
  #parameters;
  #found;
  #failed;
  #abort = null;
  #asked = 0;
  #timer = 0;
  #lastSearch = 0;

  /**
   * Calls query() for a promise of a query, parameters() for the settings, found(answer) with every answer, and
   * failed(problem) if there is none.
   */
  constructor(query, parameters, found, failed) {
    this.#query = query;
    this.#parameters = parameters;
    this.#found = found;
    this.#failed = failed;
  }

  /** Searches after a pause in the changes. */
  schedule(wait = SETTLE) {
    clearTimeout(this.#timer);
    busy(true);
    const waited = performance.now() - this.#lastSearch;
    this.#timer = setTimeout(() => this.search(), Math.min(wait, Math.max(0, AT_LATEST - waited)));
  }

  /** Searches now. */
  async search() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#lastSearch = performance.now();
    const number = ++this.#asked;
    this.#abort?.abort();
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    busy(true);
    try {
      const answer = await api.search(await this.#query(), this.#parameters(), signal);
      if (number !== this.#asked) return;
      problem(null);
      this.#found(answer);
    } catch (failure) {
      if (failure.name !== "AbortError" && number === this.#asked) this.#fail(failure);
    } finally {
      if (number === this.#asked && !this.#timer) busy(false);
    }
  }

  #fail(failure) {
    this.#failed();
    if (failure.status === 429) {
      this.#timer = setTimeout(() => this.search(), 1000 * Math.max(1, failure.retryAfter));
      status("The server is busy; trying again in a moment.");
    } else if (failure.status === 401) {
      askKey(failure);
    } else {
      problem(failure);
    }
  }

  /** Drops the search that waits or runs. */
  cancel() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#abort?.abort();
    this.#asked++;
    busy(false);
    problem(null);
  }
}
