// Shapes of the messages as the API has them.

/**
 * @typedef {"email" | "sms"} Medium
 * @typedef {object} Trouble
 * @property {number} id
 * @property {string} kind
 * @property {Medium} medium
 * @property {"waiting" | "failed"} state
 * @property {{id: number, name: string} | null} office
 * @property {string} name
 * @property {string} address
 * @property {number} attempts
 * @property {string} created_at
 * @property {string} next_at
 * @property {string} problem a code; "": not tried yet
 * @property {string} reason what the other side said
 *
 * @typedef {object} Messages
 * @property {Medium[]} ready by which messages leave
 * @property {{planned: number, due: number, sent: number, dropped: number, failed: number}} counts
 * @property {Trouble[]} trouble
 * @property {{office: {id: number, name: string}, hours: number}[]} reminders
 * @property {{kind: string, language: string}[]} own_texts
 * @property {number} [journal_id]
 *
 * @typedef {{subject: string, body: string, sms: string}} Words
 * @typedef {object} Origin
 * @property {string} kind
 * @property {string} language
 * @property {boolean} is_own
 * @property {{name: string, example: string}[]} placeholders
 * @typedef {Words & Origin} TextView
 *
 * @typedef {object} Preview
 * @property {string} subject
 * @property {{kind: "paragraph" | "list" | "link", lines: {text: string, strong: boolean}[][], url: string}[]} content
 * @property {string} sms
 * @property {number} sms_parts
 * @property {string} fault why it could not be saved so
 *
 * @typedef {Record<string, any> & {kind: string}} Way
 * @typedef {object} Ways
 * @property {Way} mail
 * @property {Way} sms
 * @property {number} keep_days
 * @property {string} links_lead_to
 * @property {boolean} is_public
 */

export {};
