// When the screens of all devices are on.

import { newKey, put } from "../../api.js";
import { text } from "../../texts.js";
import { fill, part } from "../../clerk/elements.js";
import { field } from "../device_form.js";

/** @typedef {{on: string, off: string, days: number[]}} Hours days: 0 is Monday; none: always on */

export class ScreenHours {
  #part;
  #form;
  #send;

  /**
   * @param {HTMLElement} root
   * @param {import("../sending.js").Send} send
   */
  constructor(root, send) {
    this.#part = /** @type {HTMLDetailsElement} */ (part(root, "hours"));
    this.#form = /** @type {HTMLFormElement} */ (part(root, "hours-form"));
    this.#send = send;
    this.#form.addEventListener("submit", this.#submitted);
  }

  /** While the form is open it is the person's. @param {Hours} hours */
  show(hours) {
    const { on, off, days } = hours;
    const names = this.#days.filter((day) => days.includes(Number(day.value))).map(nameOf);
    fill(this.#part, { hours: days.length ? text("hours.some", { days: names.join(" "), on, off }) : text("hours.always") });
    if (this.#part.open) return;
    field(this.#form, "on").value = on;
    field(this.#form, "off").value = off;
    for (const day of this.#days) day.checked = days.includes(Number(day.value));
  }

  get #days() {
    return /** @type {HTMLInputElement[]} */ ([...this.#form.querySelectorAll('[name="days"]')]);
  }

  /** @param {SubmitEvent} event */
  #submitted = async (event) => {
    event.preventDefault();
    const days = this.#days.filter((day) => day.checked).map((day) => Number(day.value));
    const hours = { on: field(this.#form, "on").value, off: field(this.#form, "off").value, days };
    const done = await this.#send(() => put("/api/fleet/screen-hours", hours, { idempotencyKey: newKey() }));
    if (done) this.#part.open = false;
  };
}

/** @param {HTMLInputElement} day */
function nameOf(day) {
  return day.parentElement?.textContent?.trim() ?? "";
}
