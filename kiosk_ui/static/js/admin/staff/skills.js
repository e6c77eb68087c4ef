// Skills as boxes to tick, by office; "everything" of an office ticks them all.

import { fill, fromTemplate, part } from "../../clerk/elements.js";

/** @typedef {import("./shapes.js").SkillOffice} SkillOffice */

/**
 * @param {HTMLElement} list
 * @param {SkillOffice[]} offices
 * @param {number[]} skills
 */
export function drawSkills(list, offices, skills) {
  list.replaceChildren(...offices.filter((office) => office.services.length > 0).map((office) => group(office, skills)));
}

/** @param {HTMLElement} list @returns {number[]} */
export function readSkills(list) {
  return boxes(list).filter((box) => box.checked).map((box) => Number(box.value));
}

/**
 * @param {SkillOffice} office
 * @param {number[]} skills
 */
function group(office, skills) {
  const element = fromTemplate("skill-office");
  fill(element, { office: office.name });
  const all = /** @type {HTMLInputElement} */ (part(element, "all"));
  element.append(...office.services.map(({ id, name }) => {
    const item = fromTemplate("skill");
    const box = /** @type {HTMLInputElement} */ (item.querySelector("input"));
    box.value = String(id);
    box.checked = skills.includes(id);
    fill(item, { service: name });
    return item;
  }));
  const settle = () => {
    const ticked = boxes(element).filter((box) => box.checked).length;
    all.checked = ticked === office.services.length;
    all.indeterminate = ticked > 0 && !all.checked;
  };
  all.addEventListener("change", () => {
    for (const box of boxes(element)) box.checked = all.checked;
  });
  element.addEventListener("change", settle);
  settle();
  return element;
}

/** @param {HTMLElement} root */
function boxes(root) {
  return /** @type {HTMLInputElement[]} */ (Array.from(root.querySelectorAll("input[name=skills]")));
}
