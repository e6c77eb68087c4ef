// One deed after the other, for every desk.

/**
 * The same deed again while it is under way does nothing (a double click). Another one waits: live events show a deed's
 * result before its own answer is here, and whoever goes on at once must not be ignored.
 */
export class DeedLine {
  /** What is under way or waits for its turn. @type {Set<unknown>} */
  #known = new Set();
  /** @type {Promise<unknown>} */
  #last = Promise.resolve();

  /**
   * @template T
   * @param {unknown} key what makes it the same deed
   * @param {() => Promise<T>} deed
   * @returns {Promise<T | null>} null: it is under way already
   */
  async run(key, deed) {
    if (this.#known.has(key)) return null;
    this.#known.add(key);
    const turn = this.#last.then(deed).finally(() => this.#known.delete(key));
    this.#last = turn.catch(() => {});
    return turn;
  }
}
