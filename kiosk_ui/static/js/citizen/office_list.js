// The overview: a card for each office, its services in it, brought up to date in place.

import { windowText } from "../clock.js";
import { openingText } from "../opening.js";
import { plural, text } from "../texts.js";
import { copyOf, need, setText } from "./views.js";

/**
 * @typedef {import("../clock.js").WaitView} WaitView
 * @typedef {{id: number, name: string, description: string, documents: string, minutes: number,
 *   channels: string[], channel_states: {channel: string, is_open: boolean, opens_at: string | null,
 *   late: "in_time" | "doubtful" | "too_late"}[], window: WaitView,
 *   takes_numbers: boolean, takes_appointments: boolean, languages: {code: string, name: string}[], form: string}} Service
 * @typedef {{id: number, name: string, department: string, waiting: number,
 *   counters_open: number, place: string, services: Service[],
 *   announcements: import("../announcements.js").Announcement[]} & import("../opening.js").Opening} Office
 */

/**
 * @param {HTMLElement} list
 * @param {Office[]} offices
 */
export function showOffices(list, offices) {
  showItems(list, "office", offices, showOffice);
}

/**
 * A link named this office: its heading takes the focus.
 * @param {HTMLElement} list
 * @param {number} id
 */
export function leadTo(list, id) {
  const heading = /** @type {HTMLElement | null} */ (list.querySelector(`[data-id="${id}"] [data-name]`));
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  heading.closest("article")?.scrollIntoView();
}

/**
 * Elements stay the same for the same id, so that focus and scroll position survive an update.
 * @template {{id: number}} Item
 * @param {HTMLElement} list
 * @param {string} template
 * @param {Item[]} items
 * @param {(element: HTMLElement, item: Item) => void} show
 */
function showItems(list, template, items, show) {
  const known = new Map([...list.children].map((child) => [/** @type {HTMLElement} */ (child).dataset.id, child]));
  const elements = items.map((item) => known.get(String(item.id)) ?? newItem(template, item.id));
  if (elements.some((element, index) => list.children[index] !== element)) list.replaceChildren(...elements);
  items.forEach((item, index) => show(/** @type {HTMLElement} */ (elements[index]), item));
  while (list.children.length > items.length) list.lastElementChild?.remove();
}

/**
 * @param {string} template
 * @param {number} id
 */
function newItem(template, id) {
  const element = copyOf(template);
  element.dataset.id = String(id);
  return element;
}

/**
 * @param {HTMLElement} card
 * @param {Office} office
 */
function showOffice(card, office) {
  setText(need(card, "[data-department]"), office.department);
  setText(need(card, "[data-name]"), office.name);
  setText(need(card, "[data-place]"), office.place);
  setText(need(card, "[data-traffic]"), traffic(office));
  need(card, "[data-caption]").hidden = !office.gives_numbers;
  showState(need(card, "[data-state]"), office);
  void announce(need(card, "[data-announcements]"), office);
  showBooking(/** @type {HTMLAnchorElement} */ (need(card, "[data-book-office]")), office);
  showItems(need(card, "[data-services]"), "service", office.services, (row, service) => {
    showService(row, service, office);
  });
}

/**
 * Rarely is there any: the code for it is loaded then.
 * @param {HTMLElement} place
 * @param {Office} office
 */
async function announce(place, { announcements }) {
  if (announcements.length === 0 && place.childElementCount === 0) return;
  const { showAnnouncements } = await import("../announcements.js");
  showAnnouncements(place, announcements);
}

/** Not in a preview: nothing can be booked there. @param {HTMLAnchorElement} link @param {Office} office */
function showBooking(link, { id, name, services }) {
  const isOffered = services.some((service) => service.takes_appointments) && !document.documentElement.dataset.preview;
  link.hidden = !isOffered;
  link.href = `/book${location.search}#office/${id}`;
  link.setAttribute("aria-label", `${link.textContent?.trim()}: ${name}`);
}

/** @param {Office} office */
function traffic(office) {
  const counters = office.gives_numbers ? office.counters_open : 0;
  return text("traffic", { waiting: plural("waiting", office.waiting), counters: plural("counters", counters) });
}

/**
 * @param {HTMLElement} element
 * @param {Office} office
 */
function showState(element, office) {
  const { state } = office;
  if (element.dataset.state !== state) element.replaceChildren(copyOf(`state-${state}`));
  element.dataset.state = state;
  setText(need(element, "[data-opening]"), openingText(office));
}

/**
 * @param {HTMLElement} row
 * @param {Service} service
 * @param {Office} office
 */
function showService(row, service, office) {
  const link = /** @type {HTMLAnchorElement} */ (need(row, "a"));
  link.hash = `service/${service.id}`;
  setText(need(row, "[data-name]"), service.name);
  setText(need(row, "[data-window]"), prospect(service, office));
}

/**
 * What a person needs to know of a service in the overview, in one line; no time while nobody can take a number.
 * @param {Service} service
 * @param {Office} office
 */
function prospect(service, office) {
  if (!service.takes_numbers) return text("only-appointments");
  if (!service.channels.includes("video")) return text("only-on-site");
  return office.gives_numbers ? windowText(service.window) : "";
}
