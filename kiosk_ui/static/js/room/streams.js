// The labelled streams of a room: ours to everybody who may have them, the others' to us.
import { pageCertificates } from "./edge.js";
import { IncomingStream } from "./incoming.js";
import { OutgoingStream } from "./outgoing.js";

/**
 * @typedef {import("../live.js").Frame} Frame
 * @typedef {import("./room.js").Participant} Participant
 */

/** What a room tells of is in room.js: "stream", "stream-state", "stream-ended". */
export class Streams {
  /** The citizen is on hold: nothing is heard or seen between the citizen and the others. */
  held = false;
  /** @type {RTCIceServer[]} */
  iceServers = [];
  #room;
  #tell;
  /** @type {RTCCertificate[]} */
  #certificates = [];
  /** @type {Map<string, OutgoingStream>} by label */
  #outgoing = new Map();
  /** @type {Map<string, IncomingStream>} by sender and label */
  #incoming = new Map();
  /** @type {Set<string>} participants whom we cannot reach without somebody in between */
  #distrusted = new Set();
  /** @type {Map<string, string>} what we asked others to send: label -> participant */
  #requests = new Map();
  #framesKept = false;

  /**
   * @param {import("./room.js").Room} room
   * @param {(name: string, detail: unknown) => void} tell
   */
  constructor(room, tell) {
    this.#room = room;
    this.#tell = tell;
  }

  async prepare() {
    this.#certificates = await pageCertificates();
  }

