// The pictures of the room: one large, the others as tiles. The document is large when it is live, and any other by one tap.
import { routeToSpeaker } from "./devices.js";
import { copyOf, part, showOnly, words } from "./partial.js";

/**
 * @typedef {import("./incoming.js").IncomingStream} IncomingStream
 * @typedef {import("./room.js").Participant} Participant
 * @typedef {{stream: IncomingStream, figure: HTMLElement, video: HTMLVideoElement, sound: HTMLAudioElement}} Tile
 */

export class Stage {
  /** @type {Map<string, Tile>} by sender and label */
  #tiles = new Map();
  /** @type {string | null} what somebody tapped */
  #pinned = null;
  #root;
  #blocked;

  /**
   * @param {HTMLElement} root of the room
   * @param {string} role ours
   * @param {() => void} blocked the browser wants a tap before it plays sound
   */
  constructor(root, role, blocked) {
    this.#root = root;
    this.#blocked = blocked;
    this.role = role;
  }

  /** A new stream, or the renewal of one that is shown. @param {IncomingStream} stream */
  add(stream) {
    const tile = this.#tiles.get(keyOf(stream.address)) ?? this.#newTile(stream);
    tile.stream = stream;
    this.update(stream);
  }

  /** The old picture stays until the renewed one has come about. @param {IncomingStream} stream */
  update(stream) {
    const tile = this.#tiles.get(keyOf(stream.address));
    if (!tile || tile.stream !== stream) return;
    const { state } = stream.edge;
    tile.figure.dataset.state = state;
    if (state !== "connected" || tile.video.srcObject === stream.picture) return;
    tile.video.srcObject = stream.picture;
    tile.sound.srcObject = stream.sound;
    void tile.video.play().catch(() => {});
    this.#playSound(tile.sound);
  }

