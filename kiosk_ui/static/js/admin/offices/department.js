// One department in the list: its offices as links, its name, its place among the others.

import { put } from "../../api.js";
import { fill, fromTemplate, part } from "../../clerk/elements.js";
import { plural, text } from "../../texts.js";
import { isComplete, read, write } from "./forms.js";
import { onShift, showShifts } from "./shifts.js";

/**
 * @typedef {import("./shapes.js").Named} Named
 * @typedef {import("./shapes.js").Office} Office
 * @typedef {import("./page.js").Deeds} Deeds
 */

export class Department {
  element = fromTemplate("department");
  #deeds;
  #form;
  /** @type {Named} */
  #department;

  /**
   * @param {Named} department
   * @param {Deeds} deeds
   * @param {(id: number, steps: number) => void} shift
   */
  constructor(department, deeds, shift) {
    this.#department = department;
    this.#deeds = deeds;
    this.#form = /** @type {HTMLFormElement} */ (this.element.querySelector("form"));
    this.#form.addEventListener("submit", (event) => void this.#rename(event));
    this.#more.addEventListener("toggle", () => write(this.#form, this.#department));
    part(this.element, "remove").addEventListener("click", () => void deeds.remove("department", this.#department));
    onShift(this.element, (steps) => shift(this.#department.id, steps));
  }

  /**
   * @param {Named} department
   * @param {Office[]} offices those that are looked for
   * @param {{chosen: number | null, isFirst: boolean, isLast: boolean, isSearch: boolean}} place
   */
  show(department, offices, { chosen, isFirst, isLast, isSearch }) {
    this.#department = department;
    fill(this.element, { name: department.name });
    showShifts(this.element, department.name, isFirst, isLast);
    part(this.element, "offices").replaceChildren(...offices.map((office) => item(office, office.id === chosen)));
    part(this.element, "empty").hidden = offices.length > 0;
    this.#more.hidden = isSearch;
    this.element.hidden = isSearch && offices.length === 0;
  }

  get #more() {
    return /** @type {HTMLDetailsElement} */ (this.element.querySelector("details"));
  }

  /** @param {Event} event */
  async #rename(event) {
    event.preventDefault();
    if (!isComplete(this.#form)) return;
    const path = `/api/admin/departments/${this.#department.id}`;
    if (await this.#deeds.send(() => put(path, read(this.#form)))) this.#more.open = false;
  }
}

/** @param {Office} office @param {boolean} isChosen */
function item(office, isChosen) {
  const element = fromTemplate("office-item");
  const link = /** @type {HTMLAnchorElement} */ (element.querySelector("a"));
  link.href = `#office-${office.id}`;
  if (isChosen) link.setAttribute("aria-current", "true");
  const counts = [plural("services", office.services.length), plural("counters", office.counters.length)].join(", ");
  fill(element, {
    prefix: office.prefix,
    name: office.name,
    facts: office.published ? counts : `${counts} · ${text("hidden")}`,
  });
  return element;
}
