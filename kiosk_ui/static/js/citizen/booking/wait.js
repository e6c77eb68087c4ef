// Instead of a time: being asked, in order, when somebody gives one back.

import { newKey, post } from "../../api.js";
import { errorText } from "../../texts.js";
import { need, setText, showView, view } from "../views.js";
import { entered, isComplete, languageOf, refuse, showFields } from "./contact.js";
import { fragmentOf, minutesFor } from "./wish.js";
import { summaryText } from "./words.js";

/** @typedef {import("./wish.js").Wish} Wish */

const DAYS_PROPOSED = 28;
const DAY_MS = 24 * 60 * 60 * 1000;

/** @param {Wish} wish */
export function showWait(wish) {
  const page = view("wait");
  const form = /** @type {HTMLFormElement} */ (need(page, "[data-wait]"));
  setText(need(page, "[data-summary]"), summaryText({ ...wish, minutes: minutesFor(wish.services, wish.persons) }));
  /** @type {HTMLAnchorElement} */ (need(page, "[data-back]")).hash = fragmentOf(wish);
  showFields(form, wish.channel);
  propose(day(form, "first"), 0);
  propose(day(form, "last"), DAYS_PROPOSED);
  form.onsubmit = (event) => {
    event.preventDefault();
    join(form, wish);
  };
  showView("wait");
}

/** @param {Wish} wish */
export function waitFragment(wish) {
  return fragmentOf(wish).replace("when", "wait");
}

/** @param {HTMLInputElement} field @param {number} ahead days */
function propose(field, ahead) {
  field.min = isoDay(0);
  field.value ||= isoDay(ahead);
}

/** @param {number} ahead days from now */
function isoDay(ahead) {
  return new Date(Date.now() + ahead * DAY_MS).toLocaleDateString("en-CA");
}

/** @param {HTMLFormElement} form @param {Wish} wish */
async function join(form, wish) {
  const button = /** @type {HTMLButtonElement} */ (need(form, "[type=submit]"));
  if (button.disabled || !areDays(form) || !isComplete(form, wish.channel)) return;
  button.disabled = true;
  refuse(form, "");
  try {
    location.replace(pageOf(await post("/api/waiting-list", order(form, wish), { idempotencyKey: newKey() })));
  } catch (error) {
    refuse(form, errorText(error));
    button.disabled = false;
  }
}

/** The page of the entry, in the language of this one. @param {{token: string}} joined */
export function pageOf({ token }) {
  return `/waiting-list${location.search}#${token}`;
}

/** @param {HTMLFormElement} form @param {Wish} wish */
function order(form, { services, persons, channel }) {
  return {
    services: services.map(({ id }) => id), persons, channel, first: day(form, "first").value,
    last: day(form, "last").value, contact: entered(form), language: languageOf(form),
  };
}

/** @param {HTMLFormElement} form */
function areDays(form) {
  const [first, last] = [day(form, "first"), day(form, "last")];
  const are = first.value !== "" && first.value <= last.value && last.value >= isoDay(0);
  need(form, "[data-days-problem]").hidden = are;
  if (!are) (first.value ? last : first).focus();
  return are;
}

/** @param {HTMLFormElement} form @param {string} name */
function day(form, name) {
  return /** @type {HTMLInputElement} */ (need(form, `[name="${name}"]`));
}
