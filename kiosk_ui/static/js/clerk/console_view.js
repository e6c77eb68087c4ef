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
 * @property {boolean} phone_known
 * @property {string | null} appointment_at
 * @property {string} taken_at
 * @property {string} why
 * @property {boolean} callable
 * @property {string | null} reason
 * @property {{id: number, name: string}[]} services
 * @property {string | null} priority why it comes before its turn
 * @property {boolean} absent nobody looks at its page: passed over until somebody does
 * @property {{counter: string | null, clerk: string | null} | null} bound_to for whom alone it waits
 *
 * @typedef {object} Parked
 * @property {number} id
 * @property {string} number
 * @property {string} service
 * @property {number} persons
 * @property {{id: number, name: string}[]} services
 * @property {boolean} callable
 * @property {string | null} obstacle why this clerk cannot go on with it here
 * @property {string} reason what it waits for
 * @property {string} since
 * @property {string | null} priority
 *
 * @typedef {object} Other a ticket whose clerk has vanished
 * @property {number} id
 * @property {string} number
 * @property {string} service
 * @property {number} persons
 * @property {boolean} callable
 * @property {string | null} counter
 * @property {string | null} clerk
 *
 * @typedef {object} Subject a ticket that a panel is about
 * @property {number} id
 * @property {string} number
 * @property {string} state
 * @property {string} service
 * @property {number} persons
 * @property {string | null} [priority]
 * @property {string} why
 * @property {{id: number, name: string}[]} [services]
 *
 * @typedef {object} Current the person at this counter
 * @property {number} id
 * @property {string} number
 * @property {"called" | "serving" | "finished"} state
 * @property {{id: number, name: string, minutes: number, documents: string | string[]}} service
 * @property {{id: number, name: string}[]} services all that it is for
 * @property {string | null} [priority]
 * @property {string} channel
 * @property {boolean} at_terminal
 * @property {string | null} device_key
 * @property {string} media
 * @property {string} language
 * @property {number} persons
 * @property {string} phone "" unless the person is called
 * @property {boolean} phone_known
 * @property {string[]} channels
 * @property {{begins_at: string, name: string, phone: string, services: string[]} | null} appointment
 * @property {string} taken_at
 * @property {string} called_at
 * @property {string | null} admitted_at
 * @property {number} recalls
 * @property {string} recall_at from when on it may be called again
 * @property {number} calls_left how many calls are due before somebody counts as not come
 * @property {{kind: string, name: string} | null} place
 * @property {{id: number, state: "open" | "finished" | "closed"} | null} consultation
 * @property {{id: number, name: string, role: string}[]} knocking guests who would like to come in
 * @property {{at: string, type: string, why: string}[]} history
 *
 * @typedef {{action: number, kind: string, number: string, until: string}} Undo
 *
 * @typedef {object} View
 * @property {{id: number, name: string}} clerk
 * @property {{id: number, name: string, home: boolean, office_id: number} | null} counter
 * @property {{id: number, name: string} & import("../opening.js").Opening} office
 * @property {"next" | "pick" | "alternate"} mode whether clerks follow the order, or may call somebody else with a reason
 * @property {Row[]} waiting the first of them, in the order of the queue
 * @property {number} waiting_count
 * @property {Current | null} current
 * @property {{id: number, state: "invited" | "admitted", consultation: number, clerk: string, office: string, number: string, service: string} | null} asked to what a colleague asks this clerk to come
 * @property {Parked[]} parked
 * @property {Other[]} others
 * @property {{reason: string, since: string} | null} pause
 * @property {{id: number, name: string, on: boolean}[]} skills
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

/** A consultation that goes on by telephone. @param {Current} ticket */
export function isCallBack({ state, channel, history }) {
  return state === "serving" && channel === "telephone" && history.some(({ type }) => type === "ConsultationOpened");
}

/** What a ticket can be switched to: until its service begins what that offers, and in a consultation the telephone, and back. @param {Row | Current} ticket */
export function otherChannels(ticket) {
  if ("history" in ticket && ticket.state !== "called") {
    if (ticket.state === "serving" && ticket.channel === "video") return ["telephone"];
    return isCallBack(ticket) ? ["video"] : [];
  }
  return ticket.channels.filter((channel) => channel !== ticket.channel || ticket.at_terminal);
}

/** The mode, and for people from afar with what they talk: "video.voice". @param {Row | Current} ticket */
export function channelOf(ticket) {
  const mode = modeOf(ticket);
  return mode === "video" ? `${mode}.${ticket.media}` : mode;
}
