// One citizen at the kiosk. A new person is a new Visit: the wipe drops the old object, and nothing else refers to it.

import { newKey } from "../api.js";

/** @typedef {{channel: "on_site" | "video", at_terminal: boolean}} Way */

/**
 * The answers of the channel screen.
 * @type {Record<string, Way>}
 */
export const WAYS = {
  counter: { channel: "on_site", at_terminal: false },
  terminal: { channel: "video", at_terminal: true },
  phone: { channel: "video", at_terminal: false },
};

/** As many come together at most (the API's limit). */
export const MOST_PERSONS = 12;

/** Phones know this server's certificate. Where they do not, they are led nowhere. */
export const PHONES_WELCOME = document.documentElement.hasAttribute("data-phones-welcome");

/** What somebody who books has chosen and written so far. */
export class Wish {
  /** @type {string | null} */
  channel = null;
  /** @type {import("../booking/calendar.js").FreeDay[] | null} null: not asked yet */
  days = null;
  page = 0;
  day = "";
  timesPage = 0;
  /** @type {import("./views.js").ReservedAppointment | null} the time is kept for them */
  reserved = null;
  isBooked = false;
  contact = { name: "", email: "", phone: "" };
}

export class Visit {
  /** Whether an appointment is wanted rather than a number. */
  books = false;
  persons = 1;
  /** @type {number | null} */
  serviceId = null;
  /** @type {string | null} a name in WAYS */
  way = null;
  /** @type {import("./views.js").TakenTicket | null} */
  taken = null;
  wish = new Wish();
  /** @type {Map<string, string>} one key for each wish: tapping twice or trying again gets the same ticket */
  #keys = new Map();

  /** What POST /api/tickets is asked for, and the key that makes it repeatable. @param {string} language */
  request(language) {
    const way = WAYS[this.way ?? ""];
    const body = { service_id: this.serviceId, language, persons: this.persons, ...way };
    return { body, key: this.key(`${this.serviceId} ${this.way} ${this.persons} ${language}`) };
  }

  /** The same for the same wish. @param {string} wish */
  key(wish) {
    const key = this.#keys.get(wish) ?? newKey();
    this.#keys.set(wish, key);
    return key;
  }
}

/**
 * What can be had so: with a number, or with an appointment.
 * @param {Visit} visit
 * @param {import("./views.js").OfficeView} office
 */
export function servicesFor({ books }, office) {
  return office.services.filter((service) => (books ? service.takes_appointments : service.takes_numbers));
}

/**
 * The ways that a service offers in this office, in the order of the screen.
 * @param {import("./views.js").ServiceView} service
 * @param {import("./views.js").OfficeView} office
 */
export function waysOf(service, office) {
  const offered = Object.keys(WAYS).filter((name) => service.channels.includes(WAYS[name].channel));
  return offered.filter((name) => (office.terminals > 0 || !WAYS[name].at_terminal) && (PHONES_WELCOME || name !== "phone"));
}
