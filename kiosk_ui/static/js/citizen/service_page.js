// One service: what to bring, when it would be one's turn, and how one may talk.

import { showAnnouncements } from "../announcements.js";
import { timeText, windowText } from "../clock.js";
import { whenText } from "../opening.js";
import { plural, text } from "../texts.js";
import { copyOf, need, setText, showOnly, view } from "./views.js";

/**
 * @typedef {import("./office_list.js").Office} Office
 * @typedef {import("./office_list.js").Service} Service
 */

const LANGUAGES = new Intl.ListFormat(document.documentElement.lang);

/**
 * @param {Service} service
 * @param {Office} office
 */
export function showService(service, office) {
  const page = view("service");
  setText(need(page, "[data-name]"), service.name);
  setText(need(page, "[data-office]"), office.name);
  setText(need(page, "[data-minutes]"), text("minutes", { minutes: service.minutes }));
  setText(need(page, "[data-description]"), service.description);
  setText(need(page, "[data-place]"), office.place);
  showAnnouncements(need(page, "[data-announcements]"), office.announcements);
  showDocuments(page, service.documents);
  showLanguages(page, service.languages);
  showForm(page, service.form);
  showProspect(page, service, office);
  showWays(page, service, office);
  showBooking(page, service);
}

/** German alone is no news. @param {HTMLElement} page @param {{code: string, name: string}[]} languages */
function showLanguages(page, languages) {
  const line = need(page, "[data-languages]");
  line.hidden = languages.length < 2;
  setText(line, text("languages", { languages: LANGUAGES.format(languages.map(({ name }) => name)) }));
}

/** @param {HTMLElement} page @param {string} form its address, or "" */
function showForm(page, form) {
  need(page, "[data-form-part]").hidden = form === "";
  /** @type {HTMLAnchorElement} */ (need(page, "[data-form]")).href = form;
}

/** The first step of booking; in the administration's preview nothing is booked. @param {Service} service */
function bookingAddress(service) {
  if (document.documentElement.dataset.preview) return `#service/${service.id}`;
  return `/book${location.search}#service/${service.id}`;
}

/** @param {HTMLElement} page @param {Service} service */
function showBooking(page, service) {
  need(page, "[data-booking]").hidden = !service.takes_appointments;
  /** @type {HTMLAnchorElement} */ (need(page, "[data-book]")).href = bookingAddress(service);
}

/**
 * @param {HTMLElement} page
 * @param {string} documents one a line
 */
function showDocuments(page, documents) {
  const lines = documents.split("\n").map((line) => line.trim()).filter(Boolean);
  need(page, "[data-documents-part]").hidden = lines.length === 0;
  const list = need(page, "[data-documents]");
  if (list.dataset.shown === documents) return;
  list.dataset.shown = documents;
  list.replaceChildren(...lines.map(documentLine));
}

/** @param {string} line */
function documentLine(line) {
  const item = copyOf("document");
  item.textContent = line;
  return item;
}

/**
 * @param {HTMLElement} page
 * @param {Service} service
 * @param {Office} office
 */
function showProspect(page, service, office) {
  const joins = office.gives_numbers && service.takes_numbers && service.channels.includes("video");
  need(page, "[data-when]").hidden = !joins;
  const { reason } = service.window;
  need(page, "[data-window-lead]").hidden = reason !== null;
  need(page, "[data-halted]").hidden = reason === null;
  setText(need(page, "[data-window]"), reason ? text(`halt-${reason}`) : windowText(service.window));
  setText(need(page, "[data-ahead]"), plural("ahead", service.window.people_ahead));
}

/**
 * @param {HTMLElement} page
 * @param {Service} service
 * @param {Office} office
 */
function showWays(page, service, office) {
  const video = service.channel_states.find(({ channel }) => channel === "video");
  const refused = !service.takes_numbers ? "numbers" : !office.gives_numbers ? office.state : video && !video.is_open ? "closed" : null;
  showOnly(page, "refused", [refused ?? (video && video.late !== "in_time" ? "late" : "")]);
  showOpens(page, video?.opens_at ?? office.opens_at);
  setText(need(page, "[data-late]"), text(`late-${video?.late}`, { time: office.closes_at ? timeText(office.closes_at) : "" }));
  need(page, "[data-join-part]").hidden = refused !== null;
  showOnly(page, "channel", service.channels);
  const only = service.channels.includes("video") ? "with_video" : "without_video";
  showOnly(page, "only", [only, service.takes_numbers ? "takes_numbers" : "only_appointments"]);
  const party = /** @type {HTMLSelectElement} */ (need(page, "[data-party]"));
  party.onchange = () => leadOn(page, service.id, party.value);
  leadOn(page, service.id, party.value);
}

/**
 * @param {HTMLElement} page
 * @param {number} serviceId
 * @param {string} persons how many come
 */
function leadOn(page, serviceId, persons) {
  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (page.querySelectorAll("a[data-media]"))) {
    link.hash = `check/${serviceId}/${link.dataset.media}${persons === "1" ? "" : `/${persons}`}`;
  }
}

/**
 * @param {HTMLElement} page
 * @param {string | null} opensAt RFC 3339; null where nobody knows
 */
function showOpens(page, opensAt) {
  const line = need(page, "[data-opens]");
  line.hidden = opensAt === null;
  setText(line, opensAt ? text("opens", { when: whenText(opensAt) }) : "");
}
