// How many come together: one unless somebody says otherwise.

import { plural, text } from "../texts.js";
import { fillSlots, part } from "./slots.js";
import { MOST_PERSONS } from "./visit.js";

/** One person needs no words. @param {number} persons */
export const personsText = (persons) => (persons > 1 ? plural("persons", persons) : "");

/** @param {import("./visit.js").Visit} visit */
export function showPersons({ persons }) {
  const stepper = part("[data-persons]");
  fillSlots(stepper, { persons: personsText(persons) || text("persons-one") });
  /** @type {HTMLButtonElement} */ (part('[data-value="-1"]', stepper)).disabled = persons === 1;
  /** @type {HTMLButtonElement} */ (part('[data-value="1"]', stepper)).disabled = persons === MOST_PERSONS;
}

/**
 * @param {import("./visit.js").Visit} visit
 * @param {number} by
 */
export function changePersons(visit, by) {
  visit.persons = Math.min(Math.max(visit.persons + by, 1), MOST_PERSONS);
  showPersons(visit);
}
