// Files that come in, put together again. What is not wanted is refused before its first byte.

/** Under way at once, of one sender. */
const MOST_AT_ONCE = 4;
/** How often the sender hears what has arrived: on the direct way not for each chunk. */
const CONFIRM_EVERY_BYTES = 240_000;
/** Chunks of the way through the server are shorter than those of the direct one, and each is waited for. */
const CONFIRM_EACH_BELOW = 40_000;
/** Before the bytes of a chunk: the number of its transfer, and the place of its first byte. */
const FRAME = 8;
/** Finished ones that are remembered, for a sender who did not hear the last confirmation. */
const REMEMBERED = 100;

/**
 * @typedef {import("../wire.js").Receiver} Receiver
 * @typedef {import("../wire.js").Offered} Offered
 * @typedef {{offered: Offered, receiver: Receiver, parts: ArrayBuffer[], have: number, confirmed: number}} Incoming
 */

export class IncomingTransfers {
  /** @type {Map<string, Incoming>} by sender and number */
  #running = new Map();
  /** @type {Map<string, number>} sizes of the finished */
  #finished = new Map();
  #receiverOf;
  #tell;

  /**
   * @param {(kind: string) => Receiver | undefined} receiverOf
   * @param {(to: string, message: object) => void} tell
   */
  constructor(receiverOf, tell) {
    this.#receiverOf = receiverOf;
    this.#tell = tell;
  }

  /**
   * A transfer begins, is asked about, or is cancelled.
   * @param {string} from
   * @param {{number: number, kind: string, payload: unknown, size: number, cancelled?: boolean, again?: boolean}} head
   */
  head(from, head) {
    const key = `${from} ${head.number}`;
    const known = this.#running.get(key);
    if (head.cancelled) return this.#fail(key, "cancelled");
    if (known) return this.#confirm(key, known, Boolean(head.again));
    const finished = this.#finished.get(key);
    if (finished !== undefined) return this.#tell(from, { number: head.number, taken: finished });
    this.#begin(from, key, head);
  }

  /**
   * After a change of the way chunks come again, or overlap: only what follows is taken. One that leaves a gap is left out; the
   * sender asks when it hears nothing.
   * @param {string} from
   * @param {ArrayBuffer} framed
   */
  chunk(from, framed) {
    if (framed.byteLength <= FRAME) return;
    const view = new DataView(framed);
    const key = `${from} ${view.getUint32(0)}`;
    const known = this.#running.get(key);
    const offset = view.getUint32(4);
    const end = offset + framed.byteLength - FRAME;
    if (!known || offset > known.have || end > known.offered.size) return;
    if (end <= known.have) return this.#confirm(key, known);
    known.parts.push(framed.slice(FRAME + known.have - offset));
    known.have = end;
    known.receiver.progress?.(known.offered, known.have);
    if (known.have === known.offered.size) this.#finish(key, known);
    else if (known.have - known.confirmed >= CONFIRM_EVERY_BYTES || framed.byteLength < CONFIRM_EACH_BELOW) this.#confirm(key, known);
  }

  /** The page of a sender is gone. @param {string} from */
  forget(from) {
    for (const key of [...this.#running.keys()]) if (key.startsWith(`${from} `)) this.#fail(key, "gone");
    for (const key of [...this.#finished.keys()]) if (key.startsWith(`${from} `)) this.#finished.delete(key);
  }

  /**
   * @param {string} from
   * @param {string} key
   * @param {{number: number, kind: string, payload: unknown, size: number}} head
   */
  #begin(from, key, { number, kind, payload, size }) {
    const offered = { from, payload, size, id: key };
    const receiver = this.#receiverOf(kind);
    const code = this.#refusal(from, offered, receiver);
    if (code || !receiver) return this.#tell(from, { number, refused: code });
    const incoming = { offered, receiver, parts: [], have: 0, confirmed: 0 };
    this.#running.set(key, incoming);
    if (size === 0) this.#finish(key, incoming);
    else this.#confirm(key, incoming);
  }

  /**
   * @param {string} from
   * @param {Offered} offered
   * @param {Receiver | undefined} receiver
   */
  #refusal(from, offered, receiver) {
    if (!receiver?.received || !Number.isSafeInteger(offered.size) || offered.size < 0) return "unwanted";
    const others = [...this.#running.keys()].filter((key) => key.startsWith(`${from} `));
    if (others.length >= MOST_AT_ONCE) return "too_many";
    return receiver.offered?.(offered) ?? null;
  }

  /**
   * @param {string} key
   * @param {Incoming} incoming
   */
  #finish(key, incoming) {
    this.#running.delete(key);
    this.#finished.set(key, incoming.have);
    if (this.#finished.size > REMEMBERED) this.#finished.delete(/** @type {string} */ (this.#finished.keys().next().value));
    this.#confirm(key, incoming);
    incoming.receiver.received?.(incoming.offered, new Blob(incoming.parts));
  }

  /**
   * @param {string} key
   * @param {Incoming} incoming
   */
  #confirm(key, incoming, again = false) {
    incoming.confirmed = incoming.have;
    this.#tell(incoming.offered.from, { number: Number(key.split(" ")[1]), taken: incoming.have, again });
  }

  /**
   * @param {string} key
   * @param {string} code
   */
  #fail(key, code) {
    const incoming = this.#running.get(key);
    this.#running.delete(key);
    incoming?.receiver.failed?.(incoming.offered, code);
  }
}
