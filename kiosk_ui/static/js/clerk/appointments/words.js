// An appointment in words: its time, its state, what can be done with it.

import { dateText, dayText, daysUntil, timeText } from "../../clock.js";
import { plural, text } from "../../texts.js";
import { remaining } from "../durations.js";

/**
 * @typedef {import("./shapes.js").Appointment} Appointment
 * @typedef {"expected" | "open" | "late" | "here" | "over"} Stage
 */

const CALENDAR = new Intl.DateTimeFormat("en-CA", { timeZone: document.documentElement.dataset.timeZone || undefined });
/** Ticket states that are over, and what is said of them. @type {Record<string, string>} */
const OVER = { finished: "finished", no_show: "no_show", cancelled: "given_back" };

/** Where an appointment stands: before its window of check-in, in it, after it, here, or over. @param {Appointment} one @returns {Stage} */
export function stageOf(one) {
  if (one.state === "checked_in") return one.ticket && one.ticket.state in OVER ? "over" : "here";
  if (one.state !== "confirmed") return "over";
  if (remaining(one.check_in_from) > 0) return "expected";
  return remaining(one.check_in_until) >= 0 ? "open" : "late";
}

/** @param {Appointment} one */
export function stateText(one) {
  if (one.state !== "checked_in" || !one.ticket) {
    return text(`state.${one.state === "confirmed" ? stageOf(one) : one.state}`);
  }
  return text(`state.${OVER[one.ticket.state] ?? one.ticket.state}`, { number: one.ticket.number });
}

/** "10:15–10:30" @param {Appointment} one */
export function timesText(one) {
  return `${timeText(one.begins_at)}–${timeText(one.ends_at)}`;
}

/** "3 Personen", "" for one. @param {number} count */
export function personsText(count) {
  return count > 1 ? plural("persons", count) : "";
}

/** "Di., 24.11., 10:15" @param {string} timestamp */
export function shortWhen(timestamp) {
  return text("slots.when", { day: dateText(dayOf(timestamp)), time: timeText(timestamp) });
}

/** "Dienstag, 24. November, 10:15" @param {string} timestamp */
export function whenText(timestamp) {
  return text("slots.when", { day: dayText(timestamp), time: timeText(timestamp) });
}

/**
 * "heute, Montag, 23. November"
 * @param {string} day ISO date
 * @param {string} today ISO date
 */
export function dayName(day, today) {
  const noon = `${day}T12:00:00Z`; // some hour of that day wherever in Europe the office is
  const days = daysUntil(noon, new Date(`${today}T12:00:00Z`));
  const name = days === 0 ? "day.today" : days === 1 ? "day.tomorrow" : "";
  return name ? text(name, { day: dayText(noon) }) : dayText(noon);
}

/** "Mo., 23.11." @param {string} day ISO date */
export const shortDay = dateText;

/** ISO date of an instant where the office is. @param {string} timestamp */
export function dayOf(timestamp) {
  return CALENDAR.format(new Date(timestamp));
}

/**
 * ISO date so many days later.
 * @param {string} day
 * @param {number} days
 */
export function daysLater(day, days) {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}
