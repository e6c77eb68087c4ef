// A field and a list: type a part of the name, choose with the arrow keys, Enter does it.

import { text } from "../texts.js";
import { fill, fromTemplate, part, showFor } from "./elements.js";

/**
 * @typedef {object} Option
 * @property {"service" | "counter" | "clerk"} kind
 * @property {string} name
 * @property {string} detail
 * @property {Record<string, string | number>} data what its button carries (data-*): the deed and to whom
 */

/** @type {Record<string, (at: number, last: number) => number>} */
const MOVES = {
  ArrowDown: (at, last) => (at >= last ? 0 : at + 1),
  ArrowUp: (at, last) => (at <= 0 ? last : at - 1),
};

export class Finder {
  #input;
  #list;
  #none;
  /** @type {Option[]} */
  #options = [];
  #at = 0;
  /** What is drawn: unchanged options keep their place. */
  #drawn = "";

  /** @param {HTMLElement} root with the field and the list */
  constructor(root) {
    this.#input = /** @type {HTMLInputElement} */ (root.querySelector("input"));
    this.#list = /** @type {HTMLElement} */ (root.querySelector("[role=listbox]"));
    this.#none = part(root, "finder-none");
    this.#input.oninput = () => this.#draw();
    this.#input.onkeydown = (event) => this.#pressed(event);
  }

  /** Empty again, and everything is offered. */
  clear() {
    this.#input.value = "";
    this.#at = 0;
    this.#draw();
  }

  /** @param {Option[]} options */
  offer(options) {
    this.#options = options;
    this.#draw();
  }

  #draw() {
    const found = this.#options.filter((option) => matches(option, this.#input.value));
    const drawn = JSON.stringify(found);
    this.#none.textContent = found.length || !this.#options.length ? "" : text("finder.none");
    if (drawn === this.#drawn) return this.#mark(this.#at);
    this.#drawn = drawn;
    this.#list.replaceChildren(...found.map((option, index) => this.#item(option, index)));
    this.#mark(0);
  }

  /**
   * @param {Option} option
   * @param {number} index
   */
  #item(option, index) {
    const item = fromTemplate("finder-option");
    const button = /** @type {HTMLElement} */ (item.querySelector("button"));
    button.id = `${this.#list.id}-${index}`;
    for (const [name, value] of Object.entries(option.data)) button.dataset[name] = String(value);
    showFor(item, option.kind);
    fill(item, { option_name: option.name, option_detail: option.detail });
    return item;
  }

  /** @param {number} at */
  #mark(at) {
    const buttons = this.#buttons();
    this.#at = Math.min(at, Math.max(buttons.length - 1, 0));
    buttons.forEach((button, index) => button.setAttribute("aria-selected", String(index === this.#at)));
    this.#input.setAttribute("aria-activedescendant", buttons[this.#at]?.id ?? "");
    buttons[this.#at]?.scrollIntoView({ block: "nearest" });
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    const buttons = this.#buttons();
    const move = MOVES[event.key];
    if (move && buttons.length) this.#mark(move(this.#at, buttons.length - 1));
    else if (event.key === "Enter") buttons[this.#at]?.click();
    else return;
    event.preventDefault();
  }

  #buttons() {
    return /** @type {HTMLElement[]} */ ([...this.#list.querySelectorAll("button")]);
  }
}

/** Every word that was typed stands somewhere in it. @param {Option} option @param {string} typed */
function matches({ name, detail }, typed) {
  const whole = `${name} ${detail}`.toLocaleLowerCase();
  return typed.toLocaleLowerCase().split(/\s+/).every((word) => whole.includes(word));
}
