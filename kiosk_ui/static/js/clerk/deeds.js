// What a clerk does, sent to the server: one deed after the other, each safe to send twice.

import { newKey, post } from "../api.js";
import { DeedLine } from "./deed_line.js";
import { writtenNumber } from "./switching.js";

/**
 * @typedef {import("./console_view.js").View} View
 * @typedef {(view: View, button: HTMLElement) => Record<string, unknown> | null} Body
 */

/** What each action sends; null: there is nothing to do it to. @type {Record<string, Body>} */
const BODIES = {
  "call-next": () => ({}),
  call: (_, button) => ({ ...ticketOf(button), ...reasonOf(button) }),
  recall: ofCurrent,
  admit: ofCurrent,
  channel: (_, button) => switchOf(button, writtenNumber(button)),
  "no-show": ofCurrent,
  finish: (view, button) => view.current && { ticket_id: view.current.id, outcome: button.dataset.outcome },
  park: (_, button) => ({ ...ticketOf(button), ...reasonOf(button) }),
  resume: (_, button) => ticketOf(button),
  return: (_, button) => ticketOf(button),
  "take-over": (_, button) => ticketOf(button),
  transfer: (_, button) => ({ ...ticketOf(button), ...targetOf(button) }),
  services: (_, button) => ({ ...ticketOf(button), ...changeOf(button) }),
  split: (_, button) => ({ ...ticketOf(button), service_id: Number(button.dataset.service) }),
  priority: (_, button) => ({ ...ticketOf(button), reason: button.dataset.reason ?? null }),
  pause: (_, button) => reasonOf(button),
  "end-pause": () => ({}),
  undo: (view) => view.undo && { action: view.undo.action },
};

export class Deeds {
  #line = new DeedLine();

  /**
   * @param {HTMLElement} root whose buttons with data-action do something
   * @param {import("./source.js").Source<View>} source
   * @param {{done: (button: HTMLElement) => void, failed: (error: unknown) => void}} handlers
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
    if (!view?.counter || !body) return;
    const path = `/api/counters/${view.counter.id}/${action}`;
    void this.#line.run(button, () => this.#send(button, path, body));
    button.setAttribute("aria-busy", "true");
  };

  /**
   * Not what the deed before has made meaningless: its button is gone.
   * @param {HTMLElement} button
   * @param {string} path
   * @param {Record<string, unknown>} body
   */
  async #send(button, path, body) {
    try {
      if (!button.checkVisibility()) return;
      this.source.accept(await post(path, body, { idempotencyKey: newKey() }));
      this.done(button);
    } catch (error) {
      this.failed(error);
      void this.source.refresh();
    } finally {
      button.removeAttribute("aria-busy");
    }
  }
}

/** @param {HTMLElement} button @param {string | null} phone null: it is missing */
function switchOf({ dataset }, phone) {
  return phone === null ? null : { ticket_id: Number(dataset.ticket), channel: dataset.channel, phone };
}

/** The ticket of the button's row or panel. @param {HTMLElement} button */
function ticketOf(button) {
  const owner = /** @type {HTMLElement | null} */ (button.closest("[data-ticket]"));
  return { ticket_id: Number(owner?.dataset.ticket) };
}

/** @param {HTMLElement} button */
function reasonOf({ dataset }) {
  return dataset.reason ? { reason: dataset.reason } : {};
}

/** To whom a ticket is passed on. @param {HTMLElement} button */
function targetOf({ dataset }) {
  if (dataset.clerk) return { clerk_id: Number(dataset.clerk) };
  return dataset.counter ? { counter_id: Number(dataset.counter) } : { service_id: Number(dataset.service) };
}

/** @param {HTMLElement} button */
function changeOf({ dataset }) {
  return dataset.add ? { add: Number(dataset.add) } : { remove: Number(dataset.remove) };
}

/** @type {Body} */
function ofCurrent(view) {
  return view.current && { ticket_id: view.current.id };
}
