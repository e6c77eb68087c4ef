// The calendar of days that really have a free time, and the times of one of them.

import { get } from "../../api.js";
import { mondayOf, daysAWeek, pagesOf, weeksFrom } from "../../booking/calendar.js";
import { dateText, dayText, timeText, weekdayText } from "../../clock.js";
import { errorText, plural, text } from "../../texts.js";
import { copyOf, need, setText } from "../views.js";

/** @typedef {import("../../booking/calendar.js").FreeDay} FreeDay */

/** As far as the server looks at once: offices are booked a few weeks ahead. */
const DAYS = 92;
const WEEKS = 4;
const SHORT_LETTERS = 2;

export class FreeTimes {
  #place;
  #choose;
  #address = "";
  #bearer = "";
  /** @type {FreeDay[]} */
  #days = [];
  /** @type {string[]} Mondays */
  #pages = [];
  #page = 0;
  /** @type {string | null} ISO date */
  #day = null;

  /**
   * @param {HTMLElement} place has templates/citizen/free_times.html
   * @param {(beginsAt: string, button: HTMLButtonElement) => void} choose
   */
  constructor(place, choose) {
    this.#place = place;
    this.#choose = choose;
    this.#part("earlier").onclick = () => this.#turn(-1);
    this.#part("later").onclick = () => this.#turn(1);
    this.#part("again").onclick = () => this.look();
  }

  /**
   * Asks anew; the day that was looked at stays, if it still has a time.
   * @param {string} [address] of the slots
   * @param {string} [bearer] of the appointment that is to be moved
   */
  async look(address = this.#address, bearer = this.#bearer) {
    if (address !== this.#address) this.#day = null;
    [this.#address, this.#bearer] = [address, bearer];
    this.#show("looking");
    try {
      const { days } = await get(`${address}${address.includes("?") ? "&" : "?"}days=${DAYS}`, { bearer });
      if (address === this.#address) this.#take(days);
    } catch (error) {
      this.problem(error);
      this.#part("found").hidden = true;
    }
  }

  /** What went wrong, above times that may be old. @param {unknown} error */
  problem(error) {
    setText(need(this.#part("problem"), "[data-detail]"), errorText(error));
    this.#part("looking").hidden = true;
    this.#part("problem").hidden = false;
    this.#part("problem").scrollIntoView({ block: "nearest" });
  }

  /** @param {FreeDay[]} days */
  #take(days) {
    this.#days = days;
    this.#pages = pagesOf(days, WEEKS);
    if (!days.some(({ day }) => day === this.#day)) this.#day = days[0]?.day ?? null;
    this.#show(days.length ? "found" : "none");
    if (!this.#day) return;
    const monday = mondayOf(this.#day);
    this.#page = this.#pages.filter((page) => page <= monday).length - 1;
    this.#showWeeks();
    this.#showTimes();
  }

  /** @param {number} step */
  #turn(step) {
    this.#page += step;
    this.#showWeeks();
  }

  #showWeeks() {
    const weeks = weeksFrom(this.#days, this.#pages[this.#page], WEEKS);
    const [first, last] = [weeks[0][0].day, /** @type {any} */ (weeks.at(-1)).at(-1).day];
    setText(this.#part("weeks-shown"), text("weeks-shown", { first: dateText(first), last: dateText(last) }));
    /** @type {HTMLButtonElement} */ (this.#part("earlier")).disabled = this.#page === 0;
    /** @type {HTMLButtonElement} */ (this.#part("later")).disabled = this.#page === this.#pages.length - 1;
    this.#part("weekdays").replaceChildren(...Array.from({ length: daysAWeek(this.#days) }, (_, day) => weekday(day)));
    this.#part("weeks").replaceChildren(...weeks.map((cells) => this.#week(cells)));
  }

  /** @param {import("../../booking/calendar.js").Cell[]} cells */
  #week(cells) {
    const row = copyOf("calendar-week");
    row.append(...cells.map(({ day, slots }) => (slots ? this.#freeDay(day, slots) : emptyDay(day))));
    return row;
  }

  /** @param {string} day @param {string[]} slots */
  #freeDay(day, slots) {
    const cell = copyOf("calendar-free");
    const button = /** @type {HTMLButtonElement} */ (need(cell, "button"));
    button.textContent = String(Number(day.slice(-2)));
    button.dataset.day = day;
    button.setAttribute("aria-label", plural("free-day", slots.length).replace("{day}", dayText(slots[0])));
    button.setAttribute("aria-pressed", String(day === this.#day));
    button.onclick = () => this.#chooseDay(day);
    return cell;
  }

  /** @param {string} day */
  #chooseDay(day) {
    this.#day = day;
    for (const button of /** @type {NodeListOf<HTMLElement>} */ (this.#place.querySelectorAll("[data-day]"))) {
      button.setAttribute("aria-pressed", String(button.dataset.day === day));
    }
    this.#showTimes();
    this.#part("day").focus({ preventScroll: true });
    this.#part("day").scrollIntoView({ block: "nearest" });
  }

  #showTimes() {
    const slots = this.#days.find(({ day }) => day === this.#day)?.slots ?? [];
    setText(this.#part("day"), slots.length ? dayText(slots[0]) : "");
    this.#part("times").replaceChildren(...slots.map((slot) => this.#time(slot)));
  }

  /** @param {string} slot */
  #time(slot) {
    const item = copyOf("time-free");
    const button = /** @type {HTMLButtonElement} */ (need(item, "button"));
    button.textContent = timeText(slot);
    button.onclick = () => this.#choose(slot, button);
    return item;
  }

  /** @param {string} name of the part that is shown alone */
  #show(name) {
    for (const part of ["looking", "found", "none", "problem"]) this.#part(part).hidden = part !== name;
  }

  /** @param {string} name */
  #part(name) {
    return need(this.#place, `[data-part="${name}"]`);
  }
}

/** @param {number} day 0 is Monday */
function weekday(day) {
  const head = copyOf("calendar-weekday");
  need(head, "[data-short]").textContent = weekdayText(day).slice(0, SHORT_LETTERS);
  need(head, "[data-long]").textContent = weekdayText(day);
  return head;
}

/** @param {string} day */
function emptyDay(day) {
  const cell = copyOf("calendar-none");
  need(cell, "span").textContent = String(Number(day.slice(-2)));
  return cell;
}
