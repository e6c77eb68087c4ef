// A consultation as this page sees it: who is here, which streams go out and come in, what is written.
// It outlives reloads of the other side, lost connections and restarts of the server; PROTOCOL.md says how.
import { newKey } from "../api.js";
import { Chat } from "./chat.js";
import { pageCertificates } from "./edge.js";
import { IncomingStream } from "./incoming.js";
import { OutgoingStream } from "./outgoing.js";

/** Tells the others whether this is still the same page, whose connections are worth keeping. */
const INSTANCE = newKey();
const TOO_FAST_PAUSE_MS = 3_000;

/**
 * @typedef {import("../live.js").LiveConnection} LiveConnection
 * @typedef {import("../live.js").Frame} Frame
 * @typedef {"on" | "off" | "none"} DeviceStatus
 * @typedef {{microphone?: DeviceStatus, camera?: DeviceStatus}} Status
 * @typedef {{id: string, instance: string, status: Status, present: boolean}} Participant
 */

/**
 * Dispatches CustomEvents:
 * "joined" {finished}, "participant" Participant (came, went, or its status changed),
 * "stream" IncomingStream (new, or renewed under the same sender and label), "stream-state" IncomingStream, "stream-ended" {from, label},
 * "chat" {message, isNew}, "unsent" (some messages wait for the connection), "notice" {from, code}, "hang-up" {from},
 * "left" {reason}, "refused" {code, of, detail}.
 */
export class Room extends EventTarget {
  /** @type {Map<string, Participant>} the others, present or not */
  participants = new Map();
  chat = new Chat();
  finished = false;
  #live;
  #consultation;
  #joined = false;
  #wanted = false;
  /** @type {RTCCertificate[]} */
  #certificates = [];
  /** @type {RTCIceServer[]} */
  #iceServers = [];
  /** @type {Map<string, OutgoingStream>} by label */
  #outgoing = new Map();
  /** @type {Map<string, IncomingStream>} by sender and label */
  #incoming = new Map();
  /** @type {Map<string, string>} what we asked others to send: label -> participant */
  #requests = new Map();
  /** @type {Status} */
  #status = { microphone: "none", camera: "none" };

  /** @param {{live: LiveConnection, consultation: number, role: "clerk" | "citizen"}} options */
  constructor({ live, consultation, role }) {
    super();
    this.#live = live;
    this.#consultation = consultation;
    this.you = /** @type {string} */ (role);
  }

