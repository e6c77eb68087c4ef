// Our own camera and microphone in a consultation. Off means off: the camera's light goes out.
import { kindsOf, openDevice, openDevices } from "./devices.js";

/**
 * @typedef {import("./devices.js").Kind} Kind
 * @typedef {import("./devices.js").Media} Media
 * @typedef {import("./room.js").DeviceStatus} DeviceStatus
 */

/**
 * Dispatches "changed" whenever `status` may be different, and "track" {kind, track} when another track, or none, is to be sent.
 */
export class LocalMedia extends EventTarget {
  stream = new MediaStream();
  /** @type {import("./devices.js").Problems} why a device that was asked for is not there */
  problems = {};
  #held = false;
  #closed = false;
  /** @type {Media} */
  #media = "text";
  /** @type {Record<Kind, boolean>} what the person wants, which survives a hold and an unplugged device */
  #wanted = { audio: false, video: false };

  /** @param {Media} media */
  async open(media) {
    this.#media = media;
    navigator.mediaDevices?.addEventListener("devicechange", this.#plugged);
    const { stream, problems } = await openDevices(media);
    if (this.#closed) return stop(stream.getTracks());
    this.problems = problems;
    this.#wanted = { audio: media !== "text", video: media === "camera" };
    stream.getTracks().forEach((track) => this.#adopt(track));
    this.#tell("changed");
  }

  /** @returns {{microphone: DeviceStatus, camera: DeviceStatus}} */
  get status() {
    return { microphone: this.#statusOf("audio"), camera: this.#statusOf("video") };
  }

  /** The microphone stays open while muted: switching it on again is instant. @param {boolean} on */
  async setMicrophone(on) {
    this.#wanted.audio = on;
    if (on && !this.#track("audio")) await this.#start("audio");
    this.#apply();
  }

  /** @param {boolean} on */
  async setCamera(on) {
    this.#wanted.video = on;
    if (on && !this.#track("video")) await this.#start("video");
    if (!on) this.#stop("video");
    this.#apply();
  }

  /** After a sleep: what the system or another program took away is opened again. */
  async revive() {
    for (const kind of /** @type {Kind[]} */ (["audio", "video"])) {
      const lost = this.problems[kind] === "missing" || this.problems[kind] === "busy";
      if (lost && this.#wanted[kind]) await this.#start(kind);
    }
    this.#apply();
  }

  /** While held nothing is sent, and afterwards all is as before. @param {boolean} on */
  hold(on) {
    this.#held = on;
    this.#apply();
  }

  close() {
    this.#closed = true;
    navigator.mediaDevices?.removeEventListener("devicechange", this.#plugged);
    stop(this.stream.getTracks());
    this.stream = new MediaStream();
  }

  /** @param {Kind} kind */
  async #start(kind) {
    const { track, problem } = await openDevice(kind);
    if (this.#closed || !this.#wanted[kind] || this.#track(kind)) return stop(track ? [track] : []);
    delete this.problems[kind];
    if (problem) this.problems[kind] = problem;
    if (track) this.#adopt(track);
  }

  /** @param {Kind} kind */
  #stop(kind) {
    const track = this.#track(kind);
    if (!track) return;
    stop([track]);
    this.stream.removeTrack(track);
    this.#tell("track", { kind, track: null });
  }

  /** @param {MediaStreamTrack} track */
  #adopt(track) {
    const kind = /** @type {Kind} */ (track.kind);
    track.onended = () => this.#unplugged(kind);
    if (kind === "video") track.contentHint = "motion";
    this.stream.addTrack(track);
    this.#apply();
    this.#tell("track", { kind, track });
  }

  /** @param {Kind} kind */
  #unplugged(kind) {
    this.problems[kind] = "missing";
    this.#stop(kind);
    this.#apply();
  }

  /** What went missing while it was wanted comes back by itself. */
  #plugged = async () => {
    for (const kind of /** @type {Kind[]} */ (["audio", "video"])) {
      if (this.problems[kind] === "missing" && this.#wanted[kind]) await this.#start(kind);
    }
    this.#apply();
  };

  #apply() {
    for (const track of this.stream.getTracks()) track.enabled = !this.#held && this.#wanted[/** @type {Kind} */ (track.kind)];
    this.#tell("changed");
  }

  /** @param {Kind} kind */
  #track(kind) {
    return this.stream.getTracks().find((track) => track.kind === kind) ?? null;
  }

  /**
   * "none": this person takes part without it; "off": it is there, or can be opened again.
   * @param {Kind} kind
   * @returns {DeviceStatus}
   */
  #statusOf(kind) {
    if (this.#track(kind)) return this.#wanted[kind] && !this.#held ? "on" : "off";
    const takesPart = this.#wanted[kind] || kindsOf(this.#media).includes(kind);
    return takesPart && !this.problems[kind] ? "off" : "none";
  }

  /**
   * @param {string} name
   * @param {unknown} [detail]
   */
  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/** @param {MediaStreamTrack[]} tracks */
function stop(tracks) {
  for (const track of tracks) {
    track.onended = null;
    track.stop();
  }
}
