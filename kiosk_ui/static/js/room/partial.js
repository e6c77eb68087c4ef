// Reaching into a server-rendered partial: parts by `data-part`, words by `data-text`, both written in the template.

/**
 * @template {HTMLElement} [E=HTMLElement]
 * @param {ParentNode} root
 * @param {string} name
 * @returns {E}
 */
export function part(root, name) {
  const found = root.querySelector(`[data-part="${name}"]`);
  if (!found) throw new Error(`the template has no part "${name}"`);
  return /** @type {E} */ (found);
}

/**
 * @param {ParentNode} root
 * @param {string} name
 * @returns {string} empty when the template says nothing about it
 */
export function words(root, name) {
  const template = /** @type {HTMLTemplateElement | null} */ (root.querySelector(`template[data-text="${name}"]`));
  return template?.content.textContent?.trim() ?? "";
}

/**
 * @param {ParentNode} root
 * @param {string} selector of a `<template>`
 * @returns {HTMLElement | null} a copy of its element
 */
export function copyOf(root, selector) {
  const template = /** @type {HTMLTemplateElement | null} */ (root.querySelector(`template${selector}`));
  const element = template?.content.firstElementChild;
  return element ? /** @type {HTMLElement} */ (element.cloneNode(true)) : null;
}

/**
 * Shows exactly those elements whose attribute, a list of words, contains the value.
 * @param {ParentNode} root
 * @param {string} attribute
 * @param {string} value
 */
export function showOnly(root, attribute, value) {
  for (const element of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll(`[${attribute}]`))) {
    element.hidden = !(element.getAttribute(attribute) ?? "").split(" ").includes(value);
  }
}
