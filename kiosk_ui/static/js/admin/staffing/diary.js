// One diary: when it can be booked in a line, and behind it the week, absences, and what a place serves.

import { newKey, post, put } from "../../api.js";
import { dateText, weekdayText } from "../../clock.js";
import { fill, fromTemplate, part } from "../../clerk/elements.js";
import { text } from "../../texts.js";
import { FoldedItem } from "../folded_item.js";
import { WeekTable } from "../hours/week_table.js";
import { writeHours } from "../hours/written.js";
import { drawSkills, readSkills } from "../staff/skills.js";

/**
 * @typedef {import("./shapes.js").Diary} Diary
 * @typedef {import("./shapes.js").Staffing} Staffing
 * @typedef {import("./shapes.js").Absence} Absence
 */

export class DiaryItem extends FoldedItem {
  #id;
  #office;
  #send;
  #week;
  #weekForm;
  #absence;
  #place;
  #isTouched = false;
  #isPlaceTouched = false;
  /** @type {Staffing | null} */
  #plan = null;

  /**
   * @param {number} id
   * @param {number} office
   * @param {import("../sending.js").Send} send
   */
  constructor(id, office, send) {
    super("diary");
    this.#id = id;
    this.#office = office;
    this.#send = send;
    this.#weekForm = /** @type {HTMLFormElement} */ (part(this.element, "week"));
    this.#week = new WeekTable(/** @type {HTMLTableElement} */ (this.element.querySelector("table")));
    this.#absence = /** @type {HTMLFormElement} */ (part(this.element, "absence"));
    this.#place = /** @type {HTMLFormElement} */ (part(this.element, "place"));
    this.#listen();
  }

