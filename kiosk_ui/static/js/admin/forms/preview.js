// How the form will look in the room: its own fields, with answers that nobody keeps.

import { shownFields } from "../../room/form/conditions.js";
import { controlFor } from "../../room/form/field_controls.js";
import { part } from "../../room/partial.js";

/** @typedef {import("./shapes.js").Field} Field */

export class Preview {
  #root;
  #place;
  /** @type {Map<string, unknown>} */
  #values = new Map();
  /** @type {{field: Field, element: HTMLElement}[]} */
  #shown = [];
  #drawn = "";

  /** @param {HTMLElement} root with the templates */
  constructor(root) {
    this.#root = root;
    this.#place = part(root, "preview-fields");
    this.#place.addEventListener("submit", (event) => event.preventDefault());
  }

  /** @param {Field[]} fields */
  show(fields) {
    const drawn = JSON.stringify(fields);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    this.#shown = fields.map((field) => ({ field, element: this.#element(field) }));
    this.#place.replaceChildren(...this.#shown.map(({ element }) => element));
    this.#ask();
  }

  /** @param {Field} field */
  #element(field) {
    const { element, control } = controlFor(this.#root, field);
    if (!control) return element;
    part(element, "optional").hidden = field.required || field.type === "checkbox";
    const help = part(element, "help");
    help.textContent = field.help;
    help.hidden = !field.help;
    help.id = `preview-help-${field.name}`;
    control.describe(field.help ? help.id : "", field.required);
    control.show(this.#values.get(field.name), false);
    control.onInput((value) => {
      this.#values.set(field.name, value);
      this.#ask();
    });
    return element;
  }

  #ask() {
    const asked = shownFields(this.#shown.map(({ field }) => field), (name) => this.#values.get(name));
    for (const { field, element } of this.#shown) element.hidden = !asked.includes(field);
  }
}
