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
  /** A page that goes on to another view writes another path. */
  path;
  /** @type {Promise<void> | null} */
  #loop = null;
  #owed = false;
  #stopped = false;

  /** @param {string} path for example "/api/console" */
  constructor(path) {
    super();
    this.path = path;
  }

  /** Resolves when a view has been fetched that is newer than this call. */
  refresh() {
    this.#owed = true;
    this.#loop ??= this.#run().finally(() => (this.#loop = null));
    return this.#loop;
  }

  async #run() {
    while (this.#owed && !this.#stopped) {
      this.#owed = false;
      await this.#fetch();
    }
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
      const view = await get(this.path);
      this.dispatchEvent(new CustomEvent("reached"));
      this.accept(view);
    } catch (error) {
      if (!this.#stopped) this.dispatchEvent(new CustomEvent("failed", { detail: error }));
    }
  }
}
