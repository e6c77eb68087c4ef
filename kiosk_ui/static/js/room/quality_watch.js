// What the head of the room says: how long, which way, how well.
import { part, showOnly } from "./partial.js";
import { judge, pathOfAll, sample } from "./quality.js";

const EVERY_MS = 2_000;
/** A weak moment is normal at the beginning and after a change. */
const WEAK_SAMPLES = 2;

/**
 * @typedef {import("./quality.js").Sample} Sample
 * @typedef {import("./quality.js").Quality | "none"} Shown none before anything is connected
 */

/** Dispatches "changed" when `shown` has. */
export class QualityWatch extends EventTarget {
  /** @type {Shown} */
  shown = "none";
  /** @type {Map<RTCPeerConnection, Sample>} */
  #before = new Map();
  #weak = 0;
  /** @type {number[]} */
  #timers = [];
  #root;
  #room;
  #notices;

  /**
   * @param {HTMLElement} root of the room
   * @param {import("./room.js").Room} room
   * @param {import("./notices.js").Notices} notices
   * @param {Date} since
   */
  constructor(root, room, notices, since) {
    super();
    this.#root = root;
    this.#room = room;
    this.#notices = notices;
    this.since = since;
  }

  start() {
    this.#tick();
    void this.#look();
    this.#timers = [window.setInterval(() => this.#tick(), 1_000), window.setInterval(() => void this.#look(), EVERY_MS)];
    this.#room.addEventListener("stream-state", this.#look);
  }

  stop() {
    this.#timers.forEach((timer) => clearInterval(timer));
    this.#room.removeEventListener("stream-state", this.#look);
    this.#timers = [];
    this.#before.clear();
  }

  #tick() {
    const seconds = Math.max(0, Math.floor((Date.now() - this.since.getTime()) / 1000));
    const minutes = Math.floor(seconds / 60);
    part(this.#root, "duration").textContent = `${minutes}:${String(seconds % 60).padStart(2, "0")}`;
  }

  #look = async () => {
    const { streams: { connections } } = this.#room;
    const samples = await Promise.all(connections.map((connection) => sample(connection)));
    if (this.#timers.length === 0) return;
    this.#show("path", this.#path(samples));
    this.#tell(this.#quality(connections, samples));
    this.#before = new Map(connections.map((connection, index) => [connection, samples[index]]));
  };

  /** @param {Sample[]} samples */
  #path(samples) {
    if (samples.length === 0) return "none";
    return pathOfAll(samples) ?? "pending";
  }

  /**
   * @param {RTCPeerConnection[]} connections
   * @param {Sample[]} samples
   * @returns {Shown}
   */
  #quality(connections, samples) {
    const interrupted = this.#room.streams.incoming.some(({ edge }) => edge.state === "interrupted");
    this.#notices.toggle("media-interrupted", interrupted);
    if (interrupted) return "interrupted";
    if (!this.#room.streams.incoming.some(({ edge }) => edge.state === "connected")) return "none";
    const judgements = samples.map((now, index) => judge(this.#before.get(connections[index]) ?? now, now));
    this.#weak = judgements.includes("weak") ? this.#weak + 1 : 0;
    return this.#weak >= WEAK_SAMPLES ? "weak" : "good";
  }

  /** @param {Shown} quality */
  #tell(quality) {
    this.#show("quality", quality);
    if (quality === this.shown) return;
    this.shown = quality;
    this.dispatchEvent(new Event("changed"));
  }

  /**
   * @param {"path" | "quality"} name
   * @param {string} value
   */
  #show(name, value) {
    const element = part(this.#root, name);
    if (element.dataset.value === value) return;
    element.dataset.value = value;
    showOnly(element, `data-${name}-is`, value);
  }
}
