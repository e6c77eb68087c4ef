// A colleague asks this clerk to come to a conversation: it rings, and yes or no is the answer. And guests who knock while
// the clerk does not look at the room.

import { newKey, post } from "../api.js";
import { chime } from "../sound.js";
import { text } from "../texts.js";
import { fill, part } from "./elements.js";
import { isOn } from "./preferences.js";

/**
 * @typedef {import("./console_view.js").View} View
 * @typedef {{accept: (view: View) => void, failed: (error: unknown) => void}} Handlers
 */

export class Asked {
  #root;
  #handlers;
  /** @type {View | null} */
  #view = null;
  /** @type {Set<string>} what has rung */
  #rung = new Set();
  #busy = false;

  /**
   * @param {HTMLElement} root the console
   * @param {Handlers} handlers
   */
  constructor(root, handlers) {
    this.#root = root;
    this.#handlers = handlers;
    part(root, "asked-yes").onclick = () => void this.#answer("accept");
    part(root, "asked-no").onclick = () => void this.#answer("decline");
  }

  /** @param {View} view */
  show(view) {
    this.#view = view;
    const asked = view.asked?.state === "invited" ? view.asked : null;
    const knocking = view.current?.knocking ?? [];
    if (asked) fill(this.#root, { asked_by: asked.clerk, asked_about: text("asked.about", { number: asked.number, service: asked.service }) });
    part(this.#root, "asked").hidden = !asked;
    part(this.#root, "asked-busy").hidden = !view.current?.consultation;
    this.#ring([...(asked ? [`asked ${asked.id}`] : []), ...knocking.map(({ id }) => `knock ${id}`)]);
  }

  /** Out of the colleague's conversation. */
  leave() {
    return this.#answer("leave");
  }

  /** Once for each. @param {string[]} calls */
  #ring(calls) {
    const isNew = calls.some((call) => !this.#rung.has(call));
    this.#rung = new Set(calls);
    if (isNew && isOn("sound")) void chime();
  }

  /** @param {"accept" | "decline" | "leave"} answer */
  async #answer(answer) {
    const asked = this.#view?.asked;
    if (!asked || this.#busy) return;
    this.#busy = true;
    try {
      this.#handlers.accept(await post(`/api/console/requests/${asked.id}/${answer}`, {}, { idempotencyKey: newKey() }));
    } catch (error) {
      this.#handlers.failed(error);
    } finally {
      this.#busy = false;
    }
  }
}
