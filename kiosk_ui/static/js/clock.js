// Clock times and waiting windows in the words of the page's language.

import { text } from "./texts.js";

/**
 * @typedef {object} WaitView
 * @property {number} people_ahead
 * @property {string | null} from RFC 3339; null where `reason` is set
 * @property {string | null} to
 * @property {string | null} reason why no time can be given: "nobody_on_duty", "too_late_today" or "no_free_terminal"
 */

/** The office's own time: somebody abroad, or a kiosk whose clock is set wrongly, must see the office's hour. */
const timeZone = document.documentElement.dataset.timeZone || undefined;

/** @type {Record<string, Intl.DateTimeFormatOptions>} */
const FORMATS = {
  moment: { dateStyle: "medium", timeStyle: "short", timeZone },
  clock: { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone },
  day: { weekday: "long", day: "numeric", month: "long", timeZone },
  /** Of a calendar day, which has no zone of its own. */
  date: { weekday: "short", day: "2-digit", month: "2-digit", timeZone: "UTC" },
  weekday: { weekday: "long", timeZone: "UTC" },
};

/** @type {Map<string, Intl.DateTimeFormat>} */
const made = new Map();

/** A kiosk changes its language without another page, so it is asked each time. @param {string} name in FORMATS */
function format(name) {
  const locale = document.documentElement.lang.startsWith("de") ? "de-DE" : "en-GB";
  const known = made.get(locale + name) ?? new Intl.DateTimeFormat(locale, FORMATS[name]);
  made.set(locale + name, known);
  return known;
}

const A_MONDAY = Date.UTC(2024, 0, 1);
/** A calendar day of the office as UTC midnight: what days are counted with. */
const CALENDAR = new Intl.DateTimeFormat("en-CA", { year: "numeric", month: "2-digit", day: "2-digit", timeZone });
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * @param {string} timestamp RFC 3339
 * @returns {string} for example "Montag, 24. November"
 */
export function dayText(timestamp) {
  return format("day").format(new Date(timestamp));
}

/**
 * @param {string} day ISO date
 * @returns {string} for example "Mo., 24.11."
 */
export function dateText(day) {
  return format("date").format(new Date(`${day}T00:00:00Z`));
}

/** @param {number} day 0 is Monday @returns {string} for example "Montag" */
export function weekdayText(day) {
  return format("weekday").format(new Date(A_MONDAY + day * DAY_MS));
}

/**
 * Calendar days of the office between two instants: 0 is today, 1 tomorrow.
 * @param {string} timestamp RFC 3339
 * @param {Date} now
 */
export function daysUntil(timestamp, now) {
  const midnight = (/** @type {Date} */ moment) => Date.parse(`${CALENDAR.format(moment)}T00:00:00Z`);
  return Math.round((midnight(new Date(timestamp)) - midnight(now)) / DAY_MS);
}

/**
 * @param {string} timestamp RFC 3339
 * @returns {string} for example "10:24"
 */
export function timeText(timestamp) {
  return format("clock").format(new Date(timestamp));
}

/**
 * @param {string} timestamp RFC 3339
 * @returns {string} for example "22.11.2026, 10:24"
 */
export function momentText(timestamp) {
  return format("moment").format(new Date(timestamp));
}

/**
 * A window is said as clock times, never as minutes left: these would jump.
 * @param {WaitView | null} window
 */
export function windowText(window) {
  if (!window?.from || !window.to) return text(`window-${window?.reason ?? "unknown"}`);
  const [from, to] = [timeText(window.from), timeText(window.to)];
  return text(from === to ? "window-about" : "window-between", { from, to });
}
