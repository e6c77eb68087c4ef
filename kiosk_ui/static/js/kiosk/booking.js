// Booking at the kiosk: how, on which day, when, who comes. A chosen time is kept for ten minutes and given back when it is left.

import { inPages, pagesOf } from "../booking/calendar.js";
import { ApiError, get, post } from "../api.js";
import { errorText } from "../texts.js";
import { TIMES, WEEKS, showBooked, showContact, showDays, showProblem, showTimes, showWays } from "./booking_screens.js";
import { part } from "./slots.js";
import { Wish } from "./visit.js";

/** The whole horizon: the calendar is turned without asking again. */
const DAYS = 92;

/**
 * @typedef {import("./check_in.js").Desk} Desk
 * @typedef {import("./visit.js").Visit} Visit
 */

export class Booking {
  #desk;
  #isAsking = false;

  /** @param {Desk} desk */
  constructor(desk) {
    this.#desk = desk;
    document.addEventListener("input", (event) => this.#written(event));
    document.addEventListener("submit", (event) => this.#sent(event));
  }

  /** @type {Record<string, (element: HTMLElement) => void>} */
  actions = {
    book_way: (element) => this.#chooseWay(element.dataset.value ?? ""),
    day: (element) => this.#chooseDay(element.dataset.value ?? ""),
    weeks: (element) => this.#turn("page", Number(element.dataset.value)),
    times: (element) => this.#turn("timesPage", Number(element.dataset.value)),
    time: (element) => this.#chooseTime(element.dataset.value ?? ""),
    look_again: () => this.#look(),
  };

  /** @type {Record<string, () => void>} what its screens need before they are seen */
  screens = {
    book_way: () => showWays(this.#channels()),
    book_day: () => this.#showDays(),
    book_time: () => this.#showTimes(),
    book_contact: () => showContact(this.#visit.wish, this.#service()),
    booked: () => showBooked(this.#visit.wish),
  };

  get #visit() {
    return this.#desk.visit;
  }

  /** A service is chosen: where there is one way only, nothing is asked. */
  begin() {
    this.#visit.wish = new Wish();
    const channels = this.#channels();
    if (channels.length > 1) return this.#desk.step("book_way");
    this.#visit.wish.channel = channels[0] ?? null;
    this.#desk.step("book_day");
  }

  /** The screen before the calendar, which is the services where there was nothing to choose. */
  get beforeDays() {
    return this.#channels().length > 1 ? "book_way" : "service";
  }

  /** Gives a kept time back; who does not hear of it lets it go after ten minutes. @param {Visit} visit */
  release(visit) {
    const { reserved } = visit.wish;
    if (!reserved || visit.wish.isBooked) return;
    visit.wish.reserved = null;
    post("/api/appointment/cancel", {}, { bearer: reserved.token }).catch(() => {});
  }

  #service() {
    return this.#desk.view.office.services.find(({ id }) => id === this.#visit.serviceId) ?? null;
  }

  #channels() {
    return this.#service()?.channels ?? [];
  }

  /** @param {string} channel */
  #chooseWay(channel) {
    this.#visit.wish = new Wish();
    this.#visit.wish.channel = channel;
    this.#desk.step("next");
  }

  // ---- days and times

  #showDays() {
    this.release(this.#visit);
    const { wish } = this.#visit;
    showDays(wish, this.#service(), this.#visit.persons, pagesOf(wish.days ?? [], WEEKS));
    if (!wish.days) this.#look();
  }

  async #look() {
    const visit = this.#visit;
    const { wish } = visit;
    const found = await this.#ask(() => get(`/api/slots?${this.#question(visit)}`));
    if (!found || wish !== this.#visit.wish) return;
    wish.days = found.days;
    this.#desk.show("book_day");
  }

  /** @param {Visit} visit */
  #question({ serviceId, persons, wish }) {
    const asked = { service: String(serviceId), channel: wish.channel ?? "", persons: String(persons), days: String(DAYS) };
    return new URLSearchParams(asked).toString();
  }

  /**
   * @param {"page" | "timesPage"} name
   * @param {number} by
   */
  #turn(name, by) {
    this.#visit.wish[name] += by;
    this.#desk.show(name === "page" ? "book_day" : "book_time");
  }

  /** @param {string} day */
  #chooseDay(day) {
    this.#visit.wish.day = day;
    this.#visit.wish.timesPage = 0;
    this.#desk.step("next");
  }

  #showTimes() {
    this.release(this.#visit);
    const { wish } = this.#visit;
    const day = wish.days?.find((one) => one.day === wish.day);
    showTimes(wish, inPages(day?.slots ?? [], TIMES));
  }

  /** @param {string} beginsAt RFC 3339 */
  async #chooseTime(beginsAt) {
    const { serviceId, persons, wish } = this.#visit;
    const body = { services: [serviceId], channel: wish.channel, persons, begins_at: beginsAt, language: document.documentElement.lang };
    const reserved = await this.#ask(() => post("/api/appointments", body, { bearer: this.#desk.device.token }));
    if (reserved && wish === this.#visit.wish) {
      wish.reserved = reserved;
      this.#desk.step("next");
    } else if (reserved) this.#giveBack(reserved.token);
  }

  /** Somebody left while the answer was on its way. @param {string} token */
  #giveBack(token) {
    post("/api/appointment/cancel", {}, { bearer: token }).catch(() => {});
  }

  // ---- who comes

  /** Kept as it is written: another language is another page. @param {Event} event */
  #written(event) {
    const field = event.target;
    if (!(field instanceof HTMLInputElement) || !field.closest("[data-contact]")) return;
    const name = /** @type {"name" | "email" | "phone"} */ (field.name);
    this.#visit.wish.contact[name] = field.value;
  }

  /** @param {Event} event */
  async #sent(event) {
    if (!(/** @type {Element} */ (event.target).matches("[data-contact]"))) return;
    event.preventDefault();
    const { wish } = this.#visit;
    if (!wish.reserved) return;
    const { token } = wish.reserved;
    const confirmed = await this.#ask(() => post("/api/appointment/confirm", wish.contact, { bearer: token }));
    if (!confirmed || wish !== this.#visit.wish) return;
    wish.reserved.appointment = confirmed;
    wish.isBooked = true;
    this.#desk.step("next");
  }

  // ---- asking

  /**
   * The answer; null when it was refused, which the screen says by then. A second tap meanwhile asks nothing.
   * @param {() => Promise<any>} question
   */
  async #ask(question) {
    if (this.#isAsking) return null;
    const visit = this.#visit;
    this.#isAsking = true;
    try {
      return await question();
    } catch (error) {
      if (visit === this.#visit) this.#refused(error);
      return null;
    } finally {
      this.#isAsking = false;
    }
  }

  /** A time that is gone leads back to those that are left. @param {unknown} error */
  #refused(error) {
    const code = error instanceof ApiError ? error.code : "";
    if (code === "slot_taken" || code === "hold_expired") {
      this.#visit.wish.days = this.#visit.wish.reserved = null;
      this.#desk.show("book_day");
    }
    showProblem(part("[data-screen^=book_]:not([hidden])"), errorText(error));
  }
}
