// A consultation as this page sees it: who is here and what is written; which streams go out and come in is in streams.js.
// It outlives reloads of the other side, lost connections and restarts of the server; PROTOCOL.md says how.
import { newKey } from "../api.js";
import { Chat } from "./chat.js";
import { Streams } from "./streams.js";
import { Wire } from "./wire.js";

const TOO_FAST_PAUSE_MS = 3_000;

/**
 * @typedef {import("../live.js").LiveConnection} LiveConnection
 * @typedef {import("../live.js").Frame} Frame
 * @typedef {"on" | "off" | "none"} DeviceStatus
 * @typedef {{microphone?: DeviceStatus, camera?: DeviceStatus}} Status
 * @typedef {"clerk" | "citizen" | "agent" | "interpreter" | "colleague"} Role
 * @typedef {{id: string, instance: string, status: Status, present: boolean, role: Role, name: string | null}} Participant
 */

/**
 * Dispatches CustomEvents:
 * "joined" Frame (with what each feature has to say to somebody who comes), "participant" Participant (came, went, or its status changed),
 * "stream" IncomingStream (new, or renewed under the same sender and label), "stream-state" IncomingStream, "stream-ended" {from, label},
 * "chat" {message, isNew}, "unsent" (some messages wait for the connection), "notice" {from, code}, "hang-up" {from},
 * "described" Frame (an offer or answer, before it is used), "distrusted" {peer},
 * "state" {finished, held} (thanks are shown, the citizen is on hold), "left" {reason}, "refused" {code, of, detail}, "frame:<type>" Frame for every other message: those of features.
 */
export class Room extends EventTarget {
  /** @type {Map<string, Participant>} the others, present or not */
  participants = new Map();
  chat = new Chat();
  streams = new Streams(this, (name, detail) => this.#tell(name, detail));
  /** What pages send each other beside picture and sound. */
  wire = new Wire(this);
  finished = false;
  #live;
  /** Tells the others whether we have been here all the time, so that our connections are worth keeping. */
  #instance = "";
  #consultation;
  #joined = false;
  #wanted = false;
  /** @type {Status} */
  #status = { microphone: "none", camera: "none" };

  /** @param {{live: LiveConnection, consultation: number, role: "clerk" | "citizen" | "guest"}} options */
  constructor({ live, consultation, role }) {
    super();
    this.#live = live;
    this.#consultation = consultation;
    this.you = /** @type {string} */ (role);
  }

  async join() {
    if (this.#wanted) return;
    this.#wanted = true;
    this.#instance = newKey();
    await this.streams.prepare();
    if (!this.#wanted) return; // left in the meantime
    this.#live.addEventListener("welcome", this.#enter);
    this.#live.addEventListener("room", this.#receive);
    this.#live.addEventListener("state", this.#stateChanged);
    this.#live.watch(true);
    this.#enter();
  }

  /** @param {{hangUp?: boolean}} [manner] hanging up tells the others that it was meant */
  leave({ hangUp = false } = {}) {
    this.streams.sayGoodbye();
    this.send({ type: hangUp ? "hang-up" : "leave" });
    this.#end();
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
    this.send({ type: "status", ...this.#status });
  }

  /**
   * Nothing goes to somebody who is away: they are met anew when they return.
   * @param {Frame} frame
   * @returns {boolean} whether it could be sent now
   */
  send(frame) {
    const reachable = !frame.to || this.participants.get(frame.to)?.present;
    return Boolean(this.#joined && reachable && this.#live.send(frame));
  }

  /** Somebody sits between this page and theirs: nothing goes there any more, and nothing comes. @param {string} peer */
  distrust(peer) {
    this.streams.distrust(peer);
    this.wire.drop(peer);
    this.#tell("distrusted", { peer });
  }

  get joined() {
    return this.#joined;
  }

  #enter = () => {
    this.#live.send({ type: "join", consultation: this.#consultation, instance: this.#instance });
  };

  #stateChanged = () => {
    if (this.#live.state !== "online") this.#joined = false;
  };

  /** @param {Event} event */
  #receive = (event) => {
    const frame = /** @type {CustomEvent<Frame>} */ (event).detail;
    const handle = this.#handlers[frame.type];
    if (handle) handle(frame);
    else this.#tell(`frame:${frame.type}`, frame);
  };

  /** @type {Record<string, (frame: Frame) => void>} */
  #handlers = {
    joined: (frame) => this.#entered(frame),
    participant: (frame) => this.#met({ status: {}, present: true, ...frame }),
    left: (frame) => this.#dismissed(frame),
    state: (frame) => this.#changed(frame),
    offer: (frame) => this.#offered(frame),
    answer: (frame) => this.#answered(frame),
    candidate: (frame) => this.wire.take(frame) || this.streams.addCandidate(frame),
    close: (frame) => this.streams.closed(frame),
    renew: (frame) => this.wire.take(frame) || this.streams.renewed(frame),
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
    this.streams.iceServers = frame.ice_servers ?? [];
    this.finished = Boolean(frame.finished);
    this.streams.setHeld(Boolean(frame.held));
    this.send({ type: "status", ...this.#status });
    this.#meetAll(frame.participants ?? []);
    this.#catchUp(frame.chat ?? []);
    this.#tell("joined", frame);
  }

  /** @param {(Omit<Participant, "status" | "present"> & {status?: Status, present?: boolean})[]} others */
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
  #met({ id, instance, status, present, role, name }) {
    if (id === this.you) return;
    const before = this.participants.get(id);
    const participant = { id, instance, present, role, name, status: { ...status } };
    this.participants.set(id, participant);
    if (present) this.streams.connect(participant, before);
    this.#tell("participant", participant);
  }

  /** @param {Frame} frame */
  #changed({ finished, held }) {
    this.finished = Boolean(finished);
    this.streams.setHeld(Boolean(held));
    this.#tell("state", { finished: this.finished, held: this.streams.held });
  }

  /** @param {Frame} frame */
  #offered(frame) {
    this.#tell("described", frame);
    if (this.streams.trusts(frame.from) && !this.wire.take(frame)) this.streams.offered(frame);
  }

  /** @param {Frame} frame */
  #answered(frame) {
    this.#tell("described", frame);
    if (!this.wire.take(frame)) this.streams.answered(frame);
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
    this.streams.end();
    this.wire.end();
    this.participants.clear();
  }

  /** @param {import("./chat.js").Message} message */
  #sendMessage({ id, text }) {
    this.send({ type: "chat", id, text });
  }

  /**
   * @param {string} name
   * @param {unknown} detail
   */
  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
