// What the server says about a counter (GET /api/console).

import { plural } from "../texts.js";

/**
 * @typedef {object} Row a waiting ticket
 * @property {number} id
 * @property {string} number
 * @property {string} service
 * @property {string} channel
 * @property {boolean} at_terminal
 * @property {string} media
 * @property {string[]} channels that its service may be talked about on
 * @property {number} persons
 * @property {string | null} appointment_at
 * @property {string} taken_at
 * @property {string} why
 * @property {boolean} callable
 * @property {string | null} reason
 *
 * @typedef {object} Current the person at this counter
 * @property {number} id
 * @property {string} number
 * @property {"called" | "serving" | "finished"} state
 * @property {{id: number, name: string, minutes: number, documents: string | string[]}} service
 * @property {string} channel
 * @property {boolean} at_terminal
 * @property {string} media
 * @property {string} language
 * @property {number} persons
 * @property {string} phone "" unless the person is called
 * @property {string[]} channels
 * @property {{begins_at: string, name: string, phone: string, services: string[]} | null} appointment
 * @property {string} taken_at
 * @property {string} called_at
 * @property {string | null} admitted_at
 * @property {number} recalls
 * @property {{kind: string, name: string} | null} place
 * @property {{id: number, state: "open" | "finished" | "closed"} | null} consultation
 * @property {{at: string, type: string}[]} history
 *
 * @typedef {{action: number, kind: string, number: string, until: string}} Undo
 *
 * @typedef {object} View
 * @property {{id: number, name: string}} clerk
 * @property {{id: number, name: string, home: boolean, office_id: number} | null} counter
 * @property {{id: number, name: string} & import("../opening.js").Opening} office
 * @property {Row[]} waiting the first of them, in the order of the queue
 * @property {number} waiting_count
 * @property {Current | null} current
 * @property {{ticket_id: number, number: string, why: string} | null} next
 * @property {{number: string, reason: string}[]} passed_over
 * @property {Undo | null} undo
 * @property {{name: string, state: string}[]} terminals
 * @property {number | null} longest_wait_seconds
 * @property {number} journal_id
 * @property {string} [at] when the server made this answer
 */

/** What it is about, and how many come where it is not one. @param {string} service @param {number} persons */
export const concernText = (service, persons) => (persons > 1 ? `${service} · ${plural("persons", persons)}` : service);

/** How a ticket is served: "on_site", "terminal", "video" or "telephone". @param {{channel: string, at_terminal: boolean}} ticket */
export function modeOf(ticket) {
  return ticket.at_terminal ? "terminal" : ticket.channel;
}

/** What a ticket can be switched to, until its service begins. @param {Row | Current} ticket */
export function otherChannels(ticket) {
  return ticket.channels.filter((channel) => channel !== ticket.channel || ticket.at_terminal);
}

/** The mode, and for people from afar with what they talk: "video.voice". @param {Row | Current} ticket */
export function channelOf(ticket) {
  const mode = modeOf(ticket);
  return mode === "video" ? `${mode}.${ticket.media}` : mode;
}
