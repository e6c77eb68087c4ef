// An open page tells the server so. Whoever waits at their own device and left no number is called only while it is open.

import { post } from "../api.js";

/** @typedef {import("./ticket_states.js").Ticket} Ticket */

export class Seen {
  #token;
  #timer = 0;
  #isTelling = false;
  #everyMs = 0;

  /** @param {string} token */
  constructor(token) {
    this.#token = token;
    document.addEventListener("visibilitychange", () => this.#again()); // timers of hidden pages run slowly
    addEventListener("online", () => this.#again());
  }

  /** From the first snapshot on, as long as the ticket waits. @param {Ticket} ticket */
  follow(ticket) {
    const before = this.#everyMs;
    this.#everyMs = ticket.state === "waiting" ? ticket.seen_every_seconds * 1000 : 0;
    if (!this.#everyMs) clearTimeout(this.#timer);
    else if (!before) void this.#tell();
  }

  #again() {
    if (this.#everyMs && document.visibilityState === "visible") void this.#tell();
  }

  async #tell() {
    if (this.#isTelling) return;
    this.#isTelling = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#tell(), this.#everyMs);
    try {
      await post("/api/ticket/seen", {}, { bearer: this.#token });
    } catch {
      // the next one will tell it
    } finally {
      this.#isTelling = false;
    }
  }
}
