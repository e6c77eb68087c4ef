// Whose clerk has vanished in mid-service: said above everything else, with what can be done.

import { fill, fromTemplate, part } from "../clerk/elements.js";
import { timeText } from "../clock.js";
import { text } from "../texts.js";
import { replace } from "./overview.js";

/** @typedef {import("./shapes.js").Row} Row */

export class LeftAlone {
  #list;
  /** @type {Row[]} */
  #rows = [];

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#list = part(root, "left-alone");
  }

  /** @param {Row[]} rows */
  show(rows) {
    this.#rows = rows;
    this.#list.hidden = rows.length === 0;
    replace(this.#list, rows, (row) => {
      const item = fromTemplate("alone");
      item.dataset.ticket = String(row.id);
      fill(item, {
        alone_who: text("alone.who", { number: row.number, where: row.where }),
        alone_since: text("alone.since", { time: timeText(row.alone_since ?? row.since) }),
        alone_deed: text("alone.deed", { number: row.number }),
      });
      return item;
    });
  }

  /** Of which a button tells. @param {HTMLElement} button */
  rowOf(button) {
    const id = Number(/** @type {HTMLElement | null} */ (button.closest("[data-ticket]"))?.dataset.ticket);
    return this.#rows.find((row) => row.id === id) ?? null;
  }
}