  async join() {
    if (this.#wanted) return;
    this.#wanted = true;
    this.#certificates = await pageCertificates();
    if (!this.#wanted) return; // left in the meantime
    this.#live.addEventListener("welcome", this.#enter);
    this.#live.addEventListener("room", this.#receive);
    this.#live.addEventListener("state", this.#stateChanged);
    this.#live.watch(true);
    this.#enter();
  }

  /** @param {{hangUp?: boolean}} [manner] hanging up tells the others that it was meant */
  leave({ hangUp = false } = {}) {
    this.#outgoing.forEach((stream) => this.#sayClosed(stream)); // else the others see a frozen picture for some seconds
    this.#send({ type: hangUp ? "hang-up" : "leave" });
    this.#end();
  }

  /**
   * @param {string} label
   * @param {MediaStream} media
   */
  publish(label, media) {
    this.#outgoing.get(label)?.closeAll();
    const stream = new OutgoingStream(label, media, () => this.#surroundings());
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
    this.#send({ type: "release", to: from, label });
    this.#drop(from, label);
  }

  /** @param {string} text at most 2,000 characters */
  sendChat(text) {
    const message = this.chat.write(this.you, text);
    this.#sendMessage(message);
    this.#tell("chat", { message, isNew: true });
    if (!this.#joined) this.#tell("unsent", null);
  }

  /** @param {Status} status what the others are told about our devices */
  setStatus(status) {
    this.#status = { ...this.#status, ...status };
    this.#send({ type: "status", ...this.#status });
  }

  get joined() {
    return this.#joined;
  }

  get incoming() {
    return [...this.#incoming.values()];
  }

  /** All connections of this page, for statistics. */
  get connections() {
    const outgoing = [...this.#outgoing.values()].flatMap((stream) => [...stream.edges.values()]);
    return [...outgoing, ...this.incoming.map((stream) => stream.edge)].map((edge) => edge.connection);
  }

  #enter = () => {
    this.#live.send({ type: "join", consultation: this.#consultation, instance: INSTANCE });
  };

  #stateChanged = () => {
    if (this.#live.state !== "online") this.#joined = false;
  };

  /** @param {Event} event */
  #receive = (event) => {
    const frame = /** @type {CustomEvent<Frame>} */ (event).detail;
    this.#handlers[frame.type]?.(frame);
  };

  /** @type {Record<string, (frame: Frame) => void>} */
  #handlers = {
    joined: (frame) => this.#entered(frame),
    participant: (frame) => this.#met({ status: {}, present: true, ...frame }),
    left: (frame) => this.#dismissed(frame),
    offer: (frame) => this.#offered(frame),
    answer: (frame) => void this.#sentEdge(frame)?.answered(frame.sdp),
    candidate: (frame) => void this.#edge(frame)?.addCandidate(frame.candidate),
    close: (frame) => this.#closed(frame),
    renew: (frame) => this.#renewed(frame),
    chat: (frame) => this.#tell("chat", this.chat.receive(/** @type {any} */ (frame))),
    status: (frame) => this.#statusChanged(frame),
    notice: (frame) => this.#tell("notice", frame),
    "hang-up": (frame) => this.#tell("hang-up", frame),
    error: (frame) => this.#refused(frame),
  };

  /** @param {Frame} frame */
  #entered(frame) {
    this.#joined = true;
    this.you = frame.you;
    this.#iceServers = frame.ice_servers ?? [];
    this.finished = Boolean(frame.finished);
    this.#send({ type: "status", ...this.#status });
    this.#meetAll(frame.participants ?? []);
    this.#catchUp(frame.chat ?? []);
    this.#tell("joined", { finished: this.finished });
  }

  /** @param {{id: string, instance: string, status?: Status, present?: boolean}[]} others */
  #meetAll(others) {
    const present = others.filter(({ id, present }) => id !== this.you && present !== false);
    const ids = new Set(present.map(({ id }) => id));
    for (const gone of this.participants.values()) {
      if (!ids.has(gone.id)) this.#met({ ...gone, present: false });
    }
    present.forEach((other) => this.#met({ ...other, status: other.status ?? {}, present: true }));
  }

  /** @param {{id: string, from: string, text: string, at: string}[]} known */
  #catchUp(known) {
    this.chat.forgetConfirmations(this.you, known);
    known.forEach((frame) => this.#tell("chat", this.chat.receive(frame)));
    this.chat.unsent.forEach((message) => this.#sendMessage(message));
  }

  /** @param {any} frame a Participant, perhaps with other fields */
  #met({ id, instance, status, present }) {
    if (id === this.you) return;
    const before = this.participants.get(id);
    const participant = { id, instance, present, status: { ...status } };
    this.participants.set(id, participant);
    if (present) this.#connect(participant, before);
    this.#tell("participant", participant);
  }

  /**
   * The same page as before keeps its connections, which may have outlived the server; another page gets new ones.
   * @param {Participant} participant
   * @param {Participant | undefined} before
   */
  #connect({ id, instance }, before) {
    if (before && before.instance !== instance) this.#dropAllOf(id);
    for (const stream of this.#outgoing.values()) {
      if (this.#receivers().includes(id)) stream.mend(id);
    }
    for (const [label, from] of this.#requests) {
      if (from === id) this.#askFor(label, from);
    }
    this.#incomingOf(id).filter(({ edge }) => edge.state === "interrupted").forEach((stream) => stream.renew());
  }

  /** Everybody present but the agent, which only sends. */
  #receivers() {
    if (!this.#joined || !globalThis.RTCPeerConnection) return [];
    return [...this.participants.values()].filter((one) => one.present && one.id !== "agent").map(({ id }) => id);
  }

  /** @returns {import("./edge.js").Surroundings} */
  #surroundings() {
    return {
      configuration: { iceServers: this.#iceServers, certificates: this.#certificates },
      send: (frame) => this.#send(frame),
      changed: () => {}, // the receiver of a stream decides whether it needs renewal
    };
  }

  /** @param {Frame} frame */
  #offered({ from, stream, label, sdp }) {
    if (!globalThis.RTCPeerConnection) return;
    this.#incoming.get(`${from} ${label}`)?.close();
    const changed = () => this.#tell("stream-state", incoming);
    const incoming = new IncomingStream({ peer: from, stream, label }, { ...this.#surroundings(), changed });
    this.#incoming.set(`${from} ${label}`, incoming);
    void incoming.edge.answer(sdp);
    this.#tell("stream", incoming);
  }

  /** @param {Frame} frame */
  #closed({ from, stream }) {
    const incoming = this.#incomingOf(from).find(({ address }) => address.stream === stream);
    if (incoming) this.#drop(from, incoming.address.label);
  }

  /** @param {Frame} frame */
  #renewed({ from, stream }) {
    const edge = this.#sentEdge({ type: "renew", from, stream });
    if (edge) this.#outgoing.get(edge.address.label)?.offerTo(from);
    else this.#outgoing.forEach((outgoing) => outgoing.mend(from)); // it knows a connection that is gone here
  }

  /** @param {Frame} frame */
  #statusChanged({ from, microphone, camera }) {
    const participant = this.participants.get(from);
    if (!participant) return;
    participant.status = { microphone, camera };
    this.#tell("participant", participant);
  }

