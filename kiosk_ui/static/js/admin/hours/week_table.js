// A week that is typed into: a row for every day, a column for every channel.

import { weekdayText } from "../../clock.js";
import { fill, fromTemplate } from "../../clerk/elements.js";
import { text } from "../../texts.js";
import { readHours, writeHours } from "./written.js";

/**
 * @typedef {import("./shapes.js").Channel} Channel
 * @typedef {import("./written.js").Stretch} Stretch
 * @typedef {Partial<Record<Channel, Stretch[][]>>} Weekly seven days from Monday on, by channel
 */

const DAYS = [0, 1, 2, 3, 4, 5, 6];
const WORKDAYS = 5;

export class WeekTable {
  #table;
  /** @type {Channel[]} */
  #channels = [];

  /** @param {HTMLTableElement} table with the head of its first column */
  constructor(table) {
    this.#table = table;
  }

  /**
   * @param {Channel[]} channels
   * @param {Weekly} weekly
   */
  show(channels, weekly) {
    if (this.#channels.join() !== channels.join()) this.#draw(channels);
    for (const channel of channels) {
      for (const day of DAYS) this.#cell(day, channel).value = writeHours(weekly[channel]?.[day] ?? []);
    }
  }

  /** Monday's hours for all workdays. */
  copyMonday() {
    for (const channel of this.#channels) {
      const monday = this.#cell(0, channel).value;
      for (const day of DAYS.slice(1, WORKDAYS)) this.#cell(day, channel).value = monday;
    }
  }

  /**
   * `weekly` is null when something is no time: then it is marked, has the focus, and `error` names the first.
   * @returns {{weekly: Weekly | null, error: string}}
   */
  read() {
    /** @type {Weekly} */
    const weekly = {};
    /** @type {{cell: HTMLInputElement, day: number}[]} */
    const unclear = [];
    for (const channel of this.#channels) {
      weekly[channel] = DAYS.map((day) => {
        const cell = this.#cell(day, channel);
        const stretches = readHours(cell.value);
        cell.setAttribute("aria-invalid", String(stretches === null));
        if (!stretches) unclear.push({ cell, day });
        return stretches ?? [];
      });
    }
    const [first] = unclear;
    if (!first) return { weekly, error: "" };
    first.cell.focus();
    return { weekly: null, error: text("hours.unclear", { day: weekdayText(first.day), text: first.cell.value }) };
  }

  /** @param {Channel[]} channels */
  #draw(channels) {
    this.#channels = channels;
    const head = /** @type {HTMLElement} */ (this.#table.querySelector("thead tr"));
    while (head.children.length > 1) head.lastElementChild?.remove();
    head.append(...channels.map(columnHead));
    this.#table.querySelector("tbody")?.replaceChildren(...DAYS.map((day) => weekRow(day, channels)));
  }

  /**
   * @param {number} day
   * @param {Channel} channel
   */
  #cell(day, channel) {
    return /** @type {HTMLInputElement} */ (this.#table.querySelector(`[name="${channel}-${day}"]`));
  }
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
