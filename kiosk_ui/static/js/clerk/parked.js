// Who is parked, and whose clerk has vanished: below the waiting people.

import { text } from "../texts.js";
import { concernText } from "./console_view.js";
import { durationText, elapsed } from "./durations.js";
import { fill, fromTemplate, part } from "./elements.js";

/**
 * @typedef {import("./console_view.js").View} View
 * @typedef {{id: number, number: string, service: string, persons: number, callable: boolean}} Ticket
 * @typedef {import("./console_view.js").Parked} ParkedTicket
 * @typedef {import("./console_view.js").Other} OtherTicket
 */

export class Parked {
  #parked;
  #others;

  /** @param {HTMLElement} root the console */
  constructor(root) {
    this.#parked = new List(part(root, "parked"), "parked-row", parkedReason);
    this.#others = new List(part(root, "others"), "other-row", otherReason);
  }

  /** @param {View} view */
  show(view) {
    const free = !view.current || view.current.state === "finished";
    this.#parked.show(view.parked, free);
    this.#others.show(view.others, free);
  }
}

/** @param {ParkedTicket} row */
function parkedReason({ reason, since, obstacle }) {
  const words = text("parked.reason", { reason: text(`parked.${reason}`), duration: durationText(elapsed(since)) });
  return obstacle ? `${words}; ${text(`reason.${obstacle}`)}` : words;
}

/** @param {OtherTicket} row */
const otherReason = ({ counter, clerk }) => text("other.reason", { counter: counter ?? "", clerk: clerk ?? "" });

/** @template {Ticket} Row */
class List {
  /** @type {Map<number, HTMLElement>} kept, so that the focus stays */
  #items = new Map();

  /**
   * @param {HTMLElement} element
   * @param {string} template
   * @param {(row: Row) => string} reason
   */
  constructor(element, template, reason) {
    this.element = element;
    this.template = template;
    this.reason = reason;
  }

  /**
   * @param {Row[]} rows
   * @param {boolean} free whether the counter has room for one of them
   */
  show(rows, free) {
    const known = this.#items;
    this.#items = new Map(rows.map((row) => [row.id, known.get(row.id) ?? fromTemplate(this.template)]));
    for (const [id, item] of known) if (!this.#items.has(id)) item.remove();
    const list = /** @type {HTMLElement} */ (this.element.querySelector("ul"));
    for (const row of rows) {
      const item = /** @type {HTMLElement} */ (this.#items.get(row.id));
      fill(item, { number: row.number, service: concernText(row.service, row.persons), reason: this.reason(row), more: text("row.more", { number: row.number }) });
      fillButtons(item, row, free);
      if (!item.isConnected) list.append(item);
    }
    this.element.hidden = rows.length === 0;
  }
}

/**
 * @param {HTMLElement} item
 * @param {Ticket} row
 * @param {boolean} free
 */
function fillButtons(item, row, free) {
  for (const button of item.querySelectorAll("button")) {
    button.dataset.ticket = String(row.id);
    if (!button.dataset.action) continue;
    button.setAttribute("aria-label", text(`row.${button.dataset.action}`, { number: row.number }));
    button.hidden = !row.callable;
    button.setAttribute("aria-disabled", String(!free));
  }
}
