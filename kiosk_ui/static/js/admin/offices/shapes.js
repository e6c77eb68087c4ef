// Shapes of departments, offices, services and counters as the API has them.

/**
 * @typedef {"department" | "office" | "service" | "counter"} Kind
 * @typedef {"on_site" | "video" | "telephone"} Channel
 * @typedef {{id: number, name: string}} Named
 * @typedef {{code: string, name: string}} Language
 *
 * @typedef {object} ServiceSettings
 * @property {string} name
 * @property {string} description
 * @property {string} documents one thing a line
 * @property {string} fim_key
 * @property {number} minutes
 * @property {Channel[]} channels
 * @property {string[]} languages
 * @property {string} form
 * @property {boolean} takes_numbers
 * @property {boolean} takes_appointments
 *
 * @typedef {ServiceSettings & Named} Service
 * @typedef {Named & {is_home: boolean, clerk: string | null}} Counter
 *
 * @typedef {object} OfficeSettings
 * @property {number} department_id
 * @property {string} name
 * @property {string} prefix
 * @property {string} place
 * @property {number} capacity
 * @property {number} confirm_seconds
 *
 * @typedef {object} OfficeFacts
 * @property {number} id
 * @property {boolean} published
 * @property {import("../../opening.js").Opening} opening
 * @property {boolean} by_hours
 * @property {number} waiting
 * @property {number} appointments
 * @property {number} devices
 * @property {Service[]} services
 * @property {Counter[]} counters
 *
 * @typedef {OfficeSettings & OfficeFacts} Office
 *
 * @typedef {object} Administration
 * @property {string} organisation
 * @property {number | null} changed id of what was just added
 * @property {Named[]} departments
 * @property {Office[]} offices
 * @property {Language[]} languages
 * @property {number} [journal_id]
 */

export {};
