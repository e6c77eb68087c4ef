// Shapes of the opening hours as the API has them.

/**
 * @typedef {import("./written.js").Stretch} Stretch
 * @typedef {"on_site" | "video" | "telephone"} Channel
 * @typedef {{id: number, office_id: number | null, first: string, last: string, hours: Stretch[], channels: Channel[],
 *   reason: string}} SpecialDays days are ISO dates
 * @typedef {{day: string, hours: Stretch[], rule: "weekly" | "holiday" | "special", reason: string}} Day
 * @typedef {object} OfficeHours
 * @property {{id: number, name: string}} office
 * @property {import("../../opening.js").Opening} opening
 * @property {Channel[]} channels that its services are offered on
 * @property {Partial<Record<Channel, Stretch[][]>>} weekly seven days from Monday on
 * @property {boolean} by_hours
 * @property {boolean} keeps_holidays
 * @property {number} closing_soon_minutes
 * @property {"take" | "warn" | "refuse"} late_tickets
 * @property {"served" | "appointment" | "telephone"} at_closing
 * @property {import("./calling_rules.js").CallingPlan} calling
 * @property {SpecialDays[]} special
 * @property {{channel: Channel, days: Day[]}[]} ahead
 *
 * @typedef {object} HoursView
 * @property {OfficeHours[]} offices
 * @property {SpecialDays[]} special
 * @property {string} region
 * @property {{key: string, name: string, in_catholic_towns: boolean}[]} regions
 * @property {{day: string, name: string}[]} holidays
 * @property {number} [journal_id]
 */

export {};
