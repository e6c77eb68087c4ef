// Days that can be booked, laid out in weeks. Days are ISO dates of the office ("2026-03-02"); nothing here knows a page.

const DAY_MS = 24 * 60 * 60 * 1000;
const SATURDAY = 5;

/**
 * @typedef {{day: string, slots: string[]}} FreeDay slots: RFC 3339, when an appointment may begin
 * @typedef {{day: string, slots: string[] | null}} Cell null: nothing is free on this day
 */

/**
 * @param {string} day
 * @param {number} count
 */
export function addDays(day, count) {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * DAY_MS).toISOString().slice(0, 10);
}

/** 0 is Monday. @param {string} day */
export function weekdayOf(day) {
  return (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
}

/** @param {string} day */
export const mondayOf = (day) => addDays(day, -weekdayOf(day));

/** Saturday and Sunday are shown where something is free on one of them. @param {FreeDay[]} days */
export function daysAWeek(days) {
  return Math.max(SATURDAY, ...days.map(({ day }) => weekdayOf(day) + 1));
}

/**
 * A page of the calendar: weeks from Monday on, each with `daysAWeek` cells.
 * @param {FreeDay[]} days
 * @param {string} monday of the first week
 * @param {number} weeks
 * @returns {Cell[][]}
 */
export function weeksFrom(days, monday, weeks) {
  const free = new Map(days.map(({ day, slots }) => [day, slots]));
  const width = daysAWeek(days);
  return Array.from({ length: weeks }, (_, week) =>
    Array.from({ length: width }, (_, place) => {
      const day = addDays(monday, week * 7 + place);
      return { day, slots: free.get(day) ?? null };
    }),
  );
}

/**
 * Mondays at which the pages begin: from the first free week to the last, none without a free day at its end.
 * @param {FreeDay[]} days by day
 * @param {number} weeks on a page
 * @returns {string[]}
 */
export function pagesOf(days, weeks) {
  const pages = [];
  const last = days.at(-1)?.day ?? "";
  for (let monday = days.length ? mondayOf(days[0].day) : "~"; monday <= last; monday = addDays(monday, weeks * 7)) {
    pages.push(monday);
  }
  return pages;
}

/**
 * @template T
 * @param {T[]} all
 * @param {number} size
 * @returns {T[][]}
 */
export function inPages(all, size) {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, page) => all.slice(page * size, (page + 1) * size));
}
