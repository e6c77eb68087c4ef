// Shapes of the staffing plan as the API has them.

/**
 * @typedef {import("../hours/shapes.js").Channel} Channel
 * @typedef {import("../hours/week_table.js").Weekly} Weekly
 * @typedef {{id: number, name: string}} Named
 * @typedef {{id: number, with_names: boolean, made_at: string}} Calendar
 * @typedef {{id: number, first: string, last: string}} Absence days are ISO dates, both included
 * @typedef {Named & {channels: Channel[], office_id: number}} ServiceChoice
 * @typedef {{weekday: number, hour: number, staffed: number, booked: number}} HourOfWeek in people
 *
 * @typedef {object} Diary
 * @property {number} id
 * @property {string} name
 * @property {number | null} clerk_id null: a place, whoever sits there
 * @property {number[]} services
 * @property {Weekly} weekly
 * @property {string[]} elsewhere other offices for which it can be booked
 * @property {Absence[]} absences
 * @property {Calendar | null} calendar
 *
 * @typedef {object} Conflict
 * @property {string} begins_at RFC 3339
 * @property {string[]} services
 * @property {Channel} channel
 * @property {string} diary
 * @property {"absent" | "not_staffed" | "not_skilled" | "closed"} reason
 *
 * @typedef {object} Rules
 * @property {number} horizon_days
 * @property {number} lead_minutes
 * @property {number} grid_minutes
 * @property {number} per_person
 * @property {number} early_minutes
 * @property {number} late_minutes
 * @property {"queue" | "refuse"} late_arrival
 * @property {boolean} waiting_list
 * @property {number} offer_minutes
 * @property {number} release_minutes
 *
 * @typedef {object} Staffing
 * @property {Named} office
 * @property {Named[]} offices
 * @property {Channel[]} channels
 * @property {ServiceChoice[]} services
 * @property {Weekly} opening
 * @property {Diary[]} diaries
 * @property {Named[]} clerks who are not in the plan
 * @property {Named[]} places that are not in the plan
 * @property {Rules} rules
 * @property {HourOfWeek[]} hours
 * @property {number} weeks over which `booked` is the mean
 * @property {Conflict[]} conflicts
 * @property {{service: string, count: number}[]} wanted entries of the waiting list
 * @property {Calendar | null} calendar
 * @property {number} [journal_id]
 */

export {};
