// What the server says about the appointments of a day (GET /api/clerk/appointments).

/**
 * @typedef {"on_site" | "video" | "telephone"} Channel
 * @typedef {{id: number, name: string}} Named
 *
 * @typedef {object} Appointment
 * @property {number} id
 * @property {Named} office
 * @property {Named[]} services
 * @property {number} persons
 * @property {Channel} channel
 * @property {Channel[]} channels on which all its services are offered
 * @property {"reserved" | "confirmed" | "checked_in" | "cancelled" | "missed" | "expired"} state
 * @property {string} begins_at
 * @property {string} ends_at
 * @property {string} check_in_from
 * @property {string} check_in_until
 * @property {string} diary whose time it is
 * @property {string} name
 * @property {string} email
 * @property {string} phone
 * @property {string} language
 * @property {string} code
 * @property {{id: number, number: string, state: string} | null} ticket
 *
 * @typedef {{id: number, name: string, minutes: number, channels: Channel[]}} Service
 * @typedef {{id: number, name: string, services: Service[], late_arrival: "queue" | "refuse"}} Office
 *
 * @typedef {object} Day
 * @property {string} at when the server made this answer
 * @property {string} today ISO date
 * @property {string} day ISO date
 * @property {Office[]} offices
 * @property {Appointment[]} appointments
 * @property {number} journal_id
 *
 * @typedef {{action: number, kind: string, until: string}} Undoable
 * @typedef {{appointment: Appointment, undo: Undoable | null}} Answer
 *
 * @typedef {{services: number[], channel: Channel, persons: number}} Need
 * @typedef {{day: string, slots: string[]}} SlotDay
 */

export {};
