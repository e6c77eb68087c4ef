// Third step: the counters and what they are called.

import { fromTemplate, part } from "../../clerk/elements.js";
import { text } from "../../texts.js";
import { isComplete } from "../offices/forms.js";

export class CountersStep {
  #form;

  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.#form = form;
    part(form, "counter-add").addEventListener("click", () => this.#add().focus());
    this.#add();
  }

  isComplete() {
    return isComplete(this.#form);
  }

  values() {
    return { counters: this.#rows.map((row) => ({ name: field(row, "name").value.trim(), is_home: field(row, "is_home").checked })) };
  }

  get #rows() {
    return /** @type {HTMLElement[]} */ ([...part(this.#form, "counters").children]);
  }

  #add() {
    const row = fromTemplate("counter-row");
    field(row, "name").value = text("counter.numbered", { number: this.#rows.length + 1 });
    part(row, "remove").addEventListener("click", () => {
      row.remove();
      part(this.#form, "counter-add").focus();
    });
    part(this.#form, "counters").append(row);
    return field(row, "name");
  }
}

/** @param {HTMLElement} row @param {string} name */
function field(row, name) {
  return /** @type {HTMLInputElement} */ (row.querySelector(`[name="${name}"]`));
}
