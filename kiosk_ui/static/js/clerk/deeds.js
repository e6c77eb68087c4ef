// What a clerk does, sent to the server: one deed at a time, each safe to send twice.

import { newKey, post } from "../api.js";

/**
 * @typedef {import("./console_view.js").View} View
 * @typedef {(view: View, button: HTMLElement) => Record<string, unknown> | null} Body
 */

/** What each action sends; null: there is nothing to do it to. @type {Record<string, Body>} */
const BODIES = {
  "call-next": () => ({}),
  call: (_, button) => ({ ticket_id: Number(button.dataset.ticket) }),
  recall: ofCurrent,
  admit: ofCurrent,
  channel: (_, button) => ({ ticket_id: Number(button.dataset.ticket), channel: button.dataset.channel }),
  "no-show": ofCurrent,
  finish: (view, button) => view.current && { ticket_id: view.current.id, outcome: button.dataset.outcome },
  undo: (view) => view.undo && { action: view.undo.action },
};

export class Deeds {
  #busy = false;

  /**
   * @param {HTMLElement} root whose buttons with data-action do something
   * @param {import("./source.js").Source<View>} source
   * @param {{done: () => void, failed: (error: unknown) => void}} handlers
   */
  constructor(root, source, { done, failed }) {
    this.source = source;
    this.done = done;
    this.failed = failed;
    root.addEventListener("click", this.#clicked);
    this.stop = () => root.removeEventListener("click", this.#clicked);
  }

  /** @param {MouseEvent} event */
  #clicked = (event) => {
    const button = /** @type {Element} */ (event.target).closest("button[data-action]");
    if (!(button instanceof HTMLButtonElement) || button.getAttribute("aria-disabled") === "true") return;
    const view = this.source.view;
    const action = button.dataset.action ?? "";
    const body = view && BODIES[action](view, button);
    if (view?.counter && body) void this.#send(`/api/counters/${view.counter.id}/${action}`, body, button);
  };

  /**
   * A second click while the first is under way does nothing.
   * @param {string} path
   * @param {Record<string, unknown>} body
   * @param {HTMLButtonElement} button
   */
  async #send(path, body, button) {
    if (this.#busy) return;
    this.#busy = true;
    button.setAttribute("aria-busy", "true");
    try {
      this.source.accept(await post(path, body, { idempotencyKey: newKey() }));
      this.done();
    } catch (error) {
      this.failed(error);
      void this.source.refresh();
    } finally {
      this.#busy = false;
      button.removeAttribute("aria-busy");
    }
  }
}

/** @type {Body} */
function ofCurrent(view) {
  return view.current && { ticket_id: view.current.id };
}
