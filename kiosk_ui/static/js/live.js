// The live connection of a page: one WebSocket that resumes by itself. The protocol is described in appliance/live/PROTOCOL.md.

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;
/** A restarting server is back sooner than this; only then people are told. */
const GRACE_MS = 1_500;
const WELCOME_PATIENCE_MS = 5_000;
const ANSWER_PATIENCE_MS = 2_500;
const QUIET_MS = 10_000;
/** Somebody in a consultation notices a dead network at once, so the page must too: 1 + 1.5 s. */
const WATCHFUL_QUIET_MS = 1_000;
const WATCHFUL_PATIENCE_MS = 1_500;
/**
 * The first packet of a connection, when lost, is sent again after 1 s, and when lost again after 3 s. A second connection
 * beside the first, begun soon after that first second, mostly overtakes it.
 */
const BESIDE_MS = 1_200;
/** After a sleep or on another network the old connection is most likely dead. */
const HURRIED_PATIENCE_MS = 1_000;

/** What is about the connection itself; everything else is about a room. */
const OWN_COMMANDS = new Set(["hello", "ping", null]);

/**
 * @typedef {"connecting" | "online" | "offline"} LiveState
 * @typedef {{type: string, [field: string]: any}} Frame
 * @typedef {object} LiveOptions
 * @property {string | null} [token] capability of a ticket or a device; staff come with their cookie
 * @property {"browser" | "agent"} [face]
 * @property {string[]} [topics] what staff follow, for example "office:1"
 * @property {number | null} [after] the journal id from which events are wanted; null: from now on
 */

/** The address of the live connection, which every page carries in its head. */
export function liveUrl() {
  const meta = /** @type {HTMLMetaElement | null} */ (document.querySelector("meta[name=vorzimmer-live]"));
  return meta?.content || "/live";
}

/**
 * Dispatches CustomEvents whose `detail` is the frame: "welcome", "event", "window", "reset", "room" (every room frame),
 * "refused" (an error that is not about the room), and "state" (detail: the LiveState).
 * After a loss the state is "connecting", and "offline" when the server is not back within 1.5 s.
 */
export class LiveConnection extends EventTarget {
  /** @type {LiveState} */
  state = "offline";
  /** @type {string[]} */
  topics;
  /** @type {number | null} the last journal id seen */
  after;
  #url;
  #token;
  #face;
  /** @type {WebSocket | null} */
  #socket = null;
  #wanted = false;
  #watchful = false;
  #pause = FIRST_PAUSE_MS;
  /** @type {Record<string, number>} one timer for each purpose */
  #timers = {};

  /**
   * @param {string} url
   * @param {LiveOptions} [options]
   */
  constructor(url, options = {}) {
    super();
    const address = new URL(url, location.href);
    address.protocol = address.protocol.replace(/^http/, "ws");
    this.#url = address.href;
    this.#token = options.token ?? null;
    this.#face = options.face ?? "browser";
    this.topics = options.topics ?? [];
    this.after = options.after ?? null;
  }