  #listen() {
    this.#weekForm.addEventListener("submit", (event) => void this.#saveWeek(event));
    this.#weekForm.addEventListener("input", () => this.#touched());
    this.#absence.addEventListener("submit", (event) => void this.#addAbsence(event));
    this.#place.addEventListener("submit", (event) => void this.#savePlace(event));
    this.#place.addEventListener("input", () => (this.#isPlaceTouched = true));
    /** @type {Record<string, () => void>} */
    const deeds = {
      same: () => this.#sameForWorkdays(),
      opening: () => this.#takeOpening(),
      "take-out": () => void this.#takeOut(),
    };
    for (const [name, deed] of Object.entries(deeds)) part(this.element, name).addEventListener("click", deed);
  }

  /**
   * @param {Diary} diary
   * @param {Staffing} plan
   */
  show(diary, plan) {
    this.#plan = plan;
    const { name, absences, elsewhere } = diary;
    fill(this.element, {
      name,
      when: weekText(diary),
      elsewhere: elsewhere.length > 0 ? text("diary.elsewhere", { offices: elsewhere.join(", ") }) : "",
      away: absences[0] ? text("diary.away", { days: daysText(absences[0]) }) : "",
    });
    this.nameIt(name);
    if (!this.#isTouched) this.#week.show(plan.channels, diary.weekly);
    part(this.element, "absences").replaceChildren(...absences.map((absence) => this.#absenceItem(absence)));
    this.#place.hidden = diary.clerk_id !== null;
    if (!this.#isPlaceTouched && diary.clerk_id === null) this.#fillPlace(diary, plan);
  }

  /**
   * @param {Diary} diary
   * @param {Staffing} plan
   */
  #fillPlace(diary, plan) {
    input(this.#place, "name").value = diary.name;
    drawSkills(part(this.#place, "services"), servicesByOffice(plan), diary.services);
  }

  /** @param {Absence} absence */
  #absenceItem(absence) {
    const item = fromTemplate("absence");
    const days = daysText(absence);
    fill(item, { days });
    const remove = part(item, "remove");
    remove.setAttribute("aria-label", `${remove.textContent?.trim()}: ${days}`);
    remove.addEventListener("click", () => void this.#send(() => post(`/api/absences/${absence.id}/remove`)));
    return item;
  }

  #touched() {
    this.#isTouched = true;
    fill(this.#weekForm, { saved: "", error: "" });
  }

  #sameForWorkdays() {
    this.#week.copyMonday();
    this.#touched();
  }

  #takeOpening() {
    if (!this.#plan) return;
    this.#week.show(this.#plan.channels, this.#plan.opening);
    this.#touched();
  }

  /** @param {Event} event */
  async #saveWeek(event) {
    event.preventDefault();
    const { weekly, error } = this.#week.read();
    fill(this.#weekForm, { error });
    if (!weekly) return;
    this.#isTouched = false;
    const answer = await this.#send(() => put(this.#path(), { weekly }, { idempotencyKey: newKey() }));
    this.#isTouched = !answer;
    fill(this.#weekForm, { saved: answer ? text("saved") : "" });
  }

  async #takeOut() {
    this.ask(false);
    await this.#send(() => put(this.#path(), { weekly: {} }, { idempotencyKey: newKey() }));
  }

  #path() {
    return `/api/offices/${this.#office}/diaries/${this.#id}`;
  }

  /** @param {Event} event */
  async #addAbsence(event) {
    event.preventDefault();
    const first = input(this.#absence, "first").value;
    fill(this.#absence, { absence_error: first ? "" : text("hours.no-day") });
    if (!first) return input(this.#absence, "first").focus();
    const days = { first, last: input(this.#absence, "last").value || first };
    const path = `/api/diaries/${this.#id}/absences`;
    if (await this.#send(() => post(path, days, { idempotencyKey: newKey() }))) this.#absence.reset();
  }

  /** @param {Event} event */
  async #savePlace(event) {
    event.preventDefault();
    const place = { name: input(this.#place, "name").value, services: readSkills(part(this.#place, "services")) };
    this.#isPlaceTouched = false;
    const answer = await this.#send(() => put(`/api/diaries/${this.#id}`, place, { idempotencyKey: newKey() }));
    this.#isPlaceTouched = !answer;
  }
}

/** Its own office first: a place may serve others too. @param {Staffing} plan */
export function servicesByOffice({ office, offices, services }) {
  const ordered = [office, ...offices.filter(({ id }) => id !== office.id)];
  return ordered.map(({ id, name }) => ({ id, name, services: services.filter((one) => one.office_id === id) }));
}

/** "Mo.–Fr. 8–12" would need rules for gaps: days with the same hours are named one by one. @param {Diary} diary */
function weekText({ weekly }) {
  const days = [0, 1, 2, 3, 4, 5, 6].map((day) => hoursOfDay(weekly, day));
  /** @type {{first: number, last: number, hours: string}[]} */
  const runs = [];
  days.forEach((hours, day) => {
    const before = runs.at(-1);
    if (before && before.last === day - 1 && before.hours === hours) before.last = day;
    else if (hours) runs.push({ first: day, last: day, hours });
  });
  return runs.map(({ first, last, hours }) => `${rangeText(first, last)} ${hours}`).join("; ") || text("diary.never");
}

/**
 * @param {import("./shapes.js").Weekly} weekly
 * @param {number} day
 */
function hoursOfDay(weekly, day) {
  const each = Object.entries(weekly).map(([channel, days]) => ({ channel, hours: writeHours(days?.[day] ?? []) }));
  const open = each.filter(({ hours }) => hours);
  if (open.length > 0 && open.every(({ hours }) => hours === open[0].hours) && open.length === each.length) return open[0].hours;
  return open.map(({ channel, hours }) => `${hours} ${text(`channel.${channel}`)}`).join(", ");
}

/**
 * @param {number} first
 * @param {number} last
 */
function rangeText(first, last) {
  const [from, to] = [weekdayText(first).slice(0, 2), weekdayText(last).slice(0, 2)];
  return first === last ? from : `${from}–${to}`;
}

/** @param {Absence} absence */
function daysText({ first, last }) {
  return first === last ? dateText(first) : text("days.range", { first: dateText(first), last: dateText(last) });
}

/**
 * @param {HTMLFormElement} form
 * @param {string} name
 */
function input(form, name) {
  return /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
}
