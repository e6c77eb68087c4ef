// A number on paper, perhaps once more: from the console as at the reception.

import { Paper } from "../reception/paper.js";
import { part } from "./elements.js";

/**
 * @typedef {import("./console_view.js").View} View
 * @typedef {import("./console_view.js").Subject} Subject
 */

export class PaperPanel {
  #root;
  #paper;

  /**
   * @param {HTMLElement} root the console
   * @param {(error: unknown) => void} failed
   */
  constructor(root, failed) {
    this.#root = /** @type {HTMLElement} */ (root.querySelector('[data-panel="paper"]'));
    this.#paper = new Paper(this.#root, (request) => request().catch((error) => (failed(error), null)));
  }

  /**
   * @param {View} _
   * @param {Subject | null} subject
   */
  async open(_, subject) {
    if (!subject) return;
    part(this.#root, "print").onclick = () => void this.#paper.print(subject.id);
    part(this.#root, "no-printer").hidden = true;
    await this.#paper.open(true);
    part(this.#root, "no-printer").hidden = !part(this.#root, "paper").hidden;
    if (!part(this.#root, "paper").hidden) part(this.#root, "print").focus();
  }
}
