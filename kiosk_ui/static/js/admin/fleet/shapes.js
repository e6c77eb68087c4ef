// What GET /api/fleet answers (appliance/web/api/fleet_shapes.py).

/**
 * @typedef {{code: string, light: "good" | "bad" | "idle", text: string, next: string}} Condition
 * @typedef {{id: number, name: string}} Named
 *
 * @typedef {object} Health whatever a device leaves out is unknown
 * @property {string} [role] "server" for this server itself
 * @property {string} [version]
 * @property {number | null} [uptime_s]
 * @property {{name: string, kind?: string}[]} [cameras]
 * @property {{name: string}[]} [microphones]
 * @property {{name?: string, state?: string} | null} [printer]
 * @property {{total: number, free: number}} [disk]
 * @property {{total: number, available: number} | null} [memory]
 * @property {number | null} [temperature_c]
 * @property {{at: string, synchronised: boolean}} [clock]
 * @property {Record<string, number>} [recoveries]
 * @property {{page: string, in_consultation: boolean}} [session]
 *
 * @typedef {object} FleetDevice
 * @property {number} id
 * @property {string} public_id
 * @property {string} name
 * @property {string} place
 * @property {string} function
 * @property {Named} office
 * @property {Condition[]} conditions
 * @property {string} address
 * @property {string | null} health_at
 * @property {Health} health
 * @property {number} configuration_revision
 * @property {number} acknowledged_revision
 * @property {string | null} certificate_expires_at
 *
 * @typedef {{id: string, address: string, version: string, state: string, text: string, next: string}} Found
 * @typedef {{id: number, name: string, function: string, office: Named, expires_at: string}} WaitingFile
 *
 * @typedef {object} FleetView
 * @property {boolean} enabled
 * @property {{conditions: Condition[], health: Health}} server
 * @property {Found[]} discovered
 * @property {WaitingFile[]} pending
 * @property {FleetDevice[]} adopted
 * @property {(Named & {place: string, told: boolean})[]} revoked
 * @property {Named[]} replaceable
 * @property {import("../conditions.js").FleetTodo[]} todo
 * @property {import("./screen_hours.js").Hours} screen_hours
 * @property {number} journal_id
 */

export {};
