// How long something has taken, in words and on a stop watch.

import { text } from "../texts.js";

const MINUTE_MS = 60_000;

/**
 * What the server's clock is ahead of ours, in milliseconds. A desk PC may go minutes wrong; an undo window is 10 s.
 */
let ahead = 0;

/** @param {string | undefined} serverTime RFC 3339, when the server made its answer */
export function learnServerTime(serverTime) {
  if (serverTime) ahead = Date.parse(serverTime) - Date.now();
}

/** Milliseconds since `timestamp` (RFC 3339) on the server's clock, never negative. @param {string} timestamp */
export function elapsed(timestamp) {
  return Math.max(0, Date.now() + ahead - Date.parse(timestamp));
}

/** Milliseconds until `timestamp`, negative when it is over. @param {string} timestamp */
export function remaining(timestamp) {
  return Date.parse(timestamp) - Date.now() - ahead;
}

/** For example "22 min", "1 h 5 min". @param {number} milliseconds */
export function durationText(milliseconds) {
  const all = Math.floor(milliseconds / MINUTE_MS);
  if (all < 1) return text("duration.now");
  const [hours, minutes] = [Math.floor(all / 60), all % 60];
  return text(hours ? "duration.hours" : "duration.minutes", { hours, minutes });
}

/** A stop watch: "0:42", "12:05". @param {number} milliseconds */
export function stopwatch(milliseconds) {
  const seconds = Math.floor(milliseconds / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
