// A page of the administration follows every office: something happened, so look again.

import { LiveConnection, liveUrl } from "../live.js";
import { LinkState } from "../clerk/link_state.js";

const LOOK_EVENTS = ["welcome", "event", "reset", "refused"];

/** Dispatches what its live connections do, whichever stands at the moment. */
export class Following extends EventTarget {
  /** @type {LiveConnection | null} */
  #live = null;
  /** @type {LinkState | null} */
  #link = null;
  #root;
  #source;

  /**
   * @param {HTMLElement} root says when the connection is lost
   * @param {EventTarget & {refresh: () => Promise<void>}} source
   */
  constructor(root, source) {
    super();
    this.#root = root;
    this.#source = source;
  }

  /** Starts with the first view, which names the offices. @param {{id: number}[]} offices */
  follow(offices) {
    const topics = offices.map((office) => `office:${office.id}`);
    if (this.#live?.topics.join() === topics.join()) return;
    this.#link?.stop();
    this.#live?.close();
    this.#live = new LiveConnection(liveUrl(), { topics });
    for (const name of LOOK_EVENTS) this.#live.addEventListener(name, (event) => this.#happened(event));
    this.#link = new LinkState(this.#root, this.#live, this.#source);
    this.#live.watch(true);
    this.#live.open();
  }

  /** @param {Event} event */
  #happened(event) {
    this.dispatchEvent(new CustomEvent(event.type, { detail: /** @type {CustomEvent} */ (event).detail }));
    void this.#source.refresh();
  }
}