  /**
   * @param {string} label
   * @param {MediaStream} media
   */
  publish(label, media) {
    this.#outgoing.get(label)?.closeAll();
    const stream = new OutgoingStream(label, media, () => this.surroundings());
    stream.keepFrames(this.#framesKept && label === "camera");
    this.#outgoing.set(label, stream);
    this.#receivers().forEach((peer) => stream.offerTo(peer));
  }

  /** @param {string} label */
  unpublish(label) {
    const stream = this.#outgoing.get(label);
    if (!stream) return;
    this.#sayClosed(stream);
    stream.closeAll();
    this.#outgoing.delete(label);
  }

  /**
   * @param {string} label
   * @param {"audio" | "video"} kind
   * @param {MediaStreamTrack | null} track
   */
  async replaceTrack(label, kind, track) {
    await this.#outgoing.get(label)?.replaceTrack(kind, track);
  }

  /** Asks for a stream until it is released, through restarts of either side. @param {string} label */
  request(label, from = "agent") {
    this.#requests.set(label, from);
    this.#askFor(label, from);
  }

  /** @param {string} label */
  release(label) {
    const from = this.#requests.get(label);
    this.#requests.delete(label);
    if (!from) return;
    this.#room.send({ type: "release", to: from, label });
    this.#drop(from, label);
  }

  /** Nothing goes to this participant any more, and nothing comes. @param {string} peer */
  distrust(peer) {
    this.#distrusted.add(peer);
    this.#dropAllOf(peer);
  }

  /** Whether to connect with this participant at all. @param {string} peer */
  trusts(peer) {
    return Boolean(globalThis.RTCPeerConnection) && !this.#distrusted.has(peer);
  }

  get incoming() {
    return [...this.#incoming.values()];
  }

  /** Where our stream of this label goes. @param {string} label */
  sending(label) {
    return this.#outgoing.get(label)?.sending ?? [];
  }

  /** Our camera keeps its frames and becomes coarser where the way is narrow, also on new connections. @param {boolean} on */
  keepFrames(on) {
    this.#framesKept = on;
    this.#outgoing.get("camera")?.keepFrames(on);
  }

  /** All connections of streams, for statistics. */
  get connections() {
    const outgoing = [...this.#outgoing.values()].flatMap((stream) => [...stream.edges.values()]);
    return [...outgoing, ...this.incoming.map((stream) => stream.edge)].map((edge) => edge.connection);
  }

  /** For one more connection. @returns {import("./edge.js").Surroundings} */
  surroundings() {
    return {
      configuration: { iceServers: this.iceServers, certificates: this.#certificates },
      send: (frame) => this.#room.send(frame),
      changed: () => {}, // the receiver of a stream decides whether it needs renewal
    };
  }

  /**
   * The same page as before keeps its connections, which may have outlived the server; another page gets new ones.
   * @param {Participant} participant
   * @param {Participant | undefined} before
   */
  connect({ id, instance }, before) {
    if (before && before.instance !== instance) this.#dropAllOf(id);
    for (const stream of this.#outgoing.values()) {
      if (this.#receivers().includes(id)) stream.mend(id);
    }
    for (const [label, from] of this.#requests) {
      if (from === id) this.#askFor(label, from);
    }
    this.#incomingOf(id).filter(({ edge }) => edge.state === "interrupted").forEach((stream) => stream.renew());
  }

  /** Streams that may not be any more end on both sides; those that may be again are offered. @param {boolean} held */
  setHeld(held) {
    if (held === this.held) return;
    this.held = held;
    for (const stream of this.#outgoing.values()) {
      const cut = [...stream.edges.keys()].filter((peer) => this.#isCut(peer));
      this.#sayClosed(stream, cut);
      cut.forEach((peer) => stream.close(peer));
      this.#receivers().forEach((peer) => stream.mend(peer));
    }
    for (const { address } of this.incoming) if (this.#isCut(address.peer)) this.#drop(address.peer, address.label);
    for (const [label, from] of this.#requests) held ? this.#room.send({ type: "release", to: from, label }) : this.#askFor(label, from);
  }

  /** @param {Frame} frame */
  offered({ from, stream, label, sdp }) {
    if (this.#isCut(from)) return;
    this.#incoming.get(`${from} ${label}`)?.close();
    const changed = () => this.#tell("stream-state", incoming);
    const incoming = new IncomingStream({ peer: from, stream, label }, { ...this.surroundings(), changed });
    this.#incoming.set(`${from} ${label}`, incoming);
    void incoming.edge.answer(sdp);
    this.#tell("stream", incoming);
  }

  /** @param {Frame} frame */
  answered(frame) {
    void this.#sentEdge(frame)?.answered(frame.sdp);
  }

  /** A candidate belongs to a stream of either direction. @param {Frame} frame */
  addCandidate(frame) {
    const incoming = this.#incomingOf(frame.from).find(({ address }) => address.stream === frame.stream);
    void (incoming?.edge ?? this.#sentEdge(frame))?.addCandidate(frame.candidate);
  }

  /** @param {Frame} frame */
  closed({ from, stream }) {
    const incoming = this.#incomingOf(from).find(({ address }) => address.stream === stream);
    if (incoming) this.#drop(from, incoming.address.label);
  }

  /** @param {Frame} frame */
  renewed(frame) {
    const { from } = frame;
    if (this.#isCut(from)) return;
    const edge = this.#sentEdge(frame);
    if (edge) this.#outgoing.get(edge.address.label)?.offerTo(from);
    else this.#outgoing.forEach((outgoing) => outgoing.mend(from)); // it knows a connection that is gone here
  }

  /** Else the others see a frozen picture for some seconds. */
  sayGoodbye() {
    this.#outgoing.forEach((stream) => this.#sayClosed(stream));
  }

  end() {
    this.#outgoing.forEach((stream) => stream.closeAll());
    this.#incoming.forEach((stream) => stream.close());
    [this.#outgoing, this.#incoming, this.#requests, this.#distrusted].forEach((known) => known.clear());
  }

  /** @param {string} peer */
  #isCut(peer) {
    return this.held && (this.#room.you === "citizen" || peer === "citizen" || peer === "agent");
  }

  /** Everybody present but the agent, which only sends. */
  #receivers() {
    if (!this.#room.joined) return [];
    const open = (/** @type {string} */ id) => id !== "agent" && this.trusts(id) && !this.#isCut(id);
    return [...this.#room.participants.values()].filter(({ id, present }) => present && open(id)).map(({ id }) => id);
  }

  /**
   * @param {string} label
   * @param {string} from
   */
  #askFor(label, from) {
    if (this.#incoming.get(`${from} ${label}`)?.edge.state === "connected") return;
    if (this.#room.participants.get(from)?.present && !this.#isCut(from)) this.#room.send({ type: "request", to: from, label });
  }

  /** @param {string} peer */
  #dropAllOf(peer) {
    this.#outgoing.forEach((stream) => stream.close(peer));
    this.#incomingOf(peer).forEach(({ address }) => this.#drop(peer, address.label));
  }

  /**
   * @param {string} from
   * @param {string} label
   */
  #drop(from, label) {
    const incoming = this.#incoming.get(`${from} ${label}`);
    if (!incoming) return;
    incoming.close();
    this.#incoming.delete(`${from} ${label}`);
    this.#tell("stream-ended", { from, label });
  }

  /** @param {string} peer */
  #incomingOf(peer) {
    return this.incoming.filter(({ address }) => address.peer === peer);
  }

  /** @param {Frame} frame */
  #sentEdge({ from, stream }) {
    const edges = [...this.#outgoing.values()].map((outgoing) => outgoing.find(stream));
    return edges.find((edge) => edge?.address.peer === from);
  }

  /**
   * @param {OutgoingStream} outgoing
   * @param {string[]} peers
   */
  #sayClosed(outgoing, peers = [...outgoing.edges.keys()]) {
    for (const peer of peers) this.#room.send({ type: "close", to: peer, stream: outgoing.edges.get(peer)?.address.stream });
  }
}
