// What browsers in a room send each other beside picture and sound: short messages, and files of any size.
//
// Directly where a data edge connects them (end to end encrypted: one RTCPeerConnection with the label "data" for each two
// browsers), and through the memory of the server otherwise (message `parcel`). The way may change at any time, also in the
// middle of a file; senders and receivers do not notice.
//
//   const stop = room.wire.on("pointer", { message: ({ from, payload }) => ... });
//   room.wire.tell("pointer", { x: 0.5, y: 0.25 }, { lossy: true });          // to everybody who is here; no receipt
//   room.wire.tell("pointer", { x: 0.5, y: 0.25 }, { to: "clerk" });
//
//   room.wire.on("file", {
//     offered: ({ from, payload, size }) => (size > LIMIT ? "too_large" : null),  // a code refuses it, before any byte of it
//     progress: ({ from, payload, size, id }, bytes) => ...,
//     received: ({ from, payload, size, id }, blob) => ...,
//     failed: ({ from, payload, size, id }, code) => ...,                       // "cancelled" by the sender, "gone"
//   });
//   await room.wire.send("file", { name: "a.pdf" }, blob, { to: "clerk", progress: (bytes) => ..., signal });
//     resolves when the receiver has all of it, rejects with WireError: `code` is "cancelled" (signal), "gone" (the page of the
//     receiver is gone or loaded anew), "stalled" (no byte for a minute although there is a way), or what `offered` said.
//
// `payload` is anything that JSON can say, at most 12,000 bytes with everything. A message may come twice when a connection was
// lost, and, if `lossy`, not at all; so messages say how things are, not what changes. After "reached" (CustomEvent, detail
// {peer, way}) the state has to be told anew: the other page has just come, or what was under way to it may be lost.
// "way" (detail {peer, way}): "direct", "server", or null while there is none. Nothing that comes in is trusted: receivers check
// payloads themselves.
import { DataEdges } from "./wire/data_edges.js";
import { ServerWay } from "./wire/server_way.js";
import { IncomingTransfers } from "./wire/incoming.js";
import { OutgoingTransfer, WireError } from "./wire/outgoing.js";
import { readBytes, writeBytes, writeText } from "./wire/parcel.js";

export { WireError };

/** Of one message, in bytes of JSON; the server takes parcels of 48,000 characters. */
const LONGEST_MESSAGE = 12_000;
/** A lossy message is left out when so much waits already. */
const LOSSY_BELOW_BYTES = 64 * 1024;
const SENDERS = new Set(["clerk", "citizen", "guest1", "guest2"]);

/**
 * @typedef {"direct" | "server" | null} Way
 * @typedef {{from: string, payload: any}} Message
 * @typedef {{from: string, payload: any, size: number, id: string}} Offered `id` is unique for this page
 * @typedef {object} Receiver
 * @property {(message: Message) => void} [message]
 * @property {(offered: Offered) => string | null | undefined} [offered]
 * @property {(offered: Offered, bytes: number) => void} [progress]
 * @property {(offered: Offered, blob: Blob) => void} [received]
 * @property {(offered: Offered, code: string) => void} [failed]
 *
 * @typedef {object} SendOptions
 * @property {string} to
 * @property {(bytes: number) => void} [progress] bytes that the receiver has
 * @property {AbortSignal} [signal] cancels
 */

export class Wire extends EventTarget {
  #room;
  #edges;
  #server;
  #incoming;
  /** @type {Map<string, Receiver>} by kind */
  #receivers = new Map();
  /** @type {Map<number, OutgoingTransfer>} by number */
  #outgoing = new Map();
  /** @type {Map<string, {instance: string, way: Way, present: boolean}>} by participant */
  #peers = new Map();
  #number = crypto.getRandomValues(new Uint32Array(1))[0] >>> 1;

