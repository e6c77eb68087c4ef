// The consultation on the page: the partial templates/room/room.html brought to life.
import { FEATURES } from "./features.js";
import { LocalMedia } from "./local_media.js";
import { Notices } from "./notices.js";
import { Panels } from "./panels.js";
import { part, showOnly } from "./partial.js";
import { Presence } from "./presence.js";
import { QualityWatch } from "./quality_watch.js";
import { Room } from "./room.js";
import { Stage } from "./stage.js";

const PROBLEMS = ["refused", "refused_by_system", "missing", "busy", "insecure"];

/**
 * @typedef {import("./incoming.js").IncomingStream} IncomingStream
 * @typedef {"closed" | "replaced" | "hung_up" | "dismissed" | "handed_over"} LeftReason
 * @typedef {object} ViewOptions
 * @property {import("../live.js").LiveConnection} live
 * @property {number} consultation
 * @property {"clerk" | "citizen" | "guest"} role
 * @property {import("./devices.js").Media} [media] what this side takes part with; default "camera"
 * @property {boolean} [documents] the other side has a document camera, and this one may ask for it
 * @property {string | null} [deviceKey] fingerprint of the key that has to vouch for that camera
 * @property {boolean} [showsDocuments] this side may show documents with a camera of its own
 * @property {string | Date} [since] when the talk began; default: now
 * @property {(phone: string) => Promise<void>} [callBack] goes on by telephone, at this number or at the known one (""); rejects with words
 * @property {(media: import("./devices.js").Media) => Promise<unknown>} [chooseMedia] remembers what this person takes part with
 * @property {import("./captions.js").CaptionSource} [captions] a port: nothing of ours is one yet
 * @property {() => void} [onHangUp] the person hung up here
 * @property {() => void} [onEnd] the clerk ends it for everyone
 * @property {(reason: LeftReason) => void} [onLeft] the server ended it for this page
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
  /** @type {Panels | undefined} */
  #panels;
  /** @type {import("./features.js").Feature[]} */
  #features = [];
  /** @type {QualityWatch | undefined} */
  #quality;
  #published = false;
  #running = false;
  /** Messages were written that the server did not have at once. */
  #waiting = false;
  /** @type {Presence | undefined} */
  #presence;

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
    this.#presence?.stop();
    this.#quality?.stop();
    this.#features.splice(0).forEach((feature) => feature.stop());
    this.#panels?.stop();
    this.#stage?.clear();
    this.#notices.clearAll();
    this.#root.hidden = true;
  }

  get #media() {
    return this.#options.media ?? "camera";
  }

  #dress() {
    const { role } = this.#options;
    const root = this.#root;
    root.hidden = false;
    root.dataset.role = role;
    root.dataset.media = this.#media;
    for (const element of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("[data-for]"))) {
      element.hidden = !(element.dataset.for ?? "").split(" ").includes(role);
    }
    this.#stage = new Stage(root, role, () => this.#notices.show("sound-blocked", () => this.#allowSound()));
    this.#presence = new Presence(root, this.room, this.#notices, this.#stage, role);
    this.#addFeatures();
    this.#stage.wait("connecting");
    this.#showDevices();
  }

  #addFeatures() {
    const panels = (this.#panels = new Panels(this.#root));
    const options = { ...this.#options, media: this.#media };
    const [root, room, notices, local] = [this.#root, this.room, this.#notices, this.#local];
    const quality = (this.#quality = new QualityWatch(root, room, notices, options.since ? new Date(options.since) : new Date()));
    const context = { root, room, notices, panels, local, quality, live: options.live, options };
    this.#features = FEATURES.flatMap((make) => make(context) ?? []);
  }

  #listenToRoom() {
    /** @type {Record<string, (detail: any) => void>} */
    const handlers = {
      joined: () => this.#joined(),
      state: () => this.#rest(),
      participant: (participant) => this.#presence?.met(participant),
      stream: (stream) => this.#streamed(stream),
      "stream-state": (stream) => this.#stage?.update(stream),
      "stream-ended": (address) => this.#stage?.remove(address),
      chat: () => this.#sentAll(),
      unsent: () => this.#showConnection(),
      notice: ({ code }) => this.#noticed(code),
      "hang-up": ({ from }) => this.#presence?.hungUp(from),
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
    addEventListener("pagehide", () => this.room.leave(), { signal });
    addEventListener("pageshow", ({ persisted }) => persisted && this.#again(), { signal });
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
    if (this.#published) return void this.room.streams.replaceTrack("camera", kind, track);
    this.#published = track !== null;
    if (track) this.room.streams.publish("camera", this.#local.stream);
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

  #joined() {
    this.#notices.clear("refused-not_admitted");
    this.#presence?.entered();
    this.#rest();
    if (this.room.participants.size === 0) this.#stage?.wait("nobody");
    this.#sentAll();
  }

  /** @param {IncomingStream} stream */
  #streamed(stream) {
    this.#stage?.add(stream);
    const sender = this.room.participants.get(stream.address.peer);
    if (sender) this.#stage?.describe(sender);
    if (stream.address.label === "document") this.#documentLost(false);
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

  /** While thanks are shown nothing is sent; an undo brings everything back. On hold the devices stay ready. */
  #rest() {
    const { finished, streams: { held } } = this.room;
    this.#local.hold(finished);
    this.#notices.toggle("finished", finished);
    this.#root.classList.toggle("room--held", held && !finished);
    part(this.#root, "held").hidden = !held || finished || this.#options.role !== "citizen";
    this.#notices.toggle("held", held && !finished && this.#options.role === "guest");
  }

  #hangUp() {
    this.room.leave({ hangUp: true });
    this.stop();
    this.#options.onHangUp?.();
  }

  /** @param {LeftReason} reason */
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
