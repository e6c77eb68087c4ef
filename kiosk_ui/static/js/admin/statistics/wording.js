// Numbers of people and minutes, as the statistics write them.

import { text } from "../../texts.js";

const LANGUAGE = document.documentElement.lang;
const WHOLE = new Intl.NumberFormat(LANGUAGE, { maximumFractionDigits: 0 });
const TENTHS = new Intl.NumberFormat(LANGUAGE, { maximumFractionDigits: 1 });
/** Below, tenths say something. */
const SHORT_MINUTES = 10;

/**
 * @param {number | null} count
 * @param {number} least
 */
export function people(count, least) {
  return count === null ? text("statistics.few", { least }) : WHOLE.format(count);
}

/** @param {number | null} value */
export function minutes(value) {
  if (value === null) return text("statistics.none");
  return (value < SHORT_MINUTES ? TENTHS : WHOLE).format(value);
}
