// Filling the server's templates: scripts hold no visible text, they only put values into marked places.

/**
 * @template {Element} [E=HTMLElement]
 * @param {string} selector
 * @param {ParentNode} [root]
 * @returns {E}
 */
export function part(selector, root = document) {
  const found = root.querySelector(selector);
  if (!found) throw new Error(`the page has no ${selector}`);
  return /** @type {E} */ (/** @type {unknown} */ (found));
}

/**
 * Writes each value into every `data-slot` of its name; an empty value hides the place.
 * @param {ParentNode} root
 * @param {Record<string, string | number | null>} values
 */
export function fillSlots(root, values) {
  for (const [name, value] of Object.entries(values)) {
    for (const slot of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll(`[data-slot="${name}"]`))) {
      write(slot, String(value ?? ""));
    }
  }
}

/**
 * Untouched when nothing changed, so that screen readers stay calm.
 * @param {HTMLElement} slot
 * @param {string} value
 */
function write(slot, value) {
  if (slot.textContent !== value) slot.textContent = value;
  slot.hidden = value === "";
}

/**
 * Shows among the elements marked `data-ATTRIBUTE` the one whose value is `chosen`, hides the others.
 * @param {ParentNode} root
 * @param {string} attribute for example "when"
 * @param {string | null} chosen
 */
export function showOne(root, attribute, chosen) {
  for (const element of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll(`[data-${attribute}]`))) {
    const values = (element.getAttribute(`data-${attribute}`) ?? "").split(" ");
    element.hidden = chosen === null || !values.includes(chosen);
  }
}

/**
 * A fresh copy of what stands in `<template id>`.
 * @param {string} id
 * @returns {HTMLElement}
 */
export function stamp(id) {
  const template = /** @type {HTMLTemplateElement} */ (part(`template#${id}`));
  return /** @type {HTMLElement} */ (document.importNode(template.content, true).firstElementChild);
}
