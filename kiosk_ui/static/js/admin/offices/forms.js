// Forms of the administration: what is in them, and what must be mended before they are sent.

import { fill, fromTemplate, part } from "../../clerk/elements.js";
import { text } from "../../texts.js";

/** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Field */

/**
 * Nothing is sent while a field is not as it must be: the first such field is named and gets the focus.
 * @param {HTMLFormElement} form
 * @param {string[]} [oneOf] names of boxes of which at least one must be ticked
 */
export function isComplete(form, oneOf = []) {
  const wrong = fields(form).filter((field) => !field.validity.valid || isBlank(field) || isUnticked(form, field, oneOf));
  for (const field of fields(form)) field.setAttribute("aria-invalid", String(wrong.includes(field)));
  fill(form, { error: wrong.length > 0 ? text(`invalid.${wrong[0].name}`) : "" });
  wrong[0]?.focus();
  return wrong.length === 0;
}

/**
 * Fills the fields by their names; a list ticks the boxes of these values.
 * @param {HTMLFormElement} form
 * @param {object} values
 */
export function write(form, values) {
  const known = /** @type {Record<string, unknown>} */ (values);
  for (const field of fields(form)) {
    const value = known[field.name];
    if (value === undefined) continue;
    if (!isBox(field)) field.value = String(value);
    else field.checked = Array.isArray(value) ? value.includes(field.value) : Boolean(value);
  }
}

/**
 * Numbers as numbers, single boxes as true or false, boxes of one name as the list of those that are ticked.
 * @param {HTMLFormElement} form
 * @returns {Record<string, any>}
 */
export function read(form) {
  /** @type {Record<string, any>} */
  const values = {};
  for (const field of fields(form)) {
    if (!isBox(field)) values[field.name] = field.type === "number" ? Number(field.value) : field.value.trim();
    else if (!field.hasAttribute("value")) values[field.name] = field.checked;
    else values[field.name] = [...(values[field.name] ?? []), ...(field.checked ? [field.value] : [])];
  }
  return values;
}

/**
 * Boxes to tick, one for each of `options`.
 * @param {string} name
 * @param {{value: string, label: string}[]} options
 */
export function boxes(name, options) {
  return options.map(({ value, label }) => {
    const box = fromTemplate("check");
    const input = /** @type {HTMLInputElement} */ (box.querySelector("input"));
    input.name = name;
    input.setAttribute("value", value);
    fill(box, { label });
    return box;
  });
}

/**
 * The form of a service, with all languages to choose from.
 * @param {import("./shapes.js").Language[]} languages
 */
export function serviceForm(languages) {
  const form = /** @type {HTMLFormElement} */ (fromTemplate("service-form"));
  const options = languages.map(({ code, name }) => ({ value: code, label: name }));
  part(form, "languages").append(...boxes("languages", options));
  return form;
}

export const SERVICE_CHOICES = ["channels", "languages"];

/** What a new service begins with. */
export const NEW_SERVICE = {
  minutes: 15,
  channels: ["on_site", "video"],
  languages: ["de"],
  takes_numbers: true,
  takes_appointments: true,
};

/** @param {HTMLFormElement} form @returns {Field[]} */
function fields(form) {
  return /** @type {Field[]} */ ([...form.elements].filter((field) => /** @type {Field} */ (field).name));
}

/** @param {Field} field @returns {field is HTMLInputElement} */
function isBox(field) {
  return field.type === "checkbox";
}

/** A name of spaces is none. @param {Field} field */
function isBlank(field) {
  return field.required && field.value.trim() === "";
}

/**
 * @param {HTMLFormElement} form
 * @param {Field} field
 * @param {string[]} oneOf
 */
function isUnticked(form, field, oneOf) {
  return oneOf.includes(field.name) && !form.querySelector(`[name="${field.name}"]:checked`);
}
