// What the server says of forms (web/api/form_shapes.py).

/**
 * @typedef {{page: number, rect: number[]}} Place
 * @typedef {{value: string, label: string, pdf?: Place | null}} Option
 * @typedef {{field: string, equals: string | boolean}} Condition
 *
 * @typedef {object} Field
 * @property {string} name
 * @property {string} type
 * @property {string} label
 * @property {string} help
 * @property {boolean} required
 * @property {"both" | "citizen" | "clerk"} writers
 * @property {Option[]} options
 * @property {Condition | null} shown_if
 * @property {number} longest 0: the usual length
 * @property {Place | null} [pdf]
 * @property {Place[]} [copies]
 *
 * @typedef {object} Form
 * @property {number} id 0: not saved yet
 * @property {number} version
 * @property {string} title
 * @property {Field[]} fields
 * @property {number[]} services
 * @property {boolean} has_paper
 *
 * @typedef {{id: number, name: string, office: string}} Service
 * @typedef {{field: number | null, part: string}} Fault
 *
 * @typedef {object} Forms
 * @property {string} organisation
 * @property {number | null} changed
 * @property {{id: number, name: string}[]} offices
 * @property {Service[]} services
 * @property {Form[]} forms
 * @property {number} [journal_id]
 */

const WITHOUT_VALUE = ["heading", "note"];
const OF_TEXT = ["text", "long_text", "name", "number", "email", "phone", "iban"];

/** @param {string} type */
export const hasValue = (type) => !WITHOUT_VALUE.includes(type);
/** @param {string} type */
export const hasOptions = (type) => type === "choice" || type === "choices";
/** @param {string} type */
export const hasLength = (type) => OF_TEXT.includes(type);

/** @returns {Form} */
export function newForm() {
  return { id: 0, version: 0, title: "", fields: [], services: [], has_paper: false };
}

/** @param {string} type @param {string} name @returns {Field} */
export function newField(type, name) {
  return { name, type, label: "", help: "", required: false, writers: "both", options: [], shown_if: null, longest: 0 };
}
