// Days with other hours or none, of one office or of all: a list, and a form that adds to it.

import { newKey, post } from "../../api.js";
import { dateText } from "../../clock.js";
import { fill, fromTemplate, part } from "../../clerk/elements.js";
import { text } from "../../texts.js";
import { readHours, writeHours } from "./written.js";

/** @typedef {import("./shapes.js").SpecialDays} SpecialDays */

export class SpecialList {
  #root;
  #officeId;
  #send;
  #more;
  #form;

  /**
   * @param {HTMLElement} root the office or the section that the list is in
   * @param {number | null} officeId null: of all offices
   * @param {import("../sending.js").Send} send
   */
  constructor(root, officeId, send) {
    this.#root = root;
    this.#officeId = officeId;
    this.#send = send;
    this.#more = /** @type {HTMLDetailsElement} */ (part(root, "special-more"));
    this.#form = /** @type {HTMLFormElement} */ (part(root, "special-form"));
    this.#form.append(fromTemplate("special-fields"));
    this.#form.addEventListener("submit", (event) => void this.#add(event));
  }

  /** @param {SpecialDays[]} special */
  show(special) {
    part(this.#root, "special").replaceChildren(...special.map((days) => this.#item(days)));
    const empty = this.#root.querySelector('[data-part="no-special"]');
    if (empty instanceof HTMLElement) empty.hidden = special.length > 0;
  }

  /** @param {SpecialDays} days */
  #item(days) {
    const item = fromTemplate("special-item");
    const hours = writeHours(days.hours) || text("hours.closed");
    const [first, last] = [dateText(days.first), dateText(days.last)];
    fill(item, {
      days: first === last ? first : text("special.range", { first, last }),
      what: days.reason ? text("special.what", { hours, reason: days.reason }) : hours,
    });
    const remove = part(item, "remove");
    remove.setAttribute("aria-label", `${remove.textContent?.trim()}: ${first}`);
    remove.addEventListener("click", () => void this.#send(() => post(`/api/special-days/${days.id}/remove`)));
    return item;
  }

  /** @param {Event} event */
  async #add(event) {
    event.preventDefault();
    const given = Object.fromEntries(new FormData(this.#form));
    const [written, first] = [String(given.hours), String(given.first)];
    const hours = readHours(written);
    const error = !first ? text("hours.no-day") : hours ? "" : text("hours.unclear-days", { text: written });
    fill(this.#form, { error });
    if (error) return;
    const days = { office_id: this.#officeId, first, last: given.last || first, hours, reason: given.reason };
    if (!(await this.#send(() => post("/api/special-days", days, { idempotencyKey: newKey() })))) return;
    this.#form.reset();
    this.#more.open = false;
    this.#more.querySelector("summary")?.focus();
  }
}
