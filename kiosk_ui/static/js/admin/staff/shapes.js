// Shapes of the staff as the API has them.

/**
 * @typedef {"clerk" | "reception" | "supervisor" | "admin"} Role
 * @typedef {{id: number, name: string}} Named
 * @typedef {object} Colleague
 * @property {number} id
 * @property {string} name
 * @property {string} sign_in_name
 * @property {Role[]} roles
 * @property {number[]} skills ids of services
 * @property {boolean} has_password
 * @property {string | null} welcome_until RFC 3339
 * @property {string | null} counter where the colleague sits now
 *
 * @typedef {Named & {services: Named[]}} SkillOffice
 * @typedef {{colleagues: Colleague[], offices: SkillOffice[], journal_id?: number}} Staff
 * @typedef {{colleague: Named, url: string, until: string}} Invitation
 */

export {};
