// Is everything all right? One table of rules for offices and one for devices; the first that applies decides.

/**
 * @typedef {object} Office
 * @property {number} id
 * @property {string} name
 * @property {string} department
 * @property {import("../opening.js").OfficeState} state
 * @property {boolean} gives_numbers
 * @property {string | null} closes_at
 * @property {string | null} opens_at
 * @property {string} closed_because
 * @property {boolean} open
 * @property {number} waiting
 * @property {number | null} capacity
 * @property {{name: string, clerk: string | null}[]} counters
 *
 * @typedef {{id: string, name: string, kind?: string}} Equipment
 *
 * @typedef {object} Device
 * @property {number} id
 * @property {string} name
 * @property {string} place
 * @property {"ticket" | "terminal" | "both" | "board"} function
 * @property {{id: number, name: string}} office
 * @property {boolean} enrolled
 * @property {boolean} browser_present
 * @property {boolean} agent_present
 * @property {string | null} last_seen_at
 * @property {Equipment[]} cameras
 * @property {Equipment[]} microphones
 * @property {boolean} revoked
 * @property {boolean} agent_expected whether its task needs the device program
 * @property {boolean} managed runs our image: it has words of its own
 *
 * @typedef {{subject: string, text: string, next: string}} FleetTodo
 *
 * @typedef {object} Overview
 * @property {string} organisation
 * @property {string} version
 * @property {Office[]} offices
 * @property {Device[]} devices
 * @property {FleetTodo[]} fleet_todo
 * @property {{face: string, url: string}[]} addresses
 * @property {string} message_trouble "" when all is well
 * @property {string | null} backup_trouble "" when all is well, null where backups are none of this person's business
 * @property {{code: string, days: number} | null} certificate_trouble
 * @property {number} [journal_id]
 *
 * @typedef {"good" | "bad" | "idle"} Light
 * @typedef {{code: string, light: Light}} Condition
 */

/** @type {[code: string, light: Light, applies: (device: Device) => boolean][]} */
const DEVICE_RULES = [
  ["revoked", "idle", (device) => device.revoked],
  ["not_enrolled", "bad", (device) => !device.enrolled],
  ["never_seen", "bad", (device) => !device.last_seen_at],
  ["missing", "bad", (device) => !device.browser_present && !device.agent_present],
  ["page_missing", "bad", (device) => !device.browser_present],
  ["agent_missing", "bad", (device) => device.agent_expected && !device.agent_present],
  ["no_document_camera", "bad", (device) => device.agent_expected && !hasDocumentCamera(device)],
];

/** @type {[code: string, applies: (office: Office) => boolean][]} */
const OFFICE_RULES = [
  ["closed_waiting", (office) => !office.open && office.waiting > 0],
  ["nobody_staffed", (office) => office.state === "unstaffed" && office.waiting > 0],
  ["full", (office) => office.state === "full"],
];

/** @param {Device} device @returns {Condition} */
export function deviceCondition(device) {
  const rule = DEVICE_RULES.find(([, , applies]) => applies(device));
  return rule ? { code: rule[0], light: rule[1] } : { code: "good", light: "good" };
}

/** The code of what is wrong with an office, null when nothing is. @param {Office} office */
export function officeTrouble(office) {
  return OFFICE_RULES.find(([, applies]) => applies(office))?.[0] ?? null;
}

/** Whether people talk to a clerk at this device. @param {{function: string}} device */
export function hostsConsultations(device) {
  return device.function === "terminal" || device.function === "both";
}

/** @param {Device} device */
function hasDocumentCamera(device) {
  return device.cameras.some((camera) => camera.kind === "document");
}
