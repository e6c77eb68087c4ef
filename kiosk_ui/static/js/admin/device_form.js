// The fields of a device: for a new one and for changing one.

import { fromTemplate, showFor } from "../clerk/elements.js";

/**
 * @typedef {{name: string, place: string, office_id: number, function: string}} DeviceFields
 * @typedef {import("./conditions.js").Overview} Overview
 */

/**
 * Puts the fields into `form`, afresh.
 * @param {HTMLFormElement} form
 * @param {"new" | "change"} use
 * @param {Overview} view for the offices to choose from
 * @param {Partial<DeviceFields>} values
 */
export function openForm(form, use, view, values) {
  const fields = fromTemplate("device-fields");
  showFor(fields, use);
  form.replaceChildren(fields);
  field(form, "office_id").append(...view.offices.map((office) => new Option(office.name, String(office.id))));
  for (const [name, value] of Object.entries(values)) field(form, name).value = String(value);
}

/** @param {HTMLFormElement} form @returns {DeviceFields} */
export function formValues(form) {
  return {
    name: field(form, "name").value.trim(),
    place: field(form, "place").value.trim(),
    office_id: Number(field(form, "office_id").value),
    function: field(form, "function").value,
  };
}

/**
 * @param {HTMLFormElement} form
 * @param {string} name
 */
export function field(form, name) {
  return /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
}
