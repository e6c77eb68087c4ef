// The kiosk: one citizen after another, each with a fresh page and a fresh Visit; and the terminal, when one is called here.

import { showAnnouncements } from "../announcements.js";
import { showLost } from "../connection.js";
import { openingText } from "../opening.js";
import { Stay } from "./appliance.js";
import { showServices, showWays, waitingText } from "./answers.js";
import { Booking } from "./booking.js";
import { CheckIn } from "./check_in.js";
import { countdownIn } from "./countdown.js";
import { IdleWatch } from "./idle.js";
import { Languages } from "./languages.js";
import { Legal } from "./legal.js";
import { Paper } from "./paper.js";
import { changePersons, showPersons } from "./persons.js";
import { fillSlots, part, showOne } from "./slots.js";
import { CLOSES, MAY_RESTART, STEPS } from "./steps.js";
import { Terminal } from "./terminal.js";
import { showProblem, showTicket, takeTicket } from "./ticket.js";
import { Tools } from "./tools.js";
import { Visit, servicesFor, waysOf } from "./visit.js";

export const TICKET_SECONDS = 20;
export const BOOKED_SECONDS = 40;
const MORE_SECONDS = 60;
/** So long may somebody go on taking a ticket here, without touching anything, when another person is called here. */
export const COURTESY_SECONDS = 30;
/** Screens in front of which nobody has done anything yet. */
const AT_REST = new Set(["attract", "rest"]);

/**
 * @typedef {import("./own_device.js").OwnDevice} OwnDevice
 * @typedef {import("./pages.js").Pages} Pages
 * @typedef {import("./views.js").DeviceView} DeviceView
 */

export class Kiosk {
  screen = "";
  visit = new Visit();
  #checkIn = new CheckIn(this);
  #booking = new Booking(this);
  #legal = new Legal(this);
  #languages = new Languages(this);
  #tools = new Tools(this, AT_REST);
  #paper = new Paper(this);
  #stay = new Stay();
  #lost = false;
  /** @type {Terminal | null} */
  #terminal = null;
  /** @type {import("./countdown.js").Countdown | null} */
  #closing = null;
  #version = "";

  /**
   * @param {OwnDevice} device
   * @param {Pages} pages
   */
  constructor(device, pages) {
    this.device = device;
    this.pages = pages;
    this.idle = new IdleWatch(() => this.wipe());
    document.addEventListener("click", (event) => this.#clicked(event));
    device.addEventListener("changed", () => this.follow());
    device.addEventListener("connection", (event) => this.#connection(/** @type {CustomEvent} */ (event).detail));
    setInterval(() => this.follow(), 1_000); // courtesy ends by time, not by an event
  }

  /** @returns {DeviceView} */
  get view() {
    return this.device.view;
  }

  /** The server's view decides what the screen is for; whoever is in the middle of a ticket may finish. */
  follow() {
    if (!this.view) return;
    this.write();
    this.#tools.follow();
    this.#watchIdle();
    this.#checkIn.follow();
    if (this.screen === "ticket") this.#paper.show();
    if (this.#tools.isReading && CLOSES.has(this.screen)) this.#closeIn(MORE_SECONDS, this.screen);
    const { assignment } = this.view;
    this.#stay.talks(assignment !== null && assignment.state !== "called");
    if (this.#terminal && assignment === null) this.wipe();
    else if (assignment?.state === "called" && this.#isTakingTicket()) this.#announce(assignment);
    else if (assignment) this.#host(assignment);
    else this.#rest();
  }

  // ---- one citizen

  /** @type {Record<string, (element: HTMLElement) => void>} */
  #actions = {
    ...this.#checkIn.actions,
    ...this.#booking.actions,
    ...this.#legal.actions,
    ...this.#languages.actions,
    ...this.#tools.actions,
    ...this.#paper.actions,
    start: () => this.#isForCitizens() && this.step("start"),
    intent: (element) => this.#chooseIntent(element.dataset.value ?? ""),
    persons: (element) => changePersons(this.visit, Number(element.dataset.value)),
    check_in: () => this.step("check_in"),
    service: (element) => this.#chooseService(Number(element.dataset.value)),
    way: (element) => this.#chooseWay(element.dataset.value ?? ""),
    back: () => this.#back(),
    retry: () => this.#take(),
    other: () => this.step("other"),
    restart: () => MAY_RESTART.has(this.screen) && this.wipe(),
    done: () => this.wipe(),
    longer: () => this.#closeIn(MORE_SECONDS, this.screen),
    begin: () => this.#begin(),
    rejoin: () => this.#terminal?.rejoin(),
    rate: (element) => void this.#terminal?.rate(element.dataset.value ?? ""),
  };

  /** @param {Event} event */
  #clicked(event) {
    const target = /** @type {Element} */ (event.target);
    if (target.closest("a[data-skip]")) event.preventDefault(); // the fragment is the device's capability
    const element = /** @type {HTMLElement | null} */ (target.closest("[data-action]"));
    if (element) this.#actions[element.dataset.action ?? ""]?.(element);
  }

  /** @param {string} action */
  step(action) {
    const next = STEPS[/** @type {import("./steps.js").Step} */ (this.screen)]?.[action];
    if (next === "intent" && !this.view.takes_appointments) this.show(STEPS.intent[action === "back" ? "back" : "number"]);
    else if (next) this.show(next);
  }

  #back() {
    if (this.screen === "problem" && this.#onlyWay()) this.step("other");
    else if (this.screen === "check_in" && this.visit.taken) this.show("ticket");
    else if (this.screen === "book_day") this.show(this.#booking.beforeDays);
    else this.step("back");
  }

  /** @param {string} intent number, check_in or book */
  #chooseIntent(intent) {
    this.visit.books = intent === "book";
    this.step(intent);
  }

  /** @param {number} id */
  #chooseService(id) {
    if (this.screen !== "service") return;
    this.visit.serviceId = id;
    if (this.visit.books) return this.#booking.begin();
    const way = this.#onlyWay();
    if (!way) return this.step("next");
    this.visit.way = way;
    this.#take();
  }

  /** Where there is nothing to choose, nothing is asked. */
  #onlyWay() {
    const ways = this.#ways();
    return ways.length === 1 ? ways[0] : null;
  }

  #ways() {
    const service = this.#service();
    return service ? waysOf(service, this.view.office) : [];
  }

