// Free times to choose from: the next one at once, then day by day.

import { get } from "../../api.js";
import { errorText, text } from "../../texts.js";
import { timeText } from "../../clock.js";
import { fill, fromTemplate, part } from "../elements.js";
import { shortDay, shortWhen } from "./words.js";

/** @typedef {import("./shapes.js").SlotDay} SlotDay */

/** Looked up at once; three of them are on the screen. */
const DAYS = 14;
const FARTHEST = 92;

/**
 * Keys that move through the times: left and right by one, up and down by a day.
 * @type {Record<string, (all: HTMLButtonElement[], at: number) => HTMLButtonElement | undefined>}
 */
const MOVES = {
  ArrowRight: (all, at) => all[at + 1],
  ArrowLeft: (all, at) => all[at - 1],
  ArrowDown: (all, at) => all.slice(at).find((one) => dayOf(one) !== dayOf(all[at])),
  ArrowUp: (all, at) => all.find((one) => dayOf(one) === dayOf(all[all.indexOf(firstOf(all, at)) - 1] ?? all[at])),
  Home: (all) => all[0],
  End: (all) => all[all.length - 1],
};

export class SlotPicker {
  element = fromTemplate("slot-picker");
  /** @type {string | null} RFC 3339 */
  chosen = null;
  #first;
  #days;
  /** @type {string | null} */
  #address = null;
  /** @type {string | null} the next free time */
  #next = null;
  #span = DAYS;
  #asked = 0;

  /** @param {() => void} changed called when another time, or none, is chosen */
  constructor(changed) {
    this.changed = changed;
    this.#first = /** @type {HTMLInputElement} */ (part(this.element, "first"));
    this.#days = part(this.element, "days");
    this.#first.addEventListener("change", () => this.#lookAnew());
    part(this.element, "later").addEventListener("click", () => this.#lookFurther());
    part(this.element, "next").addEventListener("click", () => this.#choose(this.#next));
    this.#days.addEventListener("click", this.#clicked);
    this.#days.addEventListener("keydown", this.#moved);
  }

  /**
   * Looks for times; the choice stays where it is still free.
   * @param {string | null} address of the slots; null: there is nothing to look for yet
   * @param {string} first ISO date from which on, if none was chosen yet
   */
  look(address, first) {
    this.#address = address;
    if (!this.#first.value) this.#first.value = first;
    this.#first.min = first;
    return this.#look();
  }

  /** As it was before anybody chose. */
  reset() {
    this.#asked++;
    this.#first.value = "";
    this.#span = DAYS;
    this.#choose(null);
    this.#show([]);
    fill(this.element, { none: "" });
  }

  #lookAnew() {
    this.#span = DAYS;
    void this.#look();
  }

  #lookFurther() {
    this.#span = Math.min(this.#span + DAYS, FARTHEST);
    void this.#look();
  }

  async #look() {
    const asked = ++this.#asked;
    if (!this.#address || !this.#first.value) return this.#show([]);
    fill(this.element, { none: text("slots.looking") });
    try {
      const days = new URLSearchParams({ first: this.#first.value, days: String(this.#span) });
      const answer = await get(`${this.#address}${this.#address.includes("?") ? "&" : "?"}${days}`);
      if (asked === this.#asked) this.#found(answer.days);
    } catch (error) {
      if (asked !== this.#asked) return;
      this.#show([]);
      fill(this.element, { none: errorText(error) });
    }
  }

  /** @param {SlotDay[]} days */
  #found(days) {
    fill(this.element, { none: days.length ? "" : text("slots.none") });
    this.#show(days);
    if (this.chosen && !days.some((day) => day.slots.includes(/** @type {string} */ (this.chosen)))) this.#choose(null);
  }

  /** @param {SlotDay[]} days */
  #show(days) {
    this.#next = days[0]?.slots[0] ?? null;
    part(this.element, "next").hidden = !this.#next;
    part(this.element, "later").hidden = this.#span >= FARTHEST || !this.#address;
    if (this.#next) fill(this.element, { next: text("slots.next", { when: shortWhen(this.#next) }) });
    const focused = this.#buttons().find((button) => button === document.activeElement)?.dataset.at;
    this.#days.replaceChildren(...days.map((day) => dayItem(day)));
    if (focused) (this.#buttons().find((button) => button.dataset.at === focused) ?? this.#buttons()[0])?.focus();
    this.#mark();
  }

  /** @param {Event} event */
  #clicked = (event) => {
    const button = /** @type {Element} */ (event.target).closest("button");
    if (button) this.#choose(button.dataset.at ?? null);
  };

  /** @param {string | null} at */
  #choose(at) {
    this.chosen = at;
    this.#mark();
    this.changed();
  }

  #mark() {
    for (const button of this.#buttons()) button.setAttribute("aria-pressed", String(button.dataset.at === this.chosen));
    this.#keepOneTabStop();
  }

  /** All times together are one stop of the Tab key. @param {KeyboardEvent} event */
  #moved = (event) => {
    const buttons = this.#buttons();
    const target = MOVES[event.key]?.(buttons, buttons.indexOf(/** @type {HTMLButtonElement} */ (event.target)));
    if (!target) return;
    event.preventDefault();
    target.focus();
    this.#keepOneTabStop();
  };

  #keepOneTabStop() {
    const buttons = this.#buttons();
    const current = buttons.find((button) => button === document.activeElement)
      ?? buttons.find((button) => button.dataset.at === this.chosen) ?? buttons[0];
    for (const button of buttons) button.tabIndex = button === current ? 0 : -1;
  }

  #buttons() {
    return /** @type {HTMLButtonElement[]} */ ([...this.#days.querySelectorAll("button")]);
  }
}

/** @param {HTMLElement} button */
function dayOf(button) {
  return button.closest("li");
}

/**
 * The first time of the same day.
 * @param {HTMLButtonElement[]} all
 * @param {number} at
 */
function firstOf(all, at) {
  return /** @type {HTMLButtonElement} */ (all.find((one) => dayOf(one) === dayOf(all[at])));
}

/** @param {SlotDay} day */
function dayItem(day) {
  const item = fromTemplate("slot-day");
  fill(item, { day: shortDay(day.day) });
  part(item, "times").setAttribute("aria-label", shortDay(day.day));
  part(item, "times").append(...day.slots.map(timeButton));
  return item;
}

/** @param {string} at */
function timeButton(at) {
  const button = fromTemplate("slot-time");
  button.textContent = timeText(at);
  button.dataset.at = at;
  return button;
}
