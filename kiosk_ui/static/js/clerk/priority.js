// The panel in which somebody is given priority: the reason that counts now is marked, and can be taken away.

import { part } from "./elements.js";

/**
 * @typedef {import("./console_view.js").View} View
 * @typedef {import("./console_view.js").Subject} Subject
 */

export class Priority {
  #root;

  /** @param {HTMLElement} root the console */
  constructor(root) {
    this.#root = /** @type {HTMLElement} */ (root.querySelector('[data-panel="priority"]'));
  }

  /**
   * @param {View} _
   * @param {Subject | null} subject
   */
  show(_, subject) {
    part(this.#root, "priority-off").hidden = !subject?.priority;
    for (const choice of /** @type {NodeListOf<HTMLElement>} */ (this.#root.querySelectorAll(".choice"))) {
      choice.setAttribute("aria-pressed", String(choice.dataset.reason === subject?.priority));
    }
  }
}