  /** @param {string} way */
  #chooseWay(way) {
    if (this.screen !== "channel") return; // a second tap
    this.visit.way = way;
    this.#take();
  }

  /** @type {unknown} why the last wish was refused */
  #refusal = null;

  async #take() {
    if (this.screen === "taking") return;
    const visit = this.visit;
    this.show("taking");
    const action = await takeTicket(visit, this.device.token).then(() => "taken", (error) => this.#refused(visit, error));
    if (visit === this.visit) this.step(action);
  }

  /**
   * @param {Visit} visit
   * @param {unknown} error
   */
  #refused(visit, error) {
    if (visit === this.visit) this.#refusal = error;
    return "refused";
  }

  #service() {
    return this.view.office.services.find((service) => service.id === this.visit.serviceId) ?? null;
  }

  // ---- the screens

  /** @type {Record<string, () => void>} what a screen needs before it is seen */
  #prepare = {
    ...this.#checkIn.screens,
    ...this.#booking.screens,
    ...this.#legal.screens,
    intent: () => showOne(part("[data-screen=intent]"), "gives-numbers", String(this.view.office.gives_numbers)),
    service: () => {
      showServices(servicesFor(this.visit, this.view.office), this.visit.books);
      showPersons(this.visit);
    },
    channel: () => {
      const service = this.#service();
      if (service) showWays(service, this.#ways());
    },
    ticket: () => {
      showTicket(this.visit);
      this.#paper.show();
      part("[data-action=check_in]").hidden = !this.view.takes_appointments || this.visit.taken?.begins_at !== undefined;
      this.#closeIn(TICKET_SECONDS, "ticket");
    },
    booked: () => {
      this.#booking.screens.booked();
      this.#closeIn(BOOKED_SECONDS, "booked");
    },
    problem: () => showProblem(this.#refusal),
  };

  /** @param {string} name */
  show(name) {
    this.#prepare[name]?.();
    const changed = name !== this.screen || part(`[data-screen=${name}]`).hidden;
    this.screen = name;
    if (!changed) return;
    this.#tools.turned();
    if (!AT_REST.has(name)) this.#stay.begins();
    showOne(document, "screen", name);
    document.body.dataset.shown = name;
    part("[data-footer]").hidden = !STEPS[/** @type {import("./steps.js").Step} */ (name)]?.back;
    part("[data-languages]").hidden = !(name in STEPS || name === "rest") || name === "taking";
    part("[data-persons]").hidden = name !== "service";
    this.#watchIdle(true);
    if (!CLOSES.has(name)) this.#closing?.stop();
    if (name !== "check_in") this.#checkIn.leave();
    /** @type {HTMLElement | null} */ (document.querySelector(`[data-screen=${name}] h1`))?.focus({ preventScroll: true });
  }

  /**
   * Nobody is asked whether they are still there on screens that close by themselves, or while they wait for help
   * or listen.
   * @param {boolean} [anew] a screen has just been shown: the time begins
   */
  #watchIdle(anew = false) {
    const isWatched = MAY_RESTART.has(this.screen) && !CLOSES.has(this.screen) && !this.#tools.isInUse;
    if (!isWatched) this.idle.stop();
    else if (anew || !this.idle.isWatching) this.idle.start();
  }

  /**
   * @param {number} seconds
   * @param {string} screen
   */
  #closeIn(seconds, screen) {
    this.#closing?.stop();
    this.#closing = countdownIn(`[data-screen=${screen}] [data-countdown]`);
    this.#closing.start(seconds, () => this.wipe());
  }

  /** What is said everywhere: the house, the office, who waits, the connection. */
  write() {
    const { organisation, office, name } = this.view;
    fillSlots(document, {
      organisation,
      office: office.name,
      device: name,
      waiting: waitingText(office.waiting),
      opening: openingText(office),
    });
    showAnnouncements(part("[data-announcements]"), office.announcements);
    const comesAllTheSame = !office.gives_numbers && this.view.takes_appointments;
    showOne(document, "office-state", comesAllTheSame ? `${office.state}-appointments` : office.state);
    this.#languages.mark();
    showLost(this.#lost);
  }

  /** @param {boolean} lost */
  #connection(lost) {
    this.#lost = lost;
    showLost(lost);
  }

  // ---- the terminal

  /** Numbers may have run out: whoever has an appointment checks in all the same. */
  #isForCitizens() {
    return this.view.function !== "terminal" && (this.view.office.gives_numbers || this.view.takes_appointments);
  }

  #isTakingTicket() {
    return !this.#terminal && this.screen in STEPS && this.screen !== "attract" && this.#isThere();
  }

  #isThere() {
    return this.screen === "taking" || this.screen === "ticket" || this.idle.seconds < COURTESY_SECONDS;
  }

  /** @param {import("./views.js").Assignment} assignment */
  #announce(assignment) {
    const own = this.visit.taken?.ticket.id === assignment.ticket_id;
    const banner = part("#banner");
    fillSlots(banner, { number: assignment.number });
    showOne(banner, "whose", own ? "own" : "other");
    if (banner.hidden && own && this.screen === "ticket") this.#closeIn(MORE_SECONDS, "ticket");
    banner.hidden = false;
  }

  /** The ticket that is on this very screen needs no second proof. */
  async #begin() {
    const token = this.visit.taken?.token;
    if (token) await this.device.confirm({ token }).catch(() => this.device.refresh());
    this.visit = new Visit();
    this.show("attract");
    this.follow();
  }

  /** @param {import("./views.js").Assignment} assignment */
  #host(assignment) {
    if (!this.#terminal) {
      this.#forgetVisit();
      this.#terminal = new Terminal(this.device, (screen) => this.show(screen));
      this.#speak(assignment.language);
      return;
    }
    if (!this.#speaking) this.#terminal.follow(assignment);
  }

  #speaking = false;

  /** The person called chose a language when taking the ticket. @param {string} language */
  async #speak(language) {
    this.#speaking = true;
    if (language !== this.pages.language) {
      await this.pages.show(language);
      this.#terminal = new Terminal(this.device, (screen) => this.show(screen));
    }
    this.#speaking = false;
    this.follow();
  }

  #rest() {
    part("#banner").hidden = true;
    const rest = this.view.function === "terminal" ? "rest" : "attract";
    const isResting = this.screen === "" || this.screen === "rest" || this.screen === "attract";
    if (!isResting) return;
    if (this.#outdated()) location.reload();
    else this.show(rest);
  }

  /** A new version of the server is taken over while nobody is here. */
  #outdated() {
    this.#version ||= this.view.version;
    return this.#version !== this.view.version;
  }

  // ---- the wipe

  /**
   * What the wipe does, so that the next person finds nothing of the last one:
   * 1. the room is left and its camera and microphone are released, timers end;
   * 2. the Visit (service, ticket, capability, keys) is dropped; nothing else refers to it;
   * 3. the whole body of the page is replaced by the server's untouched one, in the device's default language;
   * 4. storage of this origin is cleared; nothing of ours uses it, the device's capability lives in the fragment;
   * 5. the history holds one entry: the kiosk navigates by replacing, never by adding;
   * 6. on our own machine the session then puts another browser context in this one's place.
   */
  async wipe() {
    this.#forgetVisit();
    this.#terminal?.stop();
    this.#terminal = null;
    sessionStorage.clear();
    localStorage.clear();
    this.screen = "";
    await this.#languages.begin(this.view.default_language);
    this.#stay.ended();
    this.follow();
  }

  #forgetVisit() {
    this.idle.stop();
    this.#tools.ended();
    this.#booking.release(this.visit);
    this.#checkIn.leave();
    this.#closing?.stop();
    this.#closing = null;
    this.visit = new Visit();
    this.#refusal = null;
    part("#banner").hidden = true;
  }
}
