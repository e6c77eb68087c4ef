// Which fields of a form are asked; the same rule as `shown` in appliance/domain/form_values.py.

/**
 * @typedef {{value: string, label: string}} Option
 * @typedef {object} Field
 * @property {string} name
 * @property {string} type text, long_text, name, date, number, email, phone, iban, choice, choices, checkbox, heading or note
 * @property {string} label
 * @property {string} help
 * @property {boolean} required
 * @property {"both" | "citizen" | "clerk"} writers
 * @property {Option[]} options
 * @property {{field: string, equals: string | boolean} | null} shown_if
 * @property {number} longest characters
 *
 * @typedef {{id: number, version: number, title: string, fields: Field[]}} Definition
 */

/**
 * @param {Field[]} fields
 * @param {(name: string) => unknown} valueOf
 */
export function shownFields(fields, valueOf) {
  /** @type {Set<string>} */
  const names = new Set();
  return fields.filter(({ name, shown_if: condition }) => {
    const asked = !condition || (names.has(condition.field) && holds(valueOf(condition.field), condition.equals));
    if (asked) names.add(name);
    return asked;
  });
}

/** @param {Field} field */
export function hasValue({ type }) {
  return type !== "heading" && type !== "note";
}

/** @param {unknown} value */
export function isEmpty(value) {
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === "string" ? value.trim() === "" : !value;
}

/**
 * @param {unknown} value
 * @param {string | boolean} equals
 */
function holds(value, equals) {
  if (Array.isArray(value)) return value.includes(equals);
  return typeof equals === "boolean" ? Boolean(value) === equals : value === equals;
}