  /** @param {import("./room.js").Room} room */
  constructor(room) {
    super();
    this.#room = room;
    this.#edges = new DataEdges(room, { opened: (peer) => this.#look(peer), closed: (peer) => this.#look(peer), received: this.#received });
    this.#server = new ServerWay((frame) => room.send(frame));
    this.#incoming = new IncomingTransfers((kind) => this.#receivers.get(kind), (to, message) => this.#post(to, message));
    room.addEventListener("joined", () => this.#entered());
    room.addEventListener("participant", (event) => this.#met(/** @type {CustomEvent} */ (event).detail));
    room.addEventListener("refused", (event) => this.#server.refused(/** @type {CustomEvent} */ (event).detail));
    room.addEventListener("frame:parcel-taken", () => this.#server.taken());
    room.addEventListener("frame:parcel", (event) => this.#delivered(/** @type {CustomEvent} */ (event).detail));
  }

  /** Present participants with whom this page can speak. */
  get peers() {
    return [...this.#peers.keys()].filter((peer) => this.wayTo(peer) !== null);
  }

  /**
   * @param {string} peer
   * @returns {Way}
   */
  wayTo(peer) {
    if (!this.#peers.has(peer)) return null;
    if (this.#edges.isOpen(peer)) return "direct";
    return this.#room.joined && this.#room.participants.get(peer)?.present ? "server" : null;
  }

  /** The peer connections of the data edges. */
  get connections() {
    return this.#edges.connections;
  }

  /**
   * @param {string} kind
   * @param {Receiver} receiver the only one of its kind
   * @returns {() => void} ends it
   */
  on(kind, receiver) {
    this.#receivers.set(kind, receiver);
    return () => {
      if (this.#receivers.get(kind) === receiver) this.#receivers.delete(kind);
    };
  }

  /**
   * @param {string} kind
   * @param {unknown} payload
   * @param {{to?: string, lossy?: boolean}} [options]
   */
  tell(kind, payload, { to, lossy = false } = {}) {
    const message = { kind, payload };
    assertShort(message);
    for (const peer of to ? [to] : this.peers) this.#post(peer, message, lossy);
  }

  /**
   * @param {string} kind
   * @param {unknown} payload
   * @param {Blob} blob
   * @param {SendOptions} options
   */
  async send(kind, payload, blob, { to, progress, signal }) {
    const number = (this.#number = (this.#number + 1) >>> 0);
    const head = { number, kind, payload, size: blob.size };
    assertShort(head);
    const transfer = new OutgoingTransfer(head, blob, {
      way: () => this.wayTo(to),
      tell: (message) => this.#post(to, message, false, true),
      chunk: (offset, bytes) => this.#chunk(to, number, offset, bytes),
      progress,
    });
    transfer.to = to;
    this.#outgoing.set(number, transfer);
    const cancel = () => transfer.cancel();
    signal?.addEventListener("abort", cancel);
    if (signal?.aborted) cancel();
    try {
      await transfer.done;
    } finally {
      signal?.removeEventListener("abort", cancel);
      this.#outgoing.delete(number);
    }
  }

  /** A signalling frame of the room. True if it was about a data edge. @param {import("../live.js").Frame} frame */
  take(frame) {
    return this.#edges.take(frame);
  }

  /** Cuts what connects this page with somebody. @param {string} peer */
  drop(peer) {
    this.#edges.drop(peer);
    this.#forget(peer);
  }

  /** The room is over for this page. */
  end() {
    [...this.#peers.keys()].forEach((peer) => this.drop(peer));
    this.#edges.end();
    this.#server.clear();
  }

  #entered() {
    this.#server.resume();
    for (const [peer, { instance }] of this.#peers) {
      if (this.#room.participants.get(peer)?.present) this.#edges.meet(peer, instance);
      this.#look(peer);
    }
  }

  /** @param {import("./room.js").Participant} participant */
  #met({ id, instance, present }) {
    if (!SENDERS.has(id)) return;
    const before = this.#peers.get(id);
    const isNew = before?.instance !== instance;
    if (present && isNew) {
      this.#forget(id);
      this.#peers.set(id, { instance, way: null, present });
    }
    if (present && (isNew || !before?.present)) this.#edges.meet(id, instance);
    if (before && !isNew) before.present = present;
    this.#look(id);
  }

  /** @param {string} peer */
  #forget(peer) {
    if (!this.#peers.delete(peer)) return;
    this.#server.forget(peer);
    this.#incoming.forget(peer);
    for (const transfer of this.#outgoing.values()) if (transfer.to === peer) transfer.fail("gone");
    this.#tell("way", { peer, way: null });
  }

  /** Has the way to somebody changed? @param {string} peer */
  #look(peer) {
    const known = this.#peers.get(peer);
    const way = this.wayTo(peer);
    if (!known || known.way === way) return;
    known.way = way;
    if (way === "direct") this.#server.forget(peer);
    for (const transfer of this.#outgoing.values()) if (transfer.to === peer) transfer.again();
    this.#tell("way", { peer, way });
    if (way) this.#tell("reached", { peer, way });
  }

  /**
   * @param {string} to
   * @param {object} message
   * @param {boolean} [lossy]
   * @param {boolean} [bulk] it must not overtake chunks
   */
  #post(to, message, lossy = false, bulk = false) {
    const way = this.wayTo(to);
    if (lossy && this.#waiting(to, way) > LOSSY_BELOW_BYTES) return;
    if (way === "direct") this.#edges.sendText(to, JSON.stringify(message), bulk);
    else if (way === "server") this.#server.post(to, writeText(message), bulk);
  }

  /**
   * @param {string} to
   * @param {number} number
   * @param {number} offset
   * @param {ArrayBuffer} bytes
   */
  #chunk(to, number, offset, bytes) {
    const way = this.wayTo(to);
    const framed = framedChunk(number, offset, bytes);
    if (way === "direct") this.#edges.sendBytes(to, framed);
    else if (way === "server") this.#server.post(to, writeBytes(framed), true);
  }

  /**
   * @param {string} to
   * @param {Way} way
   */
  #waiting(to, way) {
    return way === "direct" ? this.#edges.waiting(to) : this.#server.waiting(to);
  }

  /** @param {{from: string, data: string}} frame */
  #delivered({ from, data }) {
    const bytes = readBytes(data);
    this.#received(from, bytes ?? data);
  }

  /**
   * Only of whom this page knows, and never a reason to break: the other page may be anybody's.
   * @param {string} from
   * @param {string | ArrayBuffer} data
   */
  #received = (from, data) => {
    if (!this.#peers.has(from)) return;
    if (data instanceof ArrayBuffer) return this.#incoming.chunk(from, data);
    const message = parsed(data);
    if (message === null) return;
    if (typeof message.number !== "number") this.#receivers.get(message.kind)?.message?.({ from, payload: message.payload });
    else if ("size" in message || message.cancelled) this.#incoming.head(from, message);
    else this.#answered(from, message);
  };

  /**
   * @param {string} from
   * @param {{number: number, taken?: number, refused?: string, again?: boolean}} answer
   */
  #answered(from, answer) {
    const transfer = this.#outgoing.get(answer.number);
    if (transfer?.to === from) transfer.answered(answer);
  }

  /**
   * @param {string} name
   * @param {object} detail
   */
  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/** @param {object} message */
function assertShort(message) {
  if (new TextEncoder().encode(JSON.stringify(message)).length > LONGEST_MESSAGE) throw new WireError("too_long");
}

/**
 * Eight bytes before a chunk: the number of its transfer, and the place of its first byte.
 * @param {number} number
 * @param {number} offset
 * @param {ArrayBuffer} bytes
 */
function framedChunk(number, offset, bytes) {
  const framed = new Uint8Array(8 + bytes.byteLength);
  const view = new DataView(framed.buffer);
  view.setUint32(0, number);
  view.setUint32(4, offset);
  framed.set(new Uint8Array(bytes), 8);
  return framed.buffer;
}

/** @param {string} text */
function parsed(text) {
  try {
    const value = JSON.parse(text);
    return value !== null && typeof value === "object" ? value : null;
  } catch {
    return null;
  }
}
