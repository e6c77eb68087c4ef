// A line of a list with its details folded away behind a button, and in them a question before the last deed.

import { fill, fromTemplate, part } from "../clerk/elements.js";
import { text } from "../texts.js";

export class FoldedItem {
  element;
  #more;

  /** @param {string} template with the parts more, detail, ask, confirm and keep */
  constructor(template) {
    this.element = fromTemplate(template);
    this.#more = part(this.element, "more");
    this.#more.addEventListener("click", () => this.#fold(!part(this.element, "detail").hidden));
    part(this.element, "ask").addEventListener("click", () => this.ask(true));
    part(this.element, "keep").addEventListener("click", () => this.ask(false));
    this.#fold(true);
  }

  /** Whose details they are, for those who hear only the button. @param {string} name */
  nameIt(name) {
    this.#more.setAttribute("aria-label", `${this.#more.textContent?.trim()}: ${name}`);
  }

  /** @param {boolean} asks */
  ask(asks) {
    const confirm = part(this.element, "confirm");
    const wasOpen = !confirm.hidden;
    confirm.hidden = !asks;
    if (asks) part(this.element, "keep").focus();
    else if (wasOpen) part(this.element, "ask").focus();
  }

  /** @param {boolean} folded */
  #fold(folded) {
    part(this.element, "detail").hidden = folded;
    this.#more.setAttribute("aria-expanded", String(!folded));
    fill(this.#more, { more: text(folded ? "more.open" : "more.close") });
    this.ask(false);
  }
}
