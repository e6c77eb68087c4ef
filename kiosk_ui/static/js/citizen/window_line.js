// The waiting window on the ticket's page: a clock window first, people ahead second, and why it changed.

import { windowText } from "../clock.js";
import { plural, text } from "../texts.js";
import { need, setText, view } from "./views.js";

/** @typedef {import("../clock.js").WaitView} WaitView */

/**
 * @param {WaitView} now
 * @param {WaitView | null} before the window shown until now
 */
export function showWindow(now, before) {
  const page = view("waiting");
  const shown = now.reason ? text(`halt-${now.reason}`) : windowText(now);
  need(page, "[data-window-lead]").hidden = Boolean(now.reason);
  need(page, "[data-window]").classList.toggle("ticket-window__time--halted", Boolean(now.reason));
  setText(need(page, "[data-window]"), shown);
  setText(need(page, "[data-ahead]"), plural("ahead", now.people_ahead));
  const why = whyChanged(now, before);
  if (why !== null) setText(need(page, "[data-why]"), why && text(`why-${why}`));
}

/** The first that applies explains the change. @type {[string, (now: WaitView, before: WaitView) => boolean][]} */
const CAUSES = [
  ["halted", (now) => now.reason !== null],
  ["resumed", (now, before) => before.reason !== null],
  ["reordered", (now, before) => isLater(now, before) && now.people_ahead > before.people_ahead],
  ["later", isLater],
  ["earlier", (now, before) => isLater(before, now)],
];

/**
 * @param {WaitView} now
 * @param {WaitView | null} before
 * @returns {string | null} the cause's name, "" when there is nothing to explain, null: leave what is there
 */
function whyChanged(now, before) {
  if (before && windowText(now) === windowText(before)) return null;
  const cause = CAUSES.find(([, applies]) => applies(now, before ?? now));
  return cause ? cause[0] : "";
}

/**
 * @param {WaitView} one
 * @param {WaitView} other
 */
function isLater(one, other) {
  if (!one.to || !other.to) return false;
  return Date.parse(one.to) > Date.parse(other.to);
}