  open() {
    if (this.#wanted) return;
    this.#wanted = true;
    this.#pause = FIRST_PAUSE_MS;
    addEventListener("online", this.#retryNow);
    addEventListener("offline", this.#probe);
    document.addEventListener("visibilitychange", this.#retryNow);
    this.#setState("connecting");
    this.#connect();
  }

  /** Says hello anew, for what follows from who one is now; what is missed meanwhile comes after the welcome. */
  renew() {
    if (!this.#wanted) return;
    this.#drop();
    this.#connect();
  }

  close() {
    this.#wanted = false;
    removeEventListener("online", this.#retryNow);
    removeEventListener("offline", this.#probe);
    document.removeEventListener("visibilitychange", this.#retryNow);
    this.#drop();
    this.#clear("retry");
    this.#setState("offline");
  }

  /**
   * @param {Frame} message
   * @returns {boolean} false when there is no connection: the message was not sent and is not kept
   */
  send(message) {
    if (this.state !== "online" || this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  /** A room asks for a close watch of the connection while it lasts. @param {boolean} on */
  watch(on) {
    this.#watchful = on;
    if (this.state === "online") this.#listenForQuiet();
  }

  #connect() {
    this.#clear("retry");
    if (!this.#wanted || this.#socket) return;
    const socket = new WebSocket(this.#url);
    this.#use(socket);
    this.#later("patience", WELCOME_PATIENCE_MS, () => this.#lost(this.#socket));
    this.#later("beside", BESIDE_MS, () => this.#watchful && this.#tryBeside(socket));
  }

  /** @param {WebSocket} socket */
  #use(socket) {
    this.#socket = socket;
    socket.onopen = () => socket.send(JSON.stringify(this.#hello()));
    socket.onmessage = (message) => this.#received(socket, message.data);
    socket.onclose = () => this.#lost(socket);
  }

  /** Whichever opens first is used. @param {WebSocket} slow */
  #tryBeside(slow) {
    const isSlow = () => this.#socket === slow && slow.readyState === WebSocket.CONNECTING;
    if (!isSlow()) return;
    const other = new WebSocket(this.#url);
    other.onopen = () => {
      if (!isSlow()) return other.close();
      this.#use(other);
      slow.close();
      other.send(JSON.stringify(this.#hello()));
    };
  }

  #hello() {
    const hello = { type: "hello", face: this.#face, topics: this.topics, after: this.after };
    return this.#token ? { ...hello, token: this.#token } : hello;
  }

  /**
   * @param {WebSocket} socket
   * @param {unknown} data
   */
  #received(socket, data) {
    if (socket !== this.#socket || typeof data !== "string") return;
    this.#listenForQuiet();
    const frame = /** @type {Frame} */ (JSON.parse(data));
    const handler = FRAMES[frame.type];
    if (handler) handler(this, frame);
    else this.#tell("room", frame);
  }

  /** @param {Frame} frame */
  welcomed(frame) {
    this.#pause = FIRST_PAUSE_MS;
    this.after ??= frame.head;
    this.#setState("online");
    this.#listenForQuiet();
    this.#tell("welcome", frame);
  }

  /** Events arrive in order; one seen before is not told again. @param {Frame} frame */
  happened(frame) {
    if (this.after !== null && frame.id <= this.after) return;
    this.after = frame.id;
    this.#tell("event", frame);
  }

  /** @param {Frame} frame */
  reset(frame) {
    this.after = frame.head;
    this.#tell("reset", frame);
  }

  /** @param {Frame} frame */
  window(frame) {
    this.#tell("window", frame);
  }

  /** @param {Frame} frame */
  refused(frame) {
    if (!OWN_COMMANDS.has(frame.of)) return this.#tell("room", frame);
    if (frame.code === "revoked") this.close(); // trying again cannot help
    if (frame.of === "hello") this.#pause = LONGEST_PAUSE_MS; // perhaps later
    this.#tell("refused", frame);
  }

  /** @param {WebSocket | null} socket */
  #lost(socket) {
    if (socket !== this.#socket) return;
    this.#drop();
    if (!this.#wanted) return;
    if (this.state === "online") this.#setState("connecting");
    if (!this.#timers.grace) this.#later("grace", GRACE_MS, () => this.#setState("offline"));
    this.#later("retry", this.#pause * (0.5 + Math.random() / 2), () => this.#connect());
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE_MS);
  }

  #drop() {
    const socket = this.#socket;
    this.#socket = null;
    this.#clear("quiet");
    this.#clear("patience");
    this.#clear("beside");
    if (socket && socket.readyState < WebSocket.CLOSING) socket.close();
  }

  #listenForQuiet() {
    this.#clear("patience");
    this.#later("quiet", this.#watchful ? WATCHFUL_QUIET_MS : QUIET_MS, () => this.#probe());
  }

  /** @param {Event} [event] of the browser, which says that something has happened to the network or to the page */
  #probe = (event) => {
    const socket = this.#socket;
    if (!socket || this.state !== "online" || this.#timers.patience) return;
    this.send({ type: "ping" });
    const calm = this.#watchful ? WATCHFUL_PATIENCE_MS : ANSWER_PATIENCE_MS;
    const patience = event ? HURRIED_PATIENCE_MS : calm;
    this.#later("patience", patience, () => {
      this.#lost(socket);
      this.#setState("offline"); // people have waited for the answer already
    });
  };

  /** @param {Event} event */
  #retryNow = (event) => {
    if (event.type === "visibilitychange" && document.hidden) return;
    this.#pause = FIRST_PAUSE_MS;
    if (this.#socket) this.#probe(event);
    else this.#connect();
  };

  /** @param {LiveState} state */
  #setState(state) {
    if (state !== "connecting") this.#clear("grace");
    if (state === this.state) return;
    this.state = state;
    this.#tell("state", state);
  }

  /**
   * @param {string} name
   * @param {unknown} detail
   */
  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  /**
   * @param {string} purpose
   * @param {number} delay milliseconds
   * @param {() => void} act
   */
  #later(purpose, delay, act) {
    this.#clear(purpose);
    this.#timers[purpose] = window.setTimeout(() => {
      delete this.#timers[purpose];
      act();
    }, delay);
  }

  /** @param {string} purpose */
  #clear(purpose) {
    clearTimeout(this.#timers[purpose]);
    delete this.#timers[purpose];
  }
}

/** @type {Record<string, (live: LiveConnection, frame: Frame) => void>} */
const FRAMES = {
  welcome: (live, frame) => live.welcomed(frame),
  event: (live, frame) => live.happened(frame),
  window: (live, frame) => live.window(frame),
  reset: (live, frame) => live.reset(frame),
  error: (live, frame) => live.refused(frame),
  pong: () => {},
};
