// The number that somebody took before they said that they have an appointment.

import { get } from "../../api.js";
import { timeText } from "../../clock.js";
import { errorText, text } from "../../texts.js";
import { fill, part } from "../elements.js";

/** @typedef {{id: number, number: string, service: string, taken_at: string}} WaitingNumber */

export class NumberChoice {
  #form;
  #select;
  #asked = 0;

  /** @param {HTMLElement} form */
  constructor(form) {
    this.#form = form;
    this.#select = /** @type {HTMLSelectElement} */ (part(form, "numbers"));
  }

  /** Who waits without an appointment now. @param {number} appointment */
  async look(appointment) {
    const asked = ++this.#asked;
    this.#show([]);
    fill(this.#form, { none: text("numbers.looking") });
    try {
      const { numbers } = await get(`/api/clerk/appointments/${appointment}/numbers`);
      if (asked !== this.#asked) return;
      this.#show(numbers);
      fill(this.#form, { none: numbers.length ? "" : text("numbers.none") });
      this.#select.focus();
    } catch (error) {
      if (asked === this.#asked) fill(this.#form, { none: errorText(error) });
    }
  }

  /** Null where none is chosen. */
  read() {
    return this.#select.value ? { ticket_id: Number(this.#select.value) } : null;
  }

  /** @param {WaitingNumber[]} numbers */
  #show(numbers) {
    const options = numbers.map(({ id, number, service, taken_at }) =>
      new Option(text("numbers.option", { number, service, time: timeText(taken_at) }), String(id)));
    this.#select.replaceChildren(...options);
    for (const element of [part(this.#form, "numbers-field"), part(this.#form, "numbers-submit")]) element.hidden = numbers.length === 0;
  }
}
