// The words for conditions, shared by the list of troubles and the lists of offices and devices.

import { timeText } from "../clock.js";
import { text } from "../texts.js";
import { deviceCondition } from "./conditions.js";

/** @typedef {import("./conditions.js").Device} Device */

const DATE = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium" });

/** A clock time, with the date when it was not today. @param {string | null} timestamp RFC 3339 */
export function sinceText(timestamp) {
  if (!timestamp) return text("never");
  const date = DATE.format(new Date(timestamp));
  const today = date === DATE.format(new Date());
  return text(today ? "since.today" : "since.earlier", { date, time: timeText(timestamp) });
}

/** The state in words and the next step. @param {Device} device */
export function deviceWords(device) {
  const { code, light } = deviceCondition(device);
  return {
    light,
    state: text(`device.${code}`, { since: sinceText(device.last_seen_at) }),
    next: text(`device.${code}.next`),
  };
}
