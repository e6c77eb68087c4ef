// The data edges of this page: one connection to each other browser of the room, with a channel for short messages and one
// for files, so that a file delays no pointer. Of two, the one who stands first in ORDER offers.
import { newKey } from "../../api.js";
import { Edge } from "../edge.js";

const ORDER = ["clerk", "citizen", "guest1", "guest2"];
const LABEL = "data";
/** Where there is no direct way (no relay, a strict network) trying goes on, more and more rarely. */
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 60_000;
/** The offer of an older one may be lost with a connection to the server; a younger one went out with this joining. */
const YOUNG_MS = 1_000;

/**
 * @typedef {{edge: Edge, talk: RTCDataChannel, bulk: RTCDataChannel, madeAt: number}} Link
 * @typedef {{instance: string, link: Link | null, pause: number, timer: number | undefined}} Peer
 * @typedef {object} Told
 * @property {(peer: string) => void} opened
 * @property {(peer: string) => void} closed
 * @property {(peer: string, data: string | ArrayBuffer) => void} received
 */

export class DataEdges {
  /** @type {Map<string, Peer>} */
  #peers = new Map();
  #room;
  #told;

  /**
   * @param {import("../room.js").Room} room
   * @param {Told} told
   */
  constructor(room, told) {
    this.#room = room;
    this.#told = told;
  }

  get connections() {
    return [...this.#peers.values()].flatMap(({ link }) => (link ? [link.edge.connection] : []));
  }

  /** @param {string} id */
  isOpen(id) {
    const link = this.#peers.get(id)?.link;
    return link?.talk.readyState === "open" && link.bulk.readyState === "open" && link.edge.state !== "interrupted";
  }

  /** Bytes that wait to be sent. @param {string} id */
  waiting(id) {
    return this.#peers.get(id)?.link?.talk.bufferedAmount ?? 0;
  }

  /**
   * @param {string} id
   * @param {string} text
   * @param {boolean} bulk
   */
  sendText(id, text, bulk) {
    const link = this.#peers.get(id)?.link;
    put(bulk ? link?.bulk : link?.talk, text);
  }

  /**
   * @param {string} id
   * @param {ArrayBuffer} bytes
   */
  sendBytes(id, bytes) {
    put(this.#peers.get(id)?.link?.bulk, bytes);
  }

  /**
   * Somebody is here, or is here again, or we are.
   * @param {string} id
   * @param {string} instance
   */
  meet(id, instance) {
    if (this.#peers.get(id)?.instance !== instance) this.drop(id);
    const peer = this.#peers.get(id) ?? { instance, link: null, pause: FIRST_PAUSE_MS, timer: undefined };
    this.#peers.set(id, peer);
    const young = peer.link && Date.now() - peer.link.madeAt < YOUNG_MS;
    if (!this.isOpen(id) && !young) this.#mend(id);
  }

  /** @param {import("../../live.js").Frame} frame */
  take(frame) {
    const peer = this.#peers.get(frame.from);
    if (frame.type === "offer") {
      if (frame.label !== LABEL) return false;
      if (peer && globalThis.RTCPeerConnection) void this.#open(frame.from, frame.stream).answer(frame.sdp);
      return true;
    }
    const edge = peer?.link?.edge;
    if (!edge || edge.address.stream !== frame.stream) return false;
    if (frame.type === "answer") void edge.answered(frame.sdp);
    else if (frame.type === "candidate") void edge.addCandidate(frame.candidate);
    else if (frame.type === "renew" && this.#offersTo(frame.from)) this.#offer(frame.from);
    return true;
  }

  /** @param {string} id */
  drop(id) {
    const peer = this.#peers.get(id);
    if (!peer) return;
    this.#close(peer);
    this.#peers.delete(id);
  }

  end() {
    [...this.#peers.keys()].forEach((id) => this.drop(id));
  }

  /** @param {string} id */
  #offersTo(id) {
    return ORDER.indexOf(this.#room.you) < ORDER.indexOf(id) && Boolean(globalThis.RTCPeerConnection);
  }

  /** @param {string} id */
  #offer(id) {
    if (this.#room.joined) void this.#open(id, newKey()).offer();
  }

  /**
   * A connection of its own for every try.
   * @param {string} id
   * @param {string} stream
   */
  #open(id, stream) {
    const peer = /** @type {Peer} */ (this.#peers.get(id));
    this.#close(peer);
    const edge = new Edge({ peer: id, stream, label: LABEL }, { ...this.#room.streams.surroundings(), changed: (edge) => this.#changed(id, edge) });
    const [talk, bulk] = ["talk", "bulk"].map((label, number) => this.#channel(id, edge, label, number));
    peer.link = { edge, talk, bulk, madeAt: Date.now() };
    return edge;
  }

  /**
   * Both sides open it with the same number: nobody waits to be told of it.
   * @param {string} id
   * @param {Edge} edge
   * @param {string} label
   * @param {number} number
   */
  #channel(id, edge, label, number) {
    const channel = edge.connection.createDataChannel(label, { negotiated: true, id: number });
    channel.binaryType = "arraybuffer";
    channel.onopen = () => this.#opened(id);
    channel.onclose = () => this.#changed(id, edge);
    channel.onmessage = ({ data }) => this.#told.received(id, data);
    return channel;
  }

  /** @param {string} id */
  #opened(id) {
    const peer = this.#peers.get(id);
    if (!peer || !this.isOpen(id)) return;
    peer.pause = FIRST_PAUSE_MS;
    this.#told.opened(id);
  }

  /**
   * @param {string} id
   * @param {Edge} edge
   */
  #changed(id, edge) {
    const peer = this.#peers.get(id);
    if (!peer || peer.link?.edge !== edge) return;
    if (this.isOpen(id)) return this.#opened(id);
    if (edge.state === "connecting") return;
    this.#told.closed(id);
    clearTimeout(peer.timer);
    peer.timer = window.setTimeout(() => this.#mend(id), peer.pause);
    peer.pause = Math.min(2 * peer.pause, LONGEST_PAUSE_MS);
  }

  /** The one who offers tries again; the other one asks for it. @param {string} id */
  #mend(id) {
    const peer = this.#peers.get(id);
    if (!peer || this.isOpen(id)) return;
    if (this.#offersTo(id)) this.#offer(id);
    else if (peer.link) this.#room.send({ type: "renew", to: id, stream: peer.link.edge.address.stream });
  }

  /** @param {Peer} peer */
  #close(peer) {
    clearTimeout(peer.timer);
    const link = peer.link;
    peer.link = null;
    if (!link) return;
    for (const channel of [link.talk, link.bulk]) channel.onopen = channel.onclose = channel.onmessage = null;
    link.edge.close();
  }
}

/**
 * A channel that has just closed, or is full, takes nothing: files are asked for again.
 * @param {RTCDataChannel | undefined} channel
 * @param {any} data
 */
function put(channel, data) {
  try {
    channel?.send(data);
  } catch {
    // told by its state
  }
}
