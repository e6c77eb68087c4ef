// The rules by which appointments of the office are booked.

import { newKey, put } from "../../api.js";
import { fill, part } from "../../clerk/elements.js";
import { text } from "../../texts.js";

/** @typedef {import("./shapes.js").Rules} Rules */

export class RulesForm {
  #form;
  #send;
  #office = 0;
  #isTouched = false;

  /**
   * @param {HTMLElement} root
   * @param {import("../sending.js").Send} send
   */
  constructor(root, send) {
    this.#send = send;
    this.#form = /** @type {HTMLFormElement} */ (part(root, "rules"));
    this.#form.addEventListener("submit", (event) => void this.#save(event));
    this.#form.addEventListener("input", () => this.#touched());
  }

  /**
   * @param {number} office
   * @param {Rules} rules
   */
  show(office, rules) {
    const isOther = this.#office !== office;
    this.#office = office;
    if (this.#isTouched && !isOther) return;
    this.#isTouched = false;
    if (isOther) fill(this.#form, { saved: "", error: "" });
    for (const [name, value] of Object.entries(rules)) {
      const field = this.#field(name);
      if (!field) continue;
      if (typeof value === "boolean") field.checked = value;
      else field.value = String(value);
      field.removeAttribute("aria-invalid");
    }
  }

  #touched() {
    this.#isTouched = true;
    fill(this.#form, { saved: "", error: "" });
  }

  /** @param {Event} event */
  async #save(event) {
    event.preventDefault();
    const wrong = this.#numbers().find((field) => !field.checkValidity());
    for (const field of this.#numbers()) field.setAttribute("aria-invalid", String(!field.checkValidity()));
    if (wrong) return this.#refuse(wrong);
    const rules = {
      ...Object.fromEntries(this.#numbers().map((field) => [field.name, Number(field.value)])),
      grid_minutes: Number(this.#field("grid_minutes")?.value),
      late_arrival: this.#field("late_arrival")?.value,
      waiting_list: this.#field("waiting_list")?.checked,
    };
    this.#isTouched = false;
    const path = `/api/offices/${this.#office}/booking-rules`;
    const answer = await this.#send(() => put(path, rules, { idempotencyKey: newKey() }));
    this.#isTouched = !answer;
    fill(this.#form, { error: "", saved: answer ? text("saved") : "" });
  }

  /** @param {HTMLInputElement} field */
  #refuse(field) {
    const name = field.labels?.[0]?.textContent?.trim() ?? field.name;
    fill(this.#form, { saved: "", error: text("rules.wrong", { field: name, min: field.min, max: field.max }) });
    field.focus();
  }

  #numbers() {
    return /** @type {HTMLInputElement[]} */ (Array.from(this.#form.querySelectorAll("input[type=number]")));
  }

  /** @param {string} name */
  #field(name) {
    return /** @type {HTMLInputElement | null} */ (this.#form.elements.namedItem(name));
  }
}
