// Shapes of the API's answers that kiosk, terminal and board use; times are RFC 3339 UTC.

/**
 * @typedef {{people_ahead: number, from: string | null, to: string | null, reason: string | null}} WaitView
 *
 * @typedef {object} ServiceView
 * @property {number} id
 * @property {string} name
 * @property {string} description
 * @property {string} documents what to bring, in plain words
 * @property {string[]} channels
 * @property {boolean} takes_numbers
 * @property {boolean} takes_appointments
 * @property {WaitView} window
 *
 * @typedef {object} OfficeView
 * @property {number} id
 * @property {string} name
 * @property {import("../opening.js").OfficeState} state
 * @property {boolean} gives_numbers
 * @property {string | null} closes_at
 * @property {string | null} opens_at
 * @property {string} closed_because
 * @property {number} waiting
 * @property {number} terminals of the office, busy ones too
 * @property {string} place
 * @property {ServiceView[]} services
 * @property {import("../announcements.js").Announcement[]} announcements
 *
 * @typedef {object} Assignment the ticket that was called to this terminal
 * @property {number} ticket_id
 * @property {string} number
 * @property {"called" | "serving" | "finished"} state
 * @property {string} language
 * @property {string} called_at
 * @property {number} recalls
 * @property {string} confirm_until when the number is given up
 * @property {{id: number, state: string} | null} consultation
 * @property {string} service
 *
 * @typedef {object} DeviceView
 * @property {number} id
 * @property {string} name
 * @property {string} place
 * @property {"ticket" | "terminal" | "both" | "board"} function
 * @property {string} version
 * @property {string} organisation
 * @property {string} default_language
 * @property {OfficeView} office
 * @property {number} journal_id
 * @property {boolean} agent_present
 * @property {boolean} code_shown the camera has seen the QR code of an appointment
 * @property {boolean} takes_appointments people with an appointment check in here
 * @property {Assignment | null} assignment
 * @property {HelpView | null} help
 * @property {{can_print: boolean, state: string} | null} printer
 * @property {{id: number, ticket_id: number, state: string, reason: string} | null} print the newest job of its printer
 *
 * @typedef {object} HelpView the call for help of this device
 * @property {number} id
 * @property {string | null} taken_by who is coming
 * @property {boolean} is_heard whether it rings anywhere
 *
 * @typedef {object} TakenTicket
 * @property {{id: number, number: string, code: string, window: WaitView | null, channel: string, at_terminal: boolean,
 *   persons: number, service: {name: string, documents: string}}} ticket
 * @property {string} token
 * @property {string} url
 * @property {string} qr data URL of an SVG
 * @property {string} [begins_at] of the appointment that was checked in
 * @property {boolean} [in_time]
 *
 * @typedef {object} AppointmentView
 * @property {{name: string, documents: string}[]} services
 * @property {number} persons
 * @property {string} channel
 * @property {string} begins_at
 * @property {string | null} held_until
 * @property {string} check_in_from
 * @property {string} code
 * @property {string | null} qr its own address as an SVG (data URL)
 *
 * @typedef {{appointment: AppointmentView, token: string}} ReservedAppointment
 */

export {};