  /** @param {{from: string, label: string}} address */
  remove({ from, label }) {
    const key = `${from} ${label}`;
    const tile = this.#tiles.get(key);
    if (!tile) return;
    tile.video.srcObject = tile.sound.srcObject = null;
    tile.figure.remove();
    this.#tiles.delete(key);
    if (this.#pinned === key) this.#pinned = null;
    this.#arrange();
  }

  /** Camera and microphone of somebody else, as they say. @param {Pick<Participant, "id" | "status"> & {name?: string | null}} participant */
  describe({ id, status, name }) {
    const tile = this.#tiles.get(`${id} camera`);
    if (!tile) return;
    if (name && id.startsWith("guest")) part(tile.figure, "name").textContent = name;
    tile.figure.dataset.camera = status.camera ?? "none";
    tile.figure.dataset.microphone = status.microphone ?? "none";
    showOnly(tile.figure, "data-camera-is", status.camera ?? "none");
    showOnly(tile.figure, "data-microphone-is", status.microphone ?? "none");
  }

  /**
   * A stream whose source is gone shows its last picture at most as a memory.
   * @param {string} label
   * @param {boolean} lost
   */
  doubt(label, lost) {
    for (const { stream, figure } of this.#tiles.values()) {
      if (stream.address.label === label) figure.classList.toggle("room-stream--lost", lost);
    }
  }

  /**
   * @param {MediaStream} stream
   * @param {boolean} visible
   */
  showOwn(stream, visible) {
    const own = part(this.#root, "own");
    const video = /** @type {HTMLVideoElement} */ (own.querySelector("video"));
    own.hidden = !visible;
    video.srcObject = visible ? stream : null;
    if (visible) video.play().catch(() => {});
    this.#arrange();
  }

  /** After a tap everything may sound. */
  unmute() {
    for (const { sound } of this.#tiles.values()) this.#playSound(sound);
  }

  /** @param {string} text in place of the large picture: "nobody", "connecting", "silent" */
  wait(text) {
    showOnly(part(this.#root, "waiting"), "data-waiting", text);
  }

  clear() {
    for (const { stream } of [...this.#tiles.values()]) this.remove({ from: stream.address.peer, label: stream.address.label });
    this.showOwn(new MediaStream(), false);
  }

  get hasPictures() {
    return this.#tiles.size > 0;
  }

  /** @param {IncomingStream} stream */
  #newTile(stream) {
    const figure = /** @type {HTMLElement} */ (copyOf(this.#root, '[data-template="stream"]'));
    const video = /** @type {HTMLVideoElement} */ (figure.querySelector("video"));
    const { peer, label } = stream.address;
    figure.dataset.label = label;
    figure.dataset.from = peer;
    part(figure, "name").textContent = words(this.#root, label === "camera" ? `name-${peer}` : `name-${label}`);
    part(figure, "enlarge").addEventListener("click", () => this.#pin(keyOf(stream.address)));
    video.addEventListener("playing", () => this.#begins(keyOf(stream.address)));
    const sound = /** @type {HTMLAudioElement} */ (figure.querySelector("audio"));
    const tile = { stream, figure, video, sound };
    this.#tiles.set(keyOf(stream.address), tile);
    part(this.#root, "stage").append(figure);
    this.describe({ id: peer, status: { camera: "on", microphone: "on" } });
    void routeToSpeaker(sound);
    this.#arrange();
    return tile;
  }

  /** A document that comes to life takes the large place, whatever was tapped before. @param {string} key */
  #begins(key) {
    const tile = this.#tiles.get(key);
    if (!tile || "live" in tile.figure.dataset) return;
    tile.figure.dataset.live = "";
    if (tile.stream.address.label !== "camera") this.#pinned = null;
    this.#arrange();
  }

  /** A second tap lets go of it. @param {string} key */
  #pin(key) {
    this.#pinned = this.#pinned === key ? null : key;
    this.#arrange();
  }

  #arrange() {
    const people = [...this.#tiles.keys()].filter((key) => key.endsWith(" camera")).length;
    const large = this.#isRound(people) ? null : this.#large();
    for (const [key, { figure }] of this.#tiles) {
      figure.classList.toggle("room-stream--large", key === large);
      part(figure, "enlarge").hidden = key === large && (people < 2 || key !== this.#pinned);
      showOnly(figure, "data-enlarge", key === large ? "away" : "to");
    }
    const stage = part(this.#root, "stage");
    const largeLabel = large ? this.#tiles.get(large)?.stream.address.label ?? "" : "";
    stage.dataset.large = largeLabel;
    stage.dataset.people = large === null && people > 1 ? String(people) : "";
    stage.classList.toggle("room__stage--tiles", this.#tiles.size > 1 && large !== null);
    part(this.#root, "waiting").hidden = this.#tiles.size > 0;
  }

  /** Two or three others, none of whom is chosen and none of whom shows anything: all alike. @param {number} people */
  #isRound(people) {
    const isChosen = this.#pinned !== null && this.#tiles.has(this.#pinned);
    const isShowing = [...this.#tiles].some(([key, { figure }]) => !key.endsWith(" camera") && "live" in figure.dataset);
    return people > 1 && !isChosen && !isShowing;
  }

  /** @returns {string | null} */
  #large() {
    if (this.#pinned && this.#tiles.has(this.#pinned)) return this.#pinned;
    const keys = [...this.#tiles.keys()];
    const live = keys.filter((key) => "live" in (this.#tiles.get(key)?.figure.dataset ?? {}));
    return live.find((key) => key.endsWith(" document")) ?? live.find((key) => key.endsWith(" screen")) ?? keys.find((key) => key.endsWith(" camera")) ?? keys[0] ?? null;
  }

  /** @param {HTMLAudioElement} sound */
  #playSound(sound) {
    if (!sound.srcObject) return;
    sound.play().catch((/** @type {Error} */ error) => {
      if (error.name === "NotAllowedError") this.#blocked();
    });
  }
}

/** @param {{peer: string, label: string}} address */
function keyOf({ peer, label }) {
  return `${peer} ${label}`;
}
