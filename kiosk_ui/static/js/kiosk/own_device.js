// This device as the office server knows it: its view, its live connection, and the sign of life of its page.

import { ApiError, get, post } from "../api.js";
import { LiveConnection, liveUrl } from "../live.js";

/** Events come in bursts (call, consultation opened): one request answers them. */
const GATHER_MS = 60;
const RETRY_MS = 2_000;
const SEEN_EVERY_MS = 20_000;
/** Waiting windows also change without an event, by the passing of time. */
const REFRESH_EVERY_MS = 30_000;

/**
 * Dispatches "changed" (detail: the new view), "event" (detail: the journal frame), "connection" (detail: whether it is
 * lost), "revoked", and "misplaced": this face is not for this device. Whoever shows something reads `view`.
 */
export class OwnDevice extends EventTarget {
  /** @type {any} the answer of `path`; null until the first one */
  view = null;
  /** @type {LiveConnection} */
  live;
  /** Milliseconds by our own clock when `view` was last confirmed. */
  updatedAt = 0;
  #path;
  #timer = 0;
  #running = false;
  #again = false;

  /**
   * @param {string | null} token d_..., or null for a member of staff who looks at a board
   * @param {string} path of the view that this face shows
   * @param {string[]} [topics] what staff follow; a device follows its office by itself
   */
  constructor(token, path, topics = []) {
    super();
    this.token = token;
    this.#path = path;
    this.live = new LiveConnection(liveUrl(), { token, face: "browser", topics });
    this.#listen();
  }

  /** Loads the view, opens the live connection right behind it, and from then on keeps both. */
  async start() {
    await this.#untilLoaded();
    this.live.after = this.view.journal_id; // everything after what was loaded, and nothing twice
    this.live.open();
    if (this.token) this.#showLife();
    setInterval(() => this.refresh(), REFRESH_EVERY_MS);
  }

  /** @param {{code: string} | {token: string}} proof that the person called is here */
  async confirm(proof) {
    this.#take(await post("/api/device/confirm", proof, { bearer: this.token }));
  }

  #showLife() {
    this.#seen();
    setInterval(() => this.#seen(), SEEN_EVERY_MS);
  }

  async #seen() {
    const version = /** @type {HTMLElement | null} */ (document.querySelector("[data-version]"))?.dataset.version ?? "";
    await post("/api/device/seen", { face: "browser", version }, { bearer: this.token }).catch((error) => this.#failed(error));
  }

  /** Asks for the view again; calls while one is under way lead to exactly one more. */
  async refresh() {
    if (this.#running) {
      this.#again = true;
      return;
    }
    this.#running = true;
    await this.#load().catch((error) => this.#failed(error));
    this.#running = false;
    if (this.#again) this.#soon();
  }

  #soon() {
    this.#again = false;
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.refresh(), GATHER_MS);
  }

  #listen() {
    this.live.addEventListener("event", (event) => {
      this.#tell("event", /** @type {CustomEvent} */ (event).detail);
      this.#soon();
    });
    this.live.addEventListener("welcome", () => this.#soon());
    this.live.addEventListener("reset", () => this.#soon());
    this.live.addEventListener("state", () => this.#tell("connection", this.live.state === "offline"));
    this.live.addEventListener("refused", (event) => {
      if (/** @type {CustomEvent} */ (event).detail.code === "revoked") this.#tell("revoked", null);
      else this.#soon(); // revoked before this connection stood: the answer says so
    });
  }

  async #untilLoaded() {
    while (!this.view) {
      await this.#load().catch((error) => this.#failed(error));
      if (this.view) break;
      this.#tell("connection", true);
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
    this.#tell("connection", false);
  }

  async #load() {
    this.#take(await get(this.#path, { bearer: this.token }));
  }

  /** @param {any} view */
  #take(view) {
    if (this.view && view.journal_id < this.view.journal_id) return; // an answer that was overtaken
    this.updatedAt = Date.now();
    this.view = view;
    this.#tell("changed", view);
  }

  /** Only a refusal of who asks ends anything; an unreachable server comes back. @param {unknown} error */
  #failed(error) {
    if (error instanceof ApiError && error.status === 401) this.#tell("revoked", null);
    else if (error instanceof ApiError && error.code === "forbidden") this.#tell("misplaced", null);
    else if (!(error instanceof ApiError)) throw error;
  }

  /**
   * @param {string} name
   * @param {unknown} detail
   */
  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/** The device's capability in the fragment of its address, or null. */
export function ownToken() {
  return location.hash.match(/^#(d_[A-Za-z0-9_-]{43})$/)?.[1] ?? null;
}

/** Exchanges the one-time code from the admin face for this device's capability. @param {string} code */
export async function enroll(code) {
  const { token } = await post("/api/devices/enroll", { code });
  return /** @type {string} */ (token);
}