  /** Messages that came too fast for the server wait a little; nothing is lost. @param {Frame} frame */
  #refused(frame) {
    if (frame.of === "chat") setTimeout(() => this.chat.unsent.forEach((message) => this.#sendMessage(message)), TOO_FAST_PAUSE_MS);
    this.#tell("refused", frame);
  }

  /** @param {Frame} frame */
  #dismissed(frame) {
    this.#end();
    this.#tell("left", { reason: frame.reason });
  }

  #end() {
    if (!this.#wanted) return;
    this.#wanted = this.#joined = false;
    this.#live.removeEventListener("welcome", this.#enter);
    this.#live.removeEventListener("room", this.#receive);
    this.#live.removeEventListener("state", this.#stateChanged);
    this.#live.watch(false);
    this.#outgoing.forEach((stream) => stream.closeAll());
    this.#incoming.forEach((stream) => stream.close());
    [this.#outgoing, this.#incoming, this.#requests, this.participants].forEach((map) => map.clear());
  }

  /**
   * @param {string} label
   * @param {string} from
   */
  #askFor(label, from) {
    if (this.#incoming.get(`${from} ${label}`)?.edge.state === "connected") return;
    if (this.participants.get(from)?.present) this.#send({ type: "request", to: from, label });
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

  /** A candidate belongs to a stream of either direction. @param {Frame} frame */
  #edge(frame) {
    const incoming = this.#incomingOf(frame.from).find(({ address }) => address.stream === frame.stream);
    return incoming?.edge ?? this.#sentEdge(frame);
  }

  /** @param {OutgoingStream} outgoing */
  #sayClosed(outgoing) {
    for (const { address } of outgoing.edges.values()) this.#send({ type: "close", to: address.peer, stream: address.stream });
  }

  /** @param {import("./chat.js").Message} message */
  #sendMessage({ id, text }) {
    this.#send({ type: "chat", id, text });
  }

  /** Nothing goes to somebody who is away: they are met anew when they return. @param {Frame} frame */
  #send(frame) {
    const reachable = !frame.to || this.participants.get(frame.to)?.present;
    return this.#joined && reachable && this.#live.send(frame);
  }

  /**
   * @param {string} name
   * @param {unknown} detail
   */
  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
