// Fourth step: one week for all ways to talk, taken over from a preset or typed.

import { weekdayText } from "../../clock.js";
import { fill, fromTemplate, part } from "../../clerk/elements.js";
import { text } from "../../texts.js";
import { readHours } from "../hours/written.js";

const DAYS = [0, 1, 2, 3, 4, 5, 6];

export class HoursStep {
  #form;
  /** @type {HTMLInputElement[]} from Monday on */
  #cells;

  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.#form = form;
    this.#cells = DAYS.map((day) => this.#cell(day));
    const presets = /** @type {NodeListOf<HTMLElement>} */ (form.querySelectorAll("[data-week]"));
    for (const preset of presets) preset.addEventListener("click", () => this.#take(preset.dataset.week ?? ""));
    this.#take(presets[0].dataset.week ?? "");
  }

  /** What is no time is named. */
  isComplete() {
    const unclear = this.#cells.filter((cell) => readHours(cell.value) === null);
    for (const cell of this.#cells) cell.setAttribute("aria-invalid", String(unclear.includes(cell)));
    const [first] = unclear;
    const day = first ? weekdayText(this.#cells.indexOf(first)) : "";
    fill(this.#form, { error: first ? text("hours.unclear", { day, text: first.value }) : "" });
    first?.focus();
    return unclear.length === 0;
  }

  values() {
    return { week: this.#cells.map((cell) => readHours(cell.value)) };
  }

  /** @param {number} day */
  #cell(day) {
    const field = fromTemplate("week-field");
    fill(field, { day: weekdayText(day) });
    part(this.#form, "week").append(field);
    return /** @type {HTMLInputElement} */ (field.querySelector("input"));
  }

  /** @param {string} week seven days between bars */
  #take(week) {
    week.split("|").forEach((hours, day) => (this.#cells[day].value = hours));
    fill(this.#form, { error: "" });
  }
}
