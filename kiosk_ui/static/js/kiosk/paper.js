// The ticket on paper: what the printer does with it, and once more if somebody wants it.

import { newKey, post } from "../api.js";
import { part, showOne } from "./slots.js";

/** @typedef {import("./check_in.js").Desk} Desk */

/** @type {Record<string, string>} what is said in each state of the job */
const SAID = { ordered: "printing", begun: "printing", printed: "printed", unknown: "unknown", failed: "failed", died: "failed" };
/** The view that names the job comes right behind the number. */
const JOB_PATIENCE_MS = 4_000;
const AGAIN = new Set(["printed", "unknown", "failed"]);

export class Paper {
  #desk;
  #ticket = 0;
  /** When this ticket was first shown, by `performance.now()`. */
  #since = 0;

  /** @param {Desk} desk */
  constructor(desk) {
    this.#desk = desk;
  }

  /** @type {Record<string, () => void>} */
  actions = { print: () => void this.#print() };

  /** Beside the ticket of this visit. */
  show() {
    const screen = part("[data-screen=ticket]");
    const state = this.#state();
    showOne(screen, "paper", state);
    part("[data-paper-row]", screen).hidden = state === null;
    const again = /** @type {HTMLButtonElement} */ (part("[data-action=print]", screen));
    again.hidden = !state || !AGAIN.has(state) || !this.#desk.view.printer?.can_print;
  }

  /** @returns {string | null} null: this device has no printer */
  #state() {
    const { view, visit } = this.#desk;
    const { printer, print } = view;
    if (!printer || !visit.taken) return null;
    if (print?.ticket_id === visit.taken.ticket.id) {
      return SAID[print.state] === "printed" || printer.can_print ? SAID[print.state] : whyNot(printer.state);
    }
    if (!printer.can_print) return whyNot(printer.state);
    return this.#isFresh(visit.taken.ticket.id) ? "printing" : "failed";
  }

  /** @param {number} ticket */
  #isFresh(ticket) {
    if (ticket !== this.#ticket) [this.#ticket, this.#since] = [ticket, performance.now()];
    return performance.now() - this.#since < JOB_PATIENCE_MS;
  }

  async #print() {
    const { visit, device } = this.#desk;
    const body = { ticket: visit.taken?.token };
    await post("/api/device/print", body, { bearer: device.token, idempotencyKey: newKey() }).catch(() => {});
    device.refresh();
  }
}

/** @param {string} state of a printer that cannot print */
const whyNot = (state) => (state === "paper_out" ? "paper_out" : "trouble");
