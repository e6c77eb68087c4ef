// A snapshot of the appointment becomes what is seen.

import { dayText, timeText } from "../../clock.js";
import { plural, text } from "../../texts.js";
import { documentsOf, minutesOf, namesText, whenText } from "../booking/words.js";
import { copyOf, need, setText, showOnly, view } from "../views.js";
import { showWays } from "../ways.js";

/** @typedef {import("../booking/words.js").Appointment} Appointment */

/** @param {Appointment} appointment */
export function showAppointment(appointment) {
  const page = view("confirmed");
  const when = whenText(appointment.begins_at);
  page.dataset.when = when;
  setText(need(page, "[data-day]"), dayText(appointment.begins_at));
  setText(need(page, "[data-time]"), text("clock", { time: timeText(appointment.begins_at) }));
  setText(need(page, "[data-services]"), namesText(appointment.services));
  setText(need(page, "[data-place]"), appointment.place && `, ${appointment.place}`);
  setText(need(page, "[data-phone]"), appointment.phone);
  setText(need(page, "[data-length]"), text("length", { minutes: minutesOf(appointment) }));
  setText(need(page, "[data-persons]"), plural("persons", appointment.persons));
  need(page, "[data-persons-part]").hidden = appointment.persons === 1;
  showAll("[data-office]", appointment.office.name);
  showAll("[data-was]", text("was", { when }));
  showDocuments(page, documentsOf(appointment));
  showOnly(document, "way", [appointment.channel]);
  showWays(appointment.channel, appointment);
  showNumber(appointment);
  showWayBack(appointment);
}

/**
 * What has just been done, above everything else.
 * @param {string} news booked, moved, way or link
 * @param {Appointment} appointment
 */
export function tellNews(news, { email }) {
  const words = news === "booked" ? `news-booked-${email ? "email" : "phone"}` : `news-${news}-words`;
  setText(need(document, "[data-news-title]"), text(`news-${news}`));
  setText(need(document, "[data-news-words]"), text(words, { address: email }));
  need(document, "[data-news]").hidden = false;
  scrollTo(0, 0);
}

/** @param {HTMLElement} page @param {string[]} documents */
function showDocuments(page, documents) {
  need(page, "[data-documents-part]").hidden = documents.length === 0;
  const list = need(page, "[data-documents]");
  if (list.dataset.shown === documents.join("\n")) return;
  list.dataset.shown = documents.join("\n");
  list.replaceChildren(...documents.map(documentLine));
}

/** @param {string} line */
function documentLine(line) {
  const item = copyOf("document");
  item.textContent = line;
  return item;
}

/** @param {Appointment} appointment */
function showNumber({ ticket }) {
  if (!ticket) return;
  setText(need(document, "[data-number]"), ticket.number);
  /** @type {HTMLAnchorElement} */ (need(document, "[data-ticket]")).href = `/ticket${location.search}#${ticket.token}`;
}

/** @param {Appointment} appointment */
function showWayBack({ services }) {
  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("[data-book-anew]"))) {
    link.href = `/book${location.search}#service/${services[0].id}`;
  }
}

/** @param {string} selector @param {string} content */
function showAll(selector, content) {
  for (const element of document.querySelectorAll(selector)) setText(element, content);
}
