// First step: name, place, department, and the letters of its numbers, which are suggested by the name.

import { get } from "../../api.js";
import { fill, part } from "../../clerk/elements.js";
import { text } from "../../texts.js";
import { isComplete, read } from "../offices/forms.js";

/**
 * @typedef {import("../offices/shapes.js").Named} Named
 * @typedef {import("../offices/shapes.js").Office} Office
 */

export class OfficeStep {
  #form;
  #offices;
  /** Somebody chose the letters: then no name changes them. */
  #isChosen = false;

  /**
   * @param {HTMLFormElement} form
   * @param {Named[]} departments
   * @param {Office[]} offices that are there already
   */
  constructor(form, departments, offices) {
    this.#form = form;
    this.#offices = offices;
    const choice = this.#field("department_id");
    choice.prepend(...departments.map(({ id, name }) => new Option(name, String(id))));
    choice.value = departments.length > 0 ? String(departments[0].id) : "";
    choice.addEventListener("change", () => this.#showDepartment());
    this.#field("name").addEventListener("change", () => void this.#suggest());
    this.#field("prefix").addEventListener("input", () => this.#choose());
    this.#showDepartment();
  }

  /** Letters that another office has are refused at once, not after the last step. */
  isComplete() {
    if (!isComplete(this.#form)) return false;
    const prefix = this.#field("prefix");
    const other = this.#offices.find((office) => office.prefix === prefix.value.trim());
    if (!other) return true;
    fill(this.#form, { error: text("prefix.taken", { office: other.name }) });
    prefix.setAttribute("aria-invalid", "true");
    prefix.focus();
    return false;
  }

  values() {
    const { name, place, prefix, department_id: id, department } = read(this.#form);
    return { name, place, prefix, department: id ? Number(id) : department };
  }

  /** @param {string} name */
  #field(name) {
    return /** @type {HTMLInputElement} */ (this.#form.elements.namedItem(name));
  }

  #showDepartment() {
    const isNew = this.#field("department_id").value === "";
    part(this.#form, "new-department").hidden = !isNew;
    this.#field("department").required = isNew;
  }

  async #suggest() {
    const name = this.#field("name").value.trim();
    if (this.#isChosen || !name) return;
    const found = await get(`/api/admin/prefix?name=${encodeURIComponent(name)}`).catch(() => null);
    if (!found || this.#isChosen) return;
    this.#field("prefix").value = found.prefix;
    this.#hint();
  }

  #choose() {
    const prefix = this.#field("prefix");
    prefix.value = prefix.value.toUpperCase();
    this.#isChosen = prefix.value !== "";
    this.#hint();
  }

  #hint() {
    const { value } = this.#field("prefix");
    fill(this.#form, { prefix_hint: value ? text("prefix.hint", { number: `${value}001` }) : "" });
  }
}
