// The state of a device in words, each with its next step; the words come from the server.

import { fill, fromTemplate } from "../../clerk/elements.js";

/** @typedef {import("./shapes.js").Condition} Condition */

/**
 * @param {HTMLElement} element
 * @param {Condition[]} conditions
 */
export function showConditions(element, conditions) {
  const signature = JSON.stringify(conditions);
  if (element.dataset.shown === signature) return;
  element.dataset.shown = signature;
  element.replaceChildren(...conditions.map(conditionElement));
}

/** @param {Condition} condition */
function conditionElement({ text, next, light }) {
  const element = fromTemplate("condition");
  element.dataset.light = light;
  fill(element, { text, next });
  return element;
}

/** The light of the whole: bad if anything is. @param {Condition[]} conditions */
export function lightOf(conditions) {
  return conditions.find(({ light }) => light === "bad")?.light ?? conditions[0].light;
}
