// An appointment in the words of the page's language. Its texts are in templates/citizen/booking_texts.html.

import { dayText, timeText } from "../../clock.js";
import { plural, text } from "../../texts.js";

/**
 * @typedef {"on_site" | "video" | "telephone"} Way
 * @typedef {object} Appointment as its holder sees it
 * @property {number} id
 * @property {{id: number, name: string}} office
 * @property {string} place
 * @property {{id: number, name: string, documents: string}[]} services
 * @property {number} persons
 * @property {Way} channel
 * @property {Way[]} channels
 * @property {"reserved" | "confirmed" | "checked_in" | "cancelled" | "missed" | "expired"} state
 * @property {string} begins_at RFC 3339, as all times
 * @property {string} ends_at
 * @property {string | null} held_until
 * @property {string} check_in_from
 * @property {"early" | "in_time" | "late"} punctuality
 * @property {"queue" | "refuse"} late_arrival
 * @property {string} name
 * @property {string} email
 * @property {string} phone
 * @property {string} code
 * @property {string | null} qr
 * @property {{number: string, token: string, url: string} | null} ticket
 */

const MINUTE_MS = 60_000;

/** "Dienstag, 24. November um 10:15 Uhr". @param {string} timestamp */
export function whenText(timestamp) {
  return text("at-time", { day: dayText(timestamp), time: timeText(timestamp) });
}

/** "Wohnsitz anmelden, Meldebescheinigung". @param {{name: string}[]} services */
export function namesText(services) {
  return services.map(({ name }) => name).join(", ");
}

/**
 * What, how and how long in one line, without the time.
 * @param {{services: {name: string}[], channel: Way, persons: number, minutes: number}} wish
 */
export function summaryText({ services, channel, persons, minutes }) {
  const parts = [namesText(services), text(`way-${channel}`)];
  if (persons > 1) parts.push(plural("persons", persons));
  return [...parts, text("length", { minutes })].join("\u00a0· ");
}

/** @param {Appointment} appointment */
export function minutesOf({ begins_at, ends_at }) {
  return Math.round((Date.parse(ends_at) - Date.parse(begins_at)) / MINUTE_MS);
}

/** What people should bring, each once. @param {Appointment} appointment */
export function documentsOf({ services }) {
  const lines = services.flatMap(({ documents }) => documents.split("\n")).map((line) => line.trim());
  return [...new Set(lines.filter(Boolean))];
}
