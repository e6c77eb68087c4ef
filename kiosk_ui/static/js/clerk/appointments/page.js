// The page of appointments: a day on the left, one appointment or a booking on the right, and the last deed to take back.

import { newKey, post } from "../../api.js";
import { plural, text } from "../../texts.js";
import { Following } from "../../admin/following.js";
import { DeedLine } from "../deed_line.js";
import { learnServerTime } from "../durations.js";
import { fill, part } from "../elements.js";
import { closeMenuFromOutside } from "../header.js";
import { Notice } from "../notice.js";
import { bindPreferences } from "../preferences.js";
import { isSignedOut } from "../session.js";
import { Shortcuts } from "../shortcuts.js";
import { Source } from "../source.js";
import { UndoBar } from "../undo.js";
import { Booking } from "./booking.js";
import { DayList } from "./day_list.js";
import { Detail } from "./detail.js";
import { dayName, dayOf, daysLater, whenText } from "./words.js";

/**
 * @typedef {import("./shapes.js").Answer} Answer
 * @typedef {import("./shapes.js").Day} Day
 * @typedef {import("./shapes.js").Undoable} Undoable
 * @typedef {"rest" | "appointment" | "booking"} Panel
 */

const PATH = "/api/clerk/appointments";
const TICK_MS = 1_000;

export class AppointmentsPage {
  #root;
  #refused;
  /** @type {Source<Day>} */
  #source = new Source(PATH);
  #following;
  #list;
  #detail;
  #booking;
  #notice;
  #undo;
  #dayField;
  /** @type {string | null} ISO date; null: today */
  #wanted = null;
  /** @type {number | null} the appointment that is shown */
  #chosen = null;
  /** @type {{appointment: number, deed: Undoable} | null} */
  #undoable = null;
  #line = new DeedLine();

