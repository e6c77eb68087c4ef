// The consultation on the page: the partial templates/room/room.html brought to life.
import { ChatPanel } from "./chat_panel.js";
import { DocumentControls } from "./document_controls.js";
import { LocalMedia } from "./local_media.js";
import { Notices } from "./notices.js";
import { part, showOnly } from "./partial.js";
import { QualityWatch } from "./quality_watch.js";
import { Room } from "./room.js";
import { Stage } from "./stage.js";

/** The other side may reload its page: only a longer absence is worth words. */
const ABSENCE_GRACE_MS = 2_500;
/** In a box as wide as this the chat beside the pictures takes nothing from them: it is open from the start. */
const WIDE_PX = 900;
const PROBLEMS = ["refused", "refused_by_system", "missing", "busy", "insecure"];

/**
 * @typedef {import("./incoming.js").IncomingStream} IncomingStream
 * @typedef {import("./room.js").Participant} Participant
 * @typedef {object} ViewOptions
 * @property {import("../live.js").LiveConnection} live
 * @property {number} consultation
 * @property {"clerk" | "citizen"} role
 * @property {import("./devices.js").Media} [media] what this side takes part with; default "camera"
 * @property {boolean} [documents] the other side has a document camera, and this one may ask for it
 * @property {string | Date} [since] when the talk began; default: now
 * @property {() => void} [onHangUp] the person hung up here
 * @property {(reason: "closed" | "replaced" | "hung_up") => void} [onLeft] the server ended it for this page
 */

export class RoomView {
  /** @type {Room} */
  room;
  #root;
  #options;
  #listening = new AbortController();
  #local = new LocalMedia();
  /** @type {Notices} */
  #notices;
  /** @type {Stage | undefined} */
  #stage;
  /** @type {ChatPanel | undefined} */
  #chat;
  /** @type {DocumentControls | undefined} */
  #documents;
  /** @type {QualityWatch | undefined} */
  #quality;
  #published = false;
  #running = false;
  /** Messages were written that the server did not have at once. */
  #waiting = false;
  /** @type {Map<string, number>} */
  #absences = new Map();

  /**
   * @param {HTMLElement} element the partial, or something that contains it
   * @param {ViewOptions} options
   */
  constructor(element, options) {
    const inner = /** @type {HTMLElement | null} */ (element.querySelector("[data-room]"));
    this.#root = element.matches("[data-room]") ? element : inner ?? element;
    this.#options = options;
    this.room = new Room(options);
    this.#notices = new Notices(this.#root, part(this.#root, "notices"), options.role);
  }

