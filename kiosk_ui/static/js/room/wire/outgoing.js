// One file on its way to one receiver: told by a head, sent in chunks, confirmed by the receiver. So much and no more is under
// way without confirmation, whatever the way; and after a change of the way it goes on from what the receiver has.

/** By way: bytes of a chunk, and of all chunks that are not confirmed yet. */
const PACE = {
  direct: { chunk: 60_000, window: 1_200_000 },
  server: { chunk: 30_000, window: 60_000 },
};
/** Without news for so long, the receiver is asked. */
const ASK_MS = 5_000;
const STALLED_MS = 60_000;

export class WireError extends Error {
  /** @param {string} code */
  constructor(code) {
    super(code);
    this.code = code;
  }
}

/**
 * @typedef {{number: number, kind: string, payload: unknown, size: number}} Head
 * @typedef {object} Means
 * @property {() => import("../wire.js").Way} way
 * @property {(message: object) => void} tell
 * @property {(offset: number, bytes: ArrayBuffer) => void} chunk
 * @property {((bytes: number) => void) | undefined} progress
 */

export class OutgoingTransfer {
  to = "";
  /** @type {Promise<void>} */
  done;
  #head;
  #blob;
  #means;
  #sent = 0;
  #confirmed = 0;
  /** The receiver knows of it, and wants it. */
  #wanted = false;
  #pumping = false;
  /** Grows whenever sending starts anew from what is confirmed. */
  #run = 0;
  #newsAt = Date.now();
  /** @type {number} */
  #timer;
  /** @type {(error?: WireError) => void} */
  #settle = () => {};

  /**
   * @param {Head} head
   * @param {Blob} blob
   * @param {Means} means
   */
  constructor(head, blob, means) {
    this.#head = head;
    this.#blob = blob;
    this.#means = means;
    this.done = new Promise((resolve, reject) => {
      this.#settle = (error) => (error ? reject(error) : resolve());
    });
    this.done.catch(() => {}).finally(() => clearInterval(this.#timer));
    this.#timer = window.setInterval(() => this.#watch(), ASK_MS);
    means.tell(head);
  }

  /** The way has changed. */
  again() {
    this.#newsAt = Date.now();
    this.#ask();
  }

  cancel() {
    this.#means.tell({ number: this.#head.number, cancelled: true });
    this.fail("cancelled");
  }

  /** @param {string} code */
  fail(code) {
    this.#run += 1;
    this.#wanted = false;
    this.#settle(new WireError(code));
  }

  /** @param {{taken?: number, refused?: string, again?: boolean}} answer */
  answered({ taken, refused, again }) {
    this.#newsAt = Date.now();
    if (typeof refused === "string") return this.fail(refused);
    if (typeof taken !== "number" || taken < this.#confirmed || taken > this.#head.size) return;
    this.#confirmed = taken;
    if (again || !this.#wanted) this.#restart();
    this.#means.progress?.(taken);
    if (taken === this.#head.size) return this.#settle();
    void this.#pump();
  }

  #restart() {
    this.#wanted = true;
    this.#sent = this.#confirmed;
    this.#run += 1;
    this.#pumping = false;
  }

  #watch() {
    if (!this.#means.way()) {
      this.#newsAt = Date.now(); // whoever is away has all the time
      return;
    }
    const silence = Date.now() - this.#newsAt;
    if (silence >= STALLED_MS) this.fail("stalled");
    else if (silence >= ASK_MS) this.#ask();
  }

  #ask() {
    this.#means.tell({ ...this.#head, again: true });
  }

  async #pump() {
    if (this.#pumping) return;
    this.#pumping = true;
    const run = this.#run;
    for (let pace = this.#pace(); pace && this.#wanted; pace = this.#pace()) {
      const start = this.#sent;
      if (start >= this.#head.size || start - this.#confirmed + pace.chunk > pace.window) break;
      const bytes = await this.#read(start, pace.chunk);
      if (run !== this.#run) return; // another one has begun meanwhile
      if (!bytes) return this.#unreadable();
      this.#means.chunk(start, bytes);
      this.#sent = start + bytes.byteLength;
    }
    this.#pumping = false;
  }

  #pace() {
    const way = this.#means.way();
    return way && PACE[way];
  }

  /**
   * @param {number} start
   * @param {number} count
   */
  async #read(start, count) {
    try {
      return await this.#blob.slice(start, start + count).arrayBuffer();
    } catch {
      return null; // the file was changed or removed since it was chosen
    }
  }

  #unreadable() {
    this.#means.tell({ number: this.#head.number, cancelled: true });
    this.fail("unreadable");
  }
}
