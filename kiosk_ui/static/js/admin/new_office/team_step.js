// Fifth step: who works there, and whether people can book their time.

import { part } from "../../clerk/elements.js";
import { boxes, read } from "../offices/forms.js";

export class TeamStep {
  #form;

  /**
   * @param {HTMLFormElement} form
   * @param {import("../offices/shapes.js").Named[]} clerks
   */
  constructor(form, clerks) {
    this.#form = form;
    const options = clerks.map(({ id, name }) => ({ value: String(id), label: name }));
    part(form, "clerks").append(...boxes("clerks", options));
  }

  /** Nobody is allowed: they may be chosen later. */
  isComplete() {
    return true;
  }

  values() {
    const { clerks = [], bookable } = read(this.#form);
    return { clerks: clerks.map(Number), bookable };
  }
}