  /** Joins at once; the devices follow when the browser has asked for them. */
  async start() {
    if (this.#running) return;
    this.#running = true;
    this.#listening = new AbortController();
    this.#local = new LocalMedia();
    this.#published = false;
    this.#dress();
    this.#listenToRoom();
    this.#listenToPage();
    this.#quality?.start();
    void this.room.join();
    await this.#openDevices();
  }

  /** Releases camera, microphone, every connection and every picture. */
  stop() {
    if (!this.#running) return;
    this.#running = false;
    this.#listening.abort();
    this.#local.close();
    this.room.leave();
    this.#absences.forEach((timer) => clearTimeout(timer));
    this.#absences.clear();
    this.#quality?.stop();
    this.#documents?.stop();
    this.#chat?.close();
    this.#stage?.clear();
    this.#notices.clearAll();
    this.#root.hidden = true;
  }

  get #media() {
    return this.#options.media ?? "camera";
  }

  #dress() {
    const { role, documents = false, since } = this.#options;
    const root = this.#root;
    root.hidden = false;
    root.dataset.role = role;
    root.dataset.media = this.#media;
    for (const element of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("[data-for]"))) {
      element.hidden = element.dataset.for !== role;
    }
    this.#stage = new Stage(root, role, () => this.#notices.show("sound-blocked", () => this.#allowSound()));
    this.#chat = new ChatPanel(root, { you: role, send: (text) => this.room.sendChat(text) });
    this.#chat.open(this.#media === "text");
    if (role === "clerk") this.#openChatWhereItFits(this.#chat);
    this.#documents = documents ? new DocumentControls(root, this.room, this.#notices) : undefined;
    this.#quality = new QualityWatch(root, this.room, this.#notices, since ? new Date(since) : new Date());
    this.#stage.wait("connecting");
    this.#showDevices();
  }

  /** As soon as there is a width: the face may show its box later. @param {ChatPanel} chat */
  #openChatWhereItFits(chat) {
    const observer = new ResizeObserver(([{ contentRect }]) => {
      if (contentRect.width === 0) return;
      observer.disconnect();
      if (contentRect.width >= WIDE_PX && this.#running) chat.open(true);
    });
    observer.observe(this.#root);
  }

  #listenToRoom() {
    /** @type {Record<string, (detail: any) => void>} */
    const handlers = {
      joined: ({ finished }) => this.#joined(finished),
      participant: (participant) => this.#met(participant),
      stream: (stream) => this.#streamed(stream),
      "stream-state": (stream) => this.#stage?.update(stream),
      "stream-ended": (address) => this.#stage?.remove(address),
      chat: (told) => this.#wrote(told),
      unsent: () => this.#showConnection(),
      notice: ({ code }) => this.#noticed(code),
      "hang-up": () => this.#notices.show("peer-hung-up"),
      left: ({ reason }) => this.#left(reason),
      refused: ({ code }) => this.#notices.show(`refused-${code}`),
    };
    const { signal } = this.#listening;
    for (const [name, handle] of Object.entries(handlers)) {
      this.room.addEventListener(name, (event) => handle(/** @type {CustomEvent} */ (event).detail), { signal });
    }
  }

  #listenToPage() {
    const { signal } = this.#listening;
    const { live } = this.#options;
    live.addEventListener("state", () => this.#showConnection(), { signal });
    live.addEventListener("event", (event) => this.#happened(/** @type {CustomEvent} */ (event).detail), { signal });
    addEventListener("pagehide", () => this.room.leave(), { signal });
    this.#local.addEventListener("changed", () => this.#showDevices(), { signal });
    this.#local.addEventListener("track", (event) => this.#send(/** @type {CustomEvent} */ (event).detail), { signal });
    this.#onClick("microphone", () => this.#local.setMicrophone(this.#local.status.microphone !== "on"));
    this.#onClick("camera", () => this.#local.setCamera(this.#local.status.camera !== "on"));
    this.#onClick("hang-up", () => this.#hangUp());
  }

  /**
   * @param {string} name
   * @param {() => void} act
   */
  #onClick(name, act) {
    part(this.#root, name).addEventListener("click", act, { signal: this.#listening.signal });
  }

  async #openDevices() {
    await this.#local.open(this.#media);
    if (this.#running) this.#tellProblems();
  }

  /** Published with the first track: who takes part by text sends nothing. @param {{kind: "audio" | "video", track: MediaStreamTrack | null}} change */
  #send({ kind, track }) {
    if (this.#published) return void this.room.replaceTrack("camera", kind, track);
    this.#published = track !== null;
    if (track) this.room.publish("camera", this.#local.stream);
  }

  #showDevices() {
    const { status, stream } = this.#local;
    this.room.setStatus(status);
    this.#stage?.showOwn(stream, status.camera === "on");
    for (const name of /** @type {const} */ (["microphone", "camera"])) {
      const button = part(this.#root, name);
      button.dataset.state = status[name];
      showOnly(button, "data-when", status[name]);
    }
    this.#tellProblems();
  }

  /** What concerns both devices alike is said once. */
  #tellProblems() {
    const { audio, video } = this.#local.problems;
    const alike = audio && audio === video;
    for (const problem of PROBLEMS) {
      this.#notices.toggle(`both-${problem}`, alike === true && audio === problem);
      this.#notices.toggle(`audio-${problem}`, !alike && audio === problem);
      this.#notices.toggle(`video-${problem}`, !alike && video === problem);
    }
  }

  /** @param {boolean} finished */
  #joined(finished) {
    this.#notices.clear("refused-not_admitted");
    this.#hold(finished);
    if (this.room.participants.size === 0) this.#stage?.wait("nobody");
    this.#sentAll();
  }

  /** @param {Participant} participant */
  #met(participant) {
    this.#stage?.describe(participant);
    if (participant.id === "agent") return;
    clearTimeout(this.#absences.get(participant.id));
    if (participant.present) this.#returned(participant);
    else this.#absences.set(participant.id, window.setTimeout(() => this.#missed(participant), ABSENCE_GRACE_MS));
  }

  /** @param {Participant} participant */
  #returned({ id, status }) {
    if (this.#notices.isShown("peer-left")) this.#notices.show("peer-returned");
    this.#notices.clear("peer-left");
    if (this.#absences.delete(id)) this.#notices.clear("peer-hung-up");
    this.#stage?.wait(status.camera === "none" && status.microphone === "none" ? "silent" : "connecting");
  }

  /** Picture and sound may go on although the other page has lost the server: then nothing is missed. @param {Participant} participant */
  #missed({ id }) {
    const flows = this.room.incoming.some(({ address, edge }) => address.peer === id && edge.connection.connectionState === "connected");
    if (flows && this.room.joined) return this.#missAgain(id);
    if (!this.#notices.isShown("peer-hung-up")) this.#notices.show("peer-left");
    this.#stage?.remove({ from: id, label: "camera" });
    this.#stage?.wait("nobody");
  }

  /** @param {string} id */
  #missAgain(id) {
    const participant = this.room.participants.get(id);
    if (participant && !participant.present) {
      this.#absences.set(id, window.setTimeout(() => this.#missed(participant), ABSENCE_GRACE_MS));
    }
  }

  /** @param {IncomingStream} stream */
  #streamed(stream) {
    this.#stage?.add(stream);
    const sender = this.room.participants.get(stream.address.peer);
    if (sender) this.#stage?.describe(sender);
    if (stream.address.label === "document") this.#documentLost(false);
  }

  /** @param {{message: import("./chat.js").Message, isNew: boolean}} told */
  #wrote(told) {
    this.#chat?.show(told);
    this.#sentAll();
  }

  /** Without a connection one notice says it all; messages that wait have words of their own only until then. */
  #showConnection() {
    const offline = this.#options.live.state === "offline";
    this.#waiting ||= this.room.chat.unsent.length > 0;
    this.#notices.toggle("offline", offline);
    this.#notices.toggle("chat-unsent", this.#waiting && !offline && !this.room.joined);
  }

  #sentAll() {
    if (this.room.chat.unsent.length > 0 || !this.#waiting) return;
    this.#waiting = false;
    this.#notices.clear("chat-unsent");
    this.#notices.show("chat-sent");
  }

  /** @param {string} code */
  #noticed(code) {
    this.#documentLost(code === "document_camera_lost");
    if (code === "document_camera_back") this.#notices.show(code);
  }

  /** The last picture of a lost camera must not pass for a live one. @param {boolean} lost */
  #documentLost(lost) {
    this.#notices.toggle("document_camera_lost", lost);
    this.#stage?.doubt("document", lost);
  }

  /** @param {{event: string, consultation: number | null}} happened a row of the journal */
  #happened({ event, consultation }) {
    if (consultation !== this.#options.consultation) return;
    if (event === "ConsultationFinished") this.#hold(true);
    if (event === "ConsultationReopened") this.#hold(false);
  }

  /** While thanks are shown nothing is sent; an undo brings everything back. @param {boolean} finished */
  #hold(finished) {
    this.#local.hold(finished);
    this.#notices.toggle("finished", finished);
  }

  #hangUp() {
    this.room.leave({ hangUp: true });
    this.stop();
    this.#options.onHangUp?.();
  }

  /** @param {"closed" | "replaced" | "hung_up"} reason */
  #left(reason) {
    this.#options.onLeft?.(reason);
    if (reason !== "replaced") return this.stop();
    this.#local.close();
    this.#stage?.clear();
    this.#notices.clearAll();
    this.#notices.show("replaced", () => this.#again());
  }

  #again() {
    this.stop();
    void this.start();
  }

  #allowSound() {
    this.#stage?.unmute();
    this.#notices.clear("sound-blocked");
  }
}
