// Putting things in order: one step up or down, by mouse and by keyboard.

import { fill } from "../../clerk/elements.js";
import { text } from "../../texts.js";

/**
 * Buttons that have nowhere to go stay, so that the focus does not get lost, but do nothing.
 * @param {HTMLElement} element
 * @param {string} name
 * @param {boolean} isFirst
 * @param {boolean} isLast
 */
export function showShifts(element, name, isFirst, isLast) {
  fill(element, { up: text("up", { name }), down: text("down", { name }) });
  const [up, down] = buttons(element);
  up.setAttribute("aria-disabled", String(isFirst));
  down.setAttribute("aria-disabled", String(isLast));
}

/**
 * @param {HTMLElement} element
 * @param {(steps: number) => void} shift -1 is up
 */
export function onShift(element, shift) {
  for (const button of buttons(element)) {
    button.addEventListener("click", () => {
      if (button.getAttribute("aria-disabled") !== "true") shift(Number(button.dataset.shift));
    });
  }
}

/**
 * The ids with one of them moved by so many places.
 * @param {number[]} ids
 * @param {number} id
 * @param {number} steps
 */
export function shifted(ids, id, steps) {
  const from = ids.indexOf(id);
  const order = ids.filter((other) => other !== id);
  order.splice(from + steps, 0, id);
  return order;
}

/** Up and down: those of the element itself come before those of what is inside it. @param {HTMLElement} element */
function buttons(element) {
  return /** @type {HTMLButtonElement[]} */ ([...element.querySelectorAll("[data-shift]")].slice(0, 2));
}
