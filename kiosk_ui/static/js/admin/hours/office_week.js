// One office: its week as a table that is typed into, how it keeps it, and what comes of it.

import { newKey, put } from "../../api.js";
import { dateText, weekdayText } from "../../clock.js";
import { fill, fromTemplate, part } from "../../clerk/elements.js";
import { openingText } from "../../opening.js";
import { text } from "../../texts.js";
import { SpecialList } from "./special_list.js";
import { readHours, writeHours } from "./written.js";

/**
 * @typedef {import("./shapes.js").OfficeHours} OfficeHours
 * @typedef {import("./shapes.js").Channel} Channel
 * @typedef {import("./shapes.js").Stretch} Stretch
 */

const DAYS = [0, 1, 2, 3, 4, 5, 6];
const WORKDAYS = 5;

export class OfficeWeek {
  element;
  #id;
  #send;
  #form;
  #special;
  /** Typed into since it was shown: then it is the person's. */
  #isTouched = false;
  /** @type {Channel[]} */
  #channels = [];

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
    this.#form.addEventListener("submit", (event) => void this.#save(event));
    this.#form.addEventListener("input", () => this.#touched());
    part(this.element, "same").addEventListener("click", () => this.#sameForWorkdays());
  }

  /** @param {OfficeHours} hours */
  show(hours) {
    fill(this.element, { office: hours.office.name, now: openingText(hours.opening) });
    if (!this.#isTouched) this.#fill(hours);
    this.#special.show(hours.special);
    part(this.element, "by-hand").hidden = hours.by_hours;
    part(this.element, "ahead").replaceChildren(...this.#ahead(hours));
  }

  /** @param {OfficeHours} hours */
  #fill(hours) {
    if (this.#channels.join() !== hours.channels.join()) this.#draw(hours.channels);
    for (const channel of this.#channels) {
      for (const day of DAYS) this.#cell(day, channel).value = writeHours(hours.weekly[channel]?.[day] ?? []);
    }
    this.#field("keeps_holidays").checked = hours.keeps_holidays;
    this.#field("closing_soon_minutes").value = String(hours.closing_soon_minutes);
    this.#field("late_tickets").value = hours.late_tickets;
  }

  /** @param {Channel[]} channels */
  #draw(channels) {
    this.#channels = channels;
    const head = /** @type {HTMLElement} */ (this.#form.querySelector("thead tr"));
    while (head.children.length > 1) head.lastElementChild?.remove();
    head.append(...channels.map(columnHead));
    const body = /** @type {HTMLElement} */ (this.#form.querySelector("tbody"));
    body.replaceChildren(...DAYS.map((day) => weekRow(day, channels)));
  }

  /**
   * @param {number} day
   * @param {Channel} channel
   */
  #cell(day, channel) {
    return /** @type {HTMLInputElement} */ (this.#form.querySelector(`[name="${channel}-${day}"]`));
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
    for (const channel of this.#channels) {
      const monday = this.#cell(0, channel).value;
      for (const day of DAYS.slice(1, WORKDAYS)) this.#cell(day, channel).value = monday;
    }
    this.#touched();
  }

  /** @param {Event} event */
  async #save(event) {
    event.preventDefault();
    const weekly = this.#readWeek();
    if (!weekly) return;
    const plan = {
      weekly,
      keeps_holidays: this.#field("keeps_holidays").checked,
      closing_soon_minutes: Number(this.#field("closing_soon_minutes").value),
      late_tickets: this.#field("late_tickets").value,
    };
    this.#isTouched = false;
    const answer = await this.#send(() => put(`/api/offices/${this.#id}/hours`, plan, { idempotencyKey: newKey() }));
    if (answer) fill(this.element, { saved: text("hours.saved") });
    else this.#isTouched = true;
  }

  /** Null when something is no time: then it is marked and named. */
  #readWeek() {
    /** @type {Partial<Record<Channel, Stretch[][]>>} */
    const weekly = {};
    fill(this.element, { error: "" });
    for (const channel of this.#channels) {
      const days = DAYS.map((day) => this.#readCell(day, channel));
      if (days.some((day) => day === null)) return null;
      weekly[channel] = /** @type {Stretch[][]} */ (days);
    }
    return weekly;
  }

  /**
   * @param {number} day
   * @param {Channel} channel
   */
  #readCell(day, channel) {
    const cell = this.#cell(day, channel);
    const stretches = readHours(cell.value);
    cell.setAttribute("aria-invalid", String(stretches === null));
    if (stretches === null && !part(this.element, "week").querySelector("[data-field=error]")?.textContent) {
      fill(this.#form, { error: text("hours.unclear", { day: weekdayText(day), text: cell.value }) });
      cell.focus();
    }
    return stretches;
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

/** @param {Channel} channel */
function columnHead(channel) {
  const head = document.createElement("th");
  head.scope = "col";
  head.textContent = text(`channel.${channel}`);
  return head;
}

/**
 * @param {number} day 0 is Monday
 * @param {Channel[]} channels
 */
function weekRow(day, channels) {
  const row = fromTemplate("week-row");
  fill(row, { day: weekdayText(day) });
  for (const channel of channels) {
    const cell = fromTemplate("week-cell");
    const input = /** @type {HTMLInputElement} */ (cell.querySelector("input"));
    input.name = `${channel}-${day}`;
    input.setAttribute("aria-label", text("hours.cell", { day: weekdayText(day), channel: text(`channel.${channel}`) }));
    row.append(cell);
  }
  return row;
}
