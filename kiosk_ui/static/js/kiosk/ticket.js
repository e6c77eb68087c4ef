// Taking the ticket, and showing it: number, QR, code, when, and what happens next.

import { ApiError, post } from "../api.js";
import { timeText, windowText } from "../clock.js";
import { errorText, text } from "../texts.js";
import { inLine } from "./answers.js";
import { personsText } from "./persons.js";
import { grouped } from "./code_entry.js";
import { fillSlots, part, showOne } from "./slots.js";
import { WAYS_ON } from "./steps.js";
import { PHONES_WELCOME } from "./visit.js";

/** @typedef {import("./visit.js").Visit} Visit */

/**
 * Sends the wish once; the key makes a second tap, a retry or a lost answer lead to the same ticket.
 * @param {Visit} visit
 * @param {string | null} bearer the device's capability
 */
export async function takeTicket(visit, bearer) {
  const { body, key } = visit.request(document.documentElement.lang);
  visit.taken = await post("/api/tickets", body, { bearer, idempotencyKey: key });
}

/** @param {Visit} visit with its ticket */
export function showTicket(visit) {
  const screen = part("[data-screen=ticket]");
  const { ticket, qr, begins_at, in_time } = /** @type {import("./views.js").TakenTicket} */ (visit.taken);
  const { service } = ticket;
  part("[data-qr]", screen).setAttribute("src", qr);
  part("[data-qr]", screen).hidden = !PHONES_WELCOME && visit.way !== "terminal";
  fillSlots(screen, { number: ticket.number, code: grouped(ticket.code), window: windowText(ticket.window) });
  fillSlots(screen, {
    service: [service.name, personsText(ticket.persons)].filter(Boolean).join(" · "),
    documents: inLine(service.documents),
    appointment: begins_at ? text(in_time ? "appointment" : "appointment-late", { time: timeText(begins_at) }) : "",
  });
  part("[data-bring]", screen).hidden = !service.documents;
  showOne(screen, "way", visit.way);
}

/** Why there is no ticket, and the one next step. @param {unknown} error */
export function showProblem(error) {
  const screen = part("[data-screen=problem]");
  const code = error instanceof ApiError ? error.code : "unexpected";
  fillSlots(screen, { detail: errorText(error), code });
  showOne(screen, "way-on", WAYS_ON[code] ?? "restart");
}
