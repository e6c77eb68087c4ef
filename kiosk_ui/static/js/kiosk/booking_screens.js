// The screens of booking: calendar, times, who comes, and the appointment.

import { daysAWeek, weekdayOf, weeksFrom } from "../booking/calendar.js";
import { dateText, dayText, timeText, weekdayText } from "../clock.js";
import { plural, text } from "../texts.js";
import { inLine } from "./answers.js";
import { grouped } from "./code_entry.js";
import { personsText } from "./persons.js";
import { fillSlots, part, showOne, stamp } from "./slots.js";

/**
 * @typedef {import("./visit.js").Wish} Wish
 * @typedef {import("./views.js").ServiceView} ServiceView
 */

export const WEEKS = 4;
export const TIMES = 32;

/** @param {string[]} channels that the service is offered on */
export function showWays(channels) {
  for (const way of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-screen=book_way] [data-channel]"))) {
    way.hidden = !channels.includes(way.dataset.channel ?? "");
  }
}

/**
 * @param {Element} screen
 * @param {string} detail "": none
 */
export function showProblem(screen, detail) {
  fillSlots(screen, { problem: detail });
  const again = screen.querySelector("[data-action=look_again]");
  if (again) /** @type {HTMLElement} */ (again).hidden = detail === "";
  showOne(screen, "finding", null);
}

/**
 * @param {Wish} wish
 * @param {ServiceView | null} service
 * @param {number} persons
 * @param {string[]} pages Mondays
 */
export function showDays(wish, service, persons, pages) {
  const screen = part("[data-screen=book_day]");
  wish.page = Math.min(Math.max(wish.page, 0), Math.max(pages.length - 1, 0));
  showProblem(screen, "");
  fillSlots(screen, { wish: wishText(wish, service, persons) });
  showOne(screen, "finding", !wish.days ? "looking" : wish.days.length ? "some" : "none");
  const weeks = wish.days?.length ? weeksFrom(wish.days, pages[wish.page], WEEKS) : [];
  const calendar = part("[data-calendar]", screen);
  calendar.style.setProperty("--days", String(daysAWeek(wish.days ?? [])));
  calendar.replaceChildren(...heads(weeks[0]?.length ?? 0), ...weeks.flat().map(dayCell));
  showTurns(screen, "weeks", wish.page, pages.length);
}

/** @param {number} count */
const heads = (count) => Array.from({ length: count }, (_, day) => headCell(weekdayText(day)));

/** @param {string} name */
function headCell(name) {
  const cell = stamp("calendar-head");
  cell.textContent = name;
  return cell;
}

/** @param {import("../booking/calendar.js").Cell} cell */
function dayCell({ day, slots }) {
  const cell = stamp(slots ? "calendar-day" : "calendar-nothing");
  fillSlots(cell, { date: dateText(day).replace(/^[^,]*,?\s*/, "") });
  if (!slots) return cell;
  cell.dataset.value = day;
  fillSlots(cell, { weekday: weekdayText(weekdayOf(day)), free: plural("free", slots.length) });
  return cell;
}

/**
 * Back and forth among pages; what leads nowhere is not there.
 * @param {Element} screen
 * @param {string} action
 * @param {number} page
 * @param {number} pages
 */
function showTurns(screen, action, page, pages) {
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (screen.querySelectorAll(`[data-action=${action}]`))) {
    const to = page + Number(button.dataset.value);
    button.toggleAttribute("data-nowhere", to < 0 || to >= pages);
    /** @type {HTMLButtonElement} */ (button).disabled = to < 0 || to >= pages;
  }
  part("[data-turns]", screen).hidden = pages < 2;
}

/**
 * @param {Wish} wish
 * @param {string[][]} pages
 */
export function showTimes(wish, pages) {
  const screen = part("[data-screen=book_time]");
  wish.timesPage = Math.min(Math.max(wish.timesPage, 0), Math.max(pages.length - 1, 0));
  showProblem(screen, "");
  fillSlots(screen, { day: wish.day && dayText(`${wish.day}T12:00:00Z`) });
  part("[data-times]", screen).replaceChildren(...(pages[wish.timesPage] ?? []).map(timeCell));
  showTurns(screen, "times", wish.timesPage, pages.length);
}

/** @param {string} beginsAt */
function timeCell(beginsAt) {
  const cell = stamp("calendar-time");
  cell.dataset.value = beginsAt;
  cell.textContent = timeText(beginsAt);
  return cell;
}

/**
 * @param {Wish} wish
 * @param {ServiceView | null} service
 */
export function showContact(wish, service) {
  const screen = part("[data-screen=book_contact]");
  const { appointment } = /** @type {NonNullable<Wish["reserved"]>} */ (wish.reserved);
  showProblem(screen, "");
  fillSlots(screen, {
    wish: wishText(wish, service, appointment.persons),
    when: whenText(appointment.begins_at),
    until: appointment.held_until ? timeText(appointment.held_until) : "",
  });
  for (const [name, value] of Object.entries(wish.contact)) {
    /** @type {HTMLInputElement} */ (part(`[name=${name}]`, screen)).value = value;
  }
}

/** @param {Wish} wish */
export function showBooked(wish) {
  const screen = part("[data-screen=booked]");
  const { appointment } = /** @type {NonNullable<Wish["reserved"]>} */ (wish.reserved);
  part("[data-qr]", screen).setAttribute("src", appointment.qr ?? "");
  const documents = appointment.services.map((one) => one.documents).filter(Boolean).join("\n");
  fillSlots(screen, {
    day: dayText(appointment.begins_at),
    time: text("at-time", { time: timeText(appointment.begins_at) }),
    wish: [appointment.services.map((one) => one.name).join(", "), personsText(appointment.persons)].filter(Boolean).join(" · "),
    code: grouped(appointment.code),
    documents: inLine(documents),
    from: timeText(appointment.check_in_from),
  });
  part("[data-bring]", screen).hidden = !documents;
  showOne(screen, "booked", appointment.channel);
}

/** @param {string} beginsAt */
const whenText = (beginsAt) => text("day-at-time", { day: dayText(beginsAt), time: timeText(beginsAt) });

/**
 * @param {Wish} wish
 * @param {ServiceView | null} service
 * @param {number} persons
 */
function wishText(wish, service, persons) {
  return [service?.name, personsText(persons), text(`channel-${wish.channel}`)].filter(Boolean).join(" · ");
}