  /**
   * @param {HTMLElement} root
   * @param {import("../../admin/gate.js").Refused} refused
   */
  constructor(root, refused) {
    this.#root = root;
    this.#refused = refused;
    this.#following = new Following(root, this.#source);
    this.#list = new DayList(root, (id) => this.#choose(id));
    this.#detail = new Detail(root, (deed, body) => this.#act(deed, body));
    this.#booking = new Booking(root, (request) => this.#send(request), {
      booked: (answer) => this.#booked(answer), back: () => this.#leavePanel(),
    });
    this.#notice = new Notice(part(root, "panel"));
    this.#undo = new UndoBar(root, () => this.#offerUndo(null));
    this.#dayField = /** @type {HTMLInputElement} */ (part(root, "day"));
    this.#listen();
    window.setInterval(() => this.#tick(), TICK_MS);
  }

  get view() {
    return this.#source.view;
  }

  refresh() {
    return this.#source.refresh();
  }

  /** The reception leads to one appointment of today by its id in the fragment. */
  opened() {
    this.#choose(Number(location.hash.slice(1)));
  }

  #listen() {
    const shortcuts = new Shortcuts(this.#root);
    bindPreferences(this.#root, () => shortcuts.apply());
    closeMenuFromOutside(/** @type {HTMLDetailsElement} */ (part(this.#root, "menu")));
    this.#source.addEventListener("view", (event) => this.#show(/** @type {CustomEvent<Day>} */ (event).detail));
    this.#source.addEventListener("failed", (event) => this.#refused(/** @type {CustomEvent} */ (event).detail));
    this.#root.addEventListener("click", this.#clicked);
    this.#root.addEventListener("keydown", this.#pressed);
    this.#dayField.addEventListener("change", () => this.#goTo(this.#dayField.value || null));
  }

  /** @param {Day} day */
  #show(day) {
    if (this.#wanted !== null && day.day !== this.#wanted) return;
    learnServerTime(day.at);
    if (document.activeElement !== this.#dayField) this.#dayField.value = day.day;
    fill(this.#head, { day: dayName(day.day, day.today), count: plural("count", standing(day)) });
    this.#list.show(day);
    this.#booking.show(day);
    this.#showChosen(day);
    this.#following.follow(day.offices);
  }

  /** An appointment that was moved to another day leaves the panel with the list. @param {Day} day */
  #showChosen(day) {
    const one = day.appointments.find((known) => known.id === this.#chosen);
    if (one) this.#detail.show(one, day);
    else if (this.#panel === "appointment") this.#showPanel("rest");
  }

  /** @param {number} id */
  #choose(id) {
    const day = this.#source.view;
    const one = day?.appointments.find((known) => known.id === id);
    if (!day || !one) return;
    this.#notice.clear();
    this.#chosen = id;
    this.#detail.show(one, day);
    this.#showPanel("appointment");
    this.#list.mark(id);
    this.#detail.focus();
  }

  /** @type {Record<string, (button: HTMLElement) => unknown>} */
  #deeds = {
    book: () => this.#openBooking(),
    move: () => this.#detail.openForm("move"),
    contact: () => this.#detail.openForm("contact"),
    number: () => this.#detail.openForm("number"),
    channel: (button) => this.#switchTo(button.dataset.channel ?? ""),
    "check-in": () => this.#act("check-in"),
    missed: () => this.#act("missed"),
    cancel: () => this.#act("cancel"),
    undo: () => this.#takeBack(),
  };

  /** @param {Event} event */
  #clicked = (event) => {
    const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-deed], [data-step]"));
    if (!button || button.getAttribute("aria-disabled") === "true") return;
    if (button.dataset.step !== undefined) return this.#step(Number(button.dataset.step));
    void this.#deeds[button.dataset.deed ?? ""](button);
  };

  /** Escape leads back, one step at a time. @param {KeyboardEvent} event */
  #pressed = (event) => {
    if (event.key !== "Escape" || !part(this.#root, "panel").contains(/** @type {Node} */ (event.target))) return;
    event.preventDefault();
    if (this.#panel === "appointment" && this.#detail.closeForms()) this.#detail.focus();
    else this.#leavePanel();
  };

  #openBooking() {
    const day = this.#source.view;
    if (!day) return;
    this.#notice.clear();
    this.#chosen = null;
    this.#list.mark(null);
    this.#showPanel("booking");
    this.#booking.open(day);
    part(this.#root, "panel").scrollTop = 0;
  }

  #leavePanel() {
    this.#list.focus();
    this.#chosen = null;
    this.#list.mark(null);
    this.#notice.clear();
    this.#showPanel("rest");
  }

  /** @param {number} days 0: today */
  #step(days) {
    const day = this.#source.view;
    if (day) this.#goTo(days === 0 ? null : daysLater(day.day, days));
  }

  /** @param {string | null} day ISO date; null: today, also when midnight passes */
  #goTo(day) {
    this.#wanted = day;
    this.#source.path = day ? `${PATH}?day=${day}` : PATH;
    void this.#source.refresh();
  }

  /**
   * @param {string} deed
   * @param {Record<string, unknown>} [body]
   */
  async #act(deed, body = {}) {
    const id = this.#chosen;
    if (id === null) return false;
    const path = `${PATH}/${id}/${deed}`;
    const answer = await this.#line.run(path, () => this.#send(() => post(path, body, { idempotencyKey: newKey() })));
    if (!answer) return false;
    this.#detail.rescueFocus();
    if (answer.undo) this.#offerUndo({ appointment: id, deed: answer.undo }, answer.appointment.name);
    if (deed === "move") this.#goTo(dayOf(answer.appointment.begins_at));
    if (deed === "check-in") this.#announce(text("announce.check-in", { name: answer.appointment.name, number: answer.appointment.ticket?.number ?? "" }));
    return true;
  }

  /** Who is to be called needs a number first. @param {string} channel */
  async #switchTo(channel) {
    const one = this.#source.view?.appointments.find((known) => known.id === this.#chosen);
    if (channel === "telephone" && !one?.phone) this.#detail.openForm("contact");
    await this.#act("channel", { channel });
  }

  async #takeBack() {
    const last = this.#undoable;
    if (!last) return;
    this.#offerUndo(null);
    const path = `${PATH}/${last.appointment}/undo`;
    await this.#line.run(path, () => this.#send(() => post(path, { deed: last.deed.action }, { idempotencyKey: newKey() })));
  }

  /**
   * @param {{appointment: number, deed: Undoable} | null} undoable
   * @param {string} [name] of the person
   */
  #offerUndo(undoable, name = "") {
    this.#undoable = undoable;
    this.#undo.show({ undo: undoable && { ...undoable.deed, name } });
  }

  /** @param {Answer} answer */
  #booked({ appointment }) {
    this.#announce(text("booking.done", { name: appointment.name, when: whenText(appointment.begins_at) }));
    this.#chosen = appointment.id;
    this.#showPanel("appointment");
    this.#goTo(dayOf(appointment.begins_at));
    void this.#source.refresh().then(() => this.#choose(appointment.id));
  }

  /**
   * A refusal stands where the work is; the newest state comes either way.
   * @param {() => Promise<Answer>} request
   * @returns {Promise<Answer | null>}
   */
  async #send(request) {
    try {
      const answer = await request();
      this.#notice.clear();
      return answer;
    } catch (error) {
      if (isSignedOut(error)) this.#refused(error);
      else this.#notice.show(error);
      return null;
    } finally {
      await this.#source.refresh();
    }
  }

  /** @param {Panel} name */
  #showPanel(name) {
    for (const panel of /** @type {NodeListOf<HTMLElement>} */ (this.#root.querySelectorAll("[data-panel]"))) {
      panel.hidden = panel.dataset.panel !== name;
    }
    /** @type {HTMLElement} */ (this.#root.querySelector('[data-deed="book"]')).hidden = name === "booking";
  }

  get #panel() {
    const shown = /** @type {HTMLElement | null} */ (this.#root.querySelector("[data-panel]:not([hidden])"));
    return /** @type {Panel} */ (shown?.dataset.panel ?? "rest");
  }

  get #head() {
    return /** @type {HTMLElement} */ (this.#root.querySelector("header"));
  }

  /** @param {string} words */
  #announce(words) {
    fill(part(this.#root, "panel"), { announcement: words });
  }

  #tick() {
    this.#list.tick();
    this.#detail.tick();
    this.#undo.tick();
  }
}

/** Appointments that are not called off. @param {Day} day */
function standing(day) {
  return day.appointments.filter((one) => one.state !== "cancelled").length;
}
