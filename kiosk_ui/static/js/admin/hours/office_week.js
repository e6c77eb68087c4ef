// One office: its week as a table that is typed into, how it keeps it, and what comes of it.

import { newKey, put } from "../../api.js";
import { dateText } from "../../clock.js";
import { fill, fromTemplate, part } from "../../clerk/elements.js";
import { openingText } from "../../opening.js";
import { text } from "../../texts.js";
import { CallingRules } from "./calling_rules.js";
import { SpecialList } from "./special_list.js";
import { WeekTable } from "./week_table.js";
import { writeHours } from "./written.js";

/**
 * @typedef {import("./shapes.js").OfficeHours} OfficeHours
 * @typedef {import("./shapes.js").Stretch} Stretch
 */

export class OfficeWeek {
  element;
  #id;
  #send;
  #form;
  #special;
  #calling;
  #week;
  /** Typed into since it was shown: then it is the person's. */
  #isTouched = false;

  /**
   * @param {number} id
   * @param {import("../sending.js").Send} send
   */
  constructor(id, send) {
    this.element = fromTemplate("office-hours");
    this.#id = id;
    this.#send = send;
    this.#form = /** @type {HTMLFormElement} */ (part(this.element, "week"));
    this.#special = new SpecialList(this.element, id, send);
    this.#calling = new CallingRules(id, send);
    part(this.element, "calling").append(this.#calling.element);
    this.#week = new WeekTable(/** @type {HTMLTableElement} */ (this.#form.querySelector("table")));
    this.#form.addEventListener("submit", (event) => void this.#save(event));
    this.#form.addEventListener("input", () => this.#touched());
    part(this.element, "same").addEventListener("click", () => this.#sameForWorkdays());
  }

  /** @param {OfficeHours} hours */
  show(hours) {
    fill(this.element, { office: hours.office.name, now: openingText(hours.opening) });
    if (!this.#isTouched) this.#fill(hours);
    this.#special.show(hours.special);
    this.#calling.show(hours.calling);
    part(this.element, "by-hand").hidden = hours.by_hours;
    part(this.element, "ahead").replaceChildren(...this.#ahead(hours));
  }

  /** @param {OfficeHours} hours */
  #fill(hours) {
    this.#week.show(hours.channels, hours.weekly);
    this.#field("keeps_holidays").checked = hours.keeps_holidays;
    this.#field("closing_soon_minutes").value = String(hours.closing_soon_minutes);
    this.#field("late_tickets").value = hours.late_tickets;
    this.#field("at_closing").value = hours.at_closing;
  }

  /** @param {string} name */
  #field(name) {
    return /** @type {HTMLInputElement} */ (this.#form.elements.namedItem(name));
  }

  #touched() {
    this.#isTouched = true;
    fill(this.element, { saved: "", error: "" });
  }

  #sameForWorkdays() {
    this.#week.copyMonday();
    this.#touched();
  }

  /** @param {Event} event */
  async #save(event) {
    event.preventDefault();
    const { weekly, error } = this.#week.read();
    fill(this.#form, { error });
    if (!weekly) return;
    const plan = {
      weekly,
      keeps_holidays: this.#field("keeps_holidays").checked,
      closing_soon_minutes: Number(this.#field("closing_soon_minutes").value),
      late_tickets: this.#field("late_tickets").value,
      at_closing: this.#field("at_closing").value,
    };
    this.#isTouched = false;
    const answer = await this.#send(() => put(`/api/offices/${this.#id}/hours`, plan, { idempotencyKey: newKey() }));
    if (answer) fill(this.element, { saved: text("hours.saved") });
    else this.#isTouched = true;
  }

  /** One line a day where all channels are alike, else one for each. @param {OfficeHours} hours */
  #ahead({ ahead }) {
    const [first] = ahead;
    if (!first) return [];
    return first.days.map((day, index) => {
      const item = fromTemplate("ahead-day");
      const each = ahead.map(({ channel, days }) => [channel, hoursText(days[index].hours)]);
      const isAlike = each.every(([, hours]) => hours === each[0][1]);
      const words = each.map(([channel, hours]) => `${text(`channel.${channel}`)} ${hours}`).join(" · ");
      item.dataset.rule = day.rule;
      item.toggleAttribute("data-closed", isAlike && day.hours.length === 0);
      fill(item, { day: dateText(day.day), hours: isAlike ? each[0][1] : words, reason: day.reason });
      return item;
    });
  }
}

/** @param {Stretch[]} hours */
function hoursText(hours) {
  return writeHours(hours) || text("hours.closed");
}
