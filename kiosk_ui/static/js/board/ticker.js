// Sentences at the foot, one at a time and each long enough to be read; all at once for those who want no motion.

import { stamp } from "../kiosk/slots.js";

const LEAST_MS = 9_000;
/** Slow readers need about 80 ms a character; a sentence is to be met in its middle, too. */
const CHARACTER_MS = 110;

/** @typedef {{text: string, language: string}} Sentence */

export class Ticker {
  #root;
  #list;
  #shown = "";
  #turn = 0;
  #timer = 0;

  /** @param {HTMLElement} root with a list in it */
  constructor(root) {
    this.#root = root;
    this.#list = /** @type {HTMLElement} */ (root.querySelector("ul"));
  }

  /** @param {Sentence[]} sentences */
  show(sentences) {
    const wanted = JSON.stringify(sentences);
    if (wanted === this.#shown) return;
    this.#shown = wanted;
    this.#root.hidden = sentences.length === 0;
    this.#list.replaceChildren(...sentences.map(item));
    clearTimeout(this.#timer);
    this.#turn = 0;
    this.#next();
  }

  #next() {
    const items = [...this.#list.children];
    if (items.length === 0) return;
    const current = items[this.#turn % items.length];
    for (const one of items) one.toggleAttribute("data-current", one === current);
    this.#turn += 1;
    const characters = current.textContent?.length ?? 0;
    this.#timer = window.setTimeout(() => this.#next(), Math.max(LEAST_MS, characters * CHARACTER_MS));
  }
}

/** @param {Sentence} sentence */
function item({ text, language }) {
  const element = stamp("board-sentence");
  element.textContent = text;
  element.lang = language;
  return element;
}
