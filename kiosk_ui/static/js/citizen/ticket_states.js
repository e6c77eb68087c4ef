// What a ticket's state means for its page.

/**
 * @typedef {import("../clock.js").WaitView} WaitView
 * @typedef {"waiting" | "called" | "serving" | "parked" | "finished" | "no_show" | "cancelled"} State
 * @typedef {"counter" | "terminal" | "remote" | "telephone"} Where
 * @typedef {"camera" | "voice" | "text"} Media
 * @typedef {{id: number, state: "open" | "finished" | "closed"}} Consultation
 * @typedef {object} Ticket
 * @property {number} id
 * @property {string} number
 * @property {number} persons
 * @property {string | null} appointment_at RFC 3339, of the appointment that it was booked for
 * @property {State} state
 * @property {import("./booking/words.js").Way} channel
 * @property {import("./booking/words.js").Way[]} channels
 * @property {string} address of the office
 * @property {string} phone "" where nobody knows one
 * @property {boolean} at_terminal
 * @property {Media} media
 * @property {string} code
 * @property {{id: number, name: string, documents: string}} service
 * @property {{id: number, name: string, state: string}} office
 * @property {WaitView | null} window
 * @property {boolean} next_up
 * @property {{kind: "counter" | "terminal", name: string} | null} place
 * @property {number} recalls
 * @property {"done" | "follow_up" | "not_possible" | null} outcome
 * @property {{told: "served" | "appointment" | "telephone", closes_at: string} | null} closing
 * @property {import("../announcements.js").Announcement[]} announcements
 * @property {Consultation | null} consultation
 * @property {boolean} may_give_feedback
 * @property {boolean} may_ask_for_steps
 * @property {number} seen_every_seconds so often an open page tells so
 * @property {string | null} [qr] the own address as a picture, for the terminal's camera; the answers to POST lack it
 * @property {number} journal_id
 */

/** @type {Record<Ticket["channel"], Where>} */
const PLACES = { on_site: "counter", video: "remote", telephone: "telephone" };

/** Where the citizen is and will be served. @param {Ticket} ticket @returns {Where} */
export function where(ticket) {
  return ticket.at_terminal ? "terminal" : PLACES[ticket.channel];
}

/**
 * The room of a remote citizen is there from admission until it is closed, through the thanks; not while they wait
 * again, parked or passed on. @param {Ticket} ticket
 */
export function roomOf(ticket) {
  const { consultation, state } = ticket;
  const isThere = where(ticket) === "remote" && (state === "serving" || state === "finished");
  return isThere && consultation && consultation.state !== "closed" ? consultation : null;
}

/** @type {Record<State, (ticket: Ticket) => string>} */
const VIEWS = {
  waiting: () => "waiting",
  called: () => "called",
  serving: (ticket) => (roomOf(ticket) ? "consultation" : "serving"),
  parked: () => "parked",
  finished: () => "finished",
  no_show: () => "no_show",
  cancelled: () => "cancelled",
};

/** @param {Ticket} ticket */
export function viewOf(ticket) {
  return VIEWS[ticket.state](ticket);
}

/** "next" stands between waiting and called: the moment to come back to the page. @param {Ticket} ticket */
export function stage(ticket) {
  return ticket.state === "waiting" && ticket.next_up ? "next" : ticket.state;
}
