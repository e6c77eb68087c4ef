// The last deed can be taken back for ten seconds; the bar says which, and how long still.

import { text } from "../texts.js";
import { remaining } from "./durations.js";
import { fill, part } from "./elements.js";

/** @typedef {{kind: string, until: string, [fact: string]: string | number}} Undo */

/** How long the server grants; only for the length of the bar. */
const WINDOW_MS = 10_000;

export class UndoBar {
  #element;
  #bar;
  /** @type {Undo | null} */
  #undo = null;

  /**
   * @param {HTMLElement} root the console
   * @param {() => void} expired called each second from the end of the window until the server has ended it too
   */
  constructor(root, expired) {
    this.expired = expired;
    this.#element = part(root, "undo");
    this.#bar = part(root, "undo-bar");
  }

  /** The text of its kind may name what the deed carries. @param {{undo: Undo | null}} view */
  show(view) {
    this.#undo = view.undo;
    if (view.undo) fill(this.#element, { deed: text(`undo.${view.undo.kind}`, view.undo) });
    this.#draw();
  }

  /** Once a second. */
  tick() {
    if (this.#undo && this.#draw() <= 0) this.expired();
  }

  /** @returns {number} milliseconds left */
  #draw() {
    const left = this.#undo ? remaining(this.#undo.until) : 0;
    this.#element.hidden = left <= 0;
    if (left > 0) {
      fill(this.#element, { left: text("undo.left", { seconds: Math.ceil(left / 1000) }) });
      this.#bar.style.width = `${Math.min(100, (100 * left) / WINDOW_MS)}%`;
    }
    return left;
  }
}
