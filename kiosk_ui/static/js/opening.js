// Whether an office is open, and until when or from when, in the words of the page's language.

import { dayText, daysUntil, timeText } from "./clock.js";
import { text } from "./texts.js";

/**
 * @typedef {"open" | "closing_soon" | "unstaffed" | "closed" | "full"} OfficeState
 * @typedef {{state: OfficeState, gives_numbers: boolean, closes_at: string | null, opens_at: string | null,
 *   closed_because: string}} Opening
 */

/**
 * One line without a full stop: "geöffnet bis 12:00 Uhr", "geschlossen, öffnet morgen um 08:00 Uhr".
 * @param {Opening} opening
 * @param {Date} [now]
 */
export function openingText(opening, now = new Date()) {
  if (opening.state !== "closed") return openText(opening);
  const line = opening.opens_at ? text("opening-opens", { when: whenText(opening.opens_at, now) }) : text("opening-closed");
  return opening.closed_because ? `${line} (${opening.closed_because})` : line;
}

/**
 * When a closed office opens: "heute um 14:00 Uhr", "am Montag, 24. November um 08:00 Uhr".
 * @param {string} opensAt RFC 3339
 * @param {Date} [now]
 */
export function whenText(opensAt, now = new Date()) {
  const days = daysUntil(opensAt, now);
  const name = days === 0 ? "today" : days === 1 ? "tomorrow" : "day";
  return text(`opening-${name}`, { day: dayText(opensAt), time: timeText(opensAt) });
}

/** @param {Opening} opening */
function openText({ state, closes_at }) {
  if (!closes_at || state === "unstaffed" || state === "full") return text(`opening-${state}`);
  return text(state === "closing_soon" ? "opening-closes" : "opening-until", { time: timeText(closes_at) });
}
