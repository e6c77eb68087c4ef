// What the server says at the reception (GET /api/reception, /api/announcements).

/**
 * @typedef {{id: number, name: string}} Named
 * @typedef {"on_site" | "video" | "telephone"} Channel
 * @typedef {import("../clock.js").WaitView} WaitView
 * @typedef {import("../announcements.js").Announcement} Announcement
 *
 * @typedef {object} Service
 * @property {number} id
 * @property {string} name
 * @property {number} minutes
 * @property {Channel[]} channels
 * @property {boolean} takes_numbers
 * @property {number} waiting
 * @property {WaitView} window
 *
 * @typedef {{id: number, name: string, waiting: number, counters_open: number, terminals: boolean, services: Service[],
 *   announcements: Announcement[]} & import("../opening.js").Opening} Office
 *
 * @typedef {object} Row a number of today, or an appointment of today that is none yet
 * @property {"ticket" | "appointment"} kind
 * @property {number} id
 * @property {string} number
 * @property {string} name
 * @property {string} code of the appointment
 * @property {Named} office
 * @property {string} services
 * @property {number} persons
 * @property {Channel} channel
 * @property {boolean} at_terminal
 * @property {string} state
 * @property {string} since
 * @property {string} where
 * @property {string | null} alone_since the clerk's console has not been seen since then
 * @property {string | null} priority
 * @property {string | null} appointment_at
 *
 * @typedef {object} View
 * @property {string} at when the server made this answer
 * @property {Office[]} offices
 * @property {Row[]} rows
 * @property {Row[]} left_alone
 * @property {boolean} more
 * @property {number} journal_id
 *
 * @typedef {Row & {taken_at: string, language: string, ticket_code: string, window: WaitView | null, next_up: boolean,
 *   why: string | null, may: string[], journal_id: number}} Ticket
 *
 * @typedef {{action: number, kind: string, until: string}} Undoable
 *
 * @typedef {Announcement & {offices: number[], until_local: string, made_at: string, runs: boolean}} Known
 * @typedef {{at: string, offices: Named[], announcements: Known[], wordings: {de: string, en: string}[],
 *   latest_local: string, journal_id: number}} Announcements
 */

export {};
