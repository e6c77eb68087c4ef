// Says when the connection is lost, and what still works. Recovery is silent.

import { timeText } from "../clock.js";
import { text } from "../texts.js";
import { fill, part } from "./elements.js";

/** While the live connection is lost, the page asks by itself. */
const POLL_MS = 5_000;
/** The safety net under a working live connection. */
const SAFETY_POLL_MS = 60_000;

export class LinkState {
  #line;
  #timer = 0;
  #live = true;
  #server = true;
  /** When the server last answered. */
  #answeredAt = new Date().toISOString();

  /**
   * @param {HTMLElement} root holds data-part="link"
   * @param {import("../live.js").LiveConnection} live
   * @param {EventTarget & {refresh: () => Promise<void>}} source dispatches "reached" and "failed"
   */
  constructor(root, live, source) {
    this.#line = part(root, "link");
    this.refresh = () => source.refresh();
    live.addEventListener("state", (event) => this.#liveIs(/** @type {CustomEvent<string>} */ (event).detail));
    source.addEventListener("reached", () => this.#serverAnswers());
    source.addEventListener("failed", (event) => this.#serverFails(/** @type {CustomEvent} */ (event).detail));
    this.#poll();
  }

  stop() {
    clearTimeout(this.#timer);
    this.#line.hidden = true;
  }

  /** @param {string} state */
  #liveIs(state) {
    if (state === "connecting") return;
    this.#live = state === "online";
    if (!this.#live) this.#server = false; // until it has answered once more
    if (!this.#live) void this.refresh();
    this.#poll();
    this.#show();
  }

  #serverAnswers() {
    this.#answeredAt = new Date().toISOString();
    this.#server = true;
    this.#show();
  }

  /** @param {{code?: string}} error */
  #serverFails(error) {
    this.#server = error.code !== "unreachable";
    this.#show();
  }

  #show() {
    const lost = !this.#server ? "link.server" : !this.#live ? "link.live" : "";
    this.#line.hidden = !lost;
    if (lost) fill(this.#line, { link: text(lost, { time: timeText(this.#answeredAt) }) });
  }

  #poll() {
    clearTimeout(this.#timer);
    const pause = this.#live && this.#server ? SAFETY_POLL_MS : POLL_MS;
    this.#timer = window.setTimeout(() => void this.refresh().then(() => this.#poll()), pause);
  }
}
