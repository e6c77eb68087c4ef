// The newest state of the server: fetched when something happened, shown by whoever listens.

import { get } from "../api.js";

/**
 * Dispatches "view" (detail: the view), "reached" and "failed" (detail: the error).
 * At most one request is under way and one more is owed, however many events arrive.
 * @template {{journal_id?: number}} View
 */
export class Source extends EventTarget {
  /** @type {View | null} */
  view = null;
  #path;
  #running = false;
  #owed = false;
  #stopped = false;

  /** @param {string} path for example "/api/console" */
  constructor(path) {
    super();
    this.#path = path;
  }

  async refresh() {
    this.#owed = true;
    if (this.#running) return;
    this.#running = true;
    while (this.#owed && !this.#stopped) {
      this.#owed = false;
      await this.#fetch();
    }
    this.#running = false;
  }

  stop() {
    this.#stopped = true;
  }

  /** An answer that another one has overtaken is dropped. @param {View} view */
  accept(view) {
    if (this.#stopped || Number(view.journal_id) < Number(this.view?.journal_id)) return;
    this.view = view;
    this.dispatchEvent(new CustomEvent("view", { detail: view }));
  }

  async #fetch() {
    try {
      const view = await get(this.#path);
      this.dispatchEvent(new CustomEvent("reached"));
      this.accept(view);
    } catch (error) {
      if (!this.#stopped) this.dispatchEvent(new CustomEvent("failed", { detail: error }));
    }
  }
}
