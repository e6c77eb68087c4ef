// The waiting room's display: the newest call large, the others beside it, terminals, and how long it takes.

import { timeText, windowText } from "../clock.js";
import { showLost } from "../connection.js";
import { serverNow } from "../kiosk/server_clock.js";
import { fillSlots, part, showOne, stamp } from "../kiosk/slots.js";
import { whenText } from "../opening.js";
import { text } from "../texts.js";
import { Announcements, EACH_MS } from "./announcements.js";
import { Announcer } from "./announcer.js";
import { Staleness } from "./staleness.js";
import { Ticker } from "./ticker.js";

const CLOCK_MS = 1_000;

/** More than that nobody reads on a wall: then only what people wait for. */
const MOST_WINDOWS = 12;

/**
 * @typedef {import("./announcements.js").Call} Call
 * @typedef {import("./announcements.js").Turn} Turn
 * @typedef {{appointment_minutes: number | null, numbers_per_appointment: number | null}} Rule
 * @typedef {{id: number, name: string, state: string, opens_at: string | null, waiting: number, rule: Rule | null}} Office
 * @typedef {import("../kiosk/views.js").WaitView & {office_id: number, service: string, waiting: number}} ServiceWindow
 */

export class Board {
  #device;
  #announcements = new Announcements((call, turn) => this.#announce(call, turn), serverNow);
  #staleness = new Staleness((isStale) => this.#stale(isStale));
  #ticker = new Ticker(part("[data-ticker]"));
  #announcer;
  /** The ticket that stands large because it was announced last. @type {number | null} */
  #announced = null;
  #isStale = false;

  /** @param {import("../kiosk/own_device.js").OwnDevice} device */
  constructor(device) {
    this.#device = device;
    this.#announcer = new Announcer(device.token);
    device.addEventListener("changed", () => this.#show());
    device.addEventListener("event", (event) => this.#announcements.happened(/** @type {CustomEvent} */ (event).detail));
    device.addEventListener("connection", (event) => this.#connection(/** @type {CustomEvent} */ (event).detail));
    setInterval(() => this.#tick(), CLOCK_MS);
    this.#tick();
  }

  #show() {
    const { view } = this.#device;
    part("[data-screen=calls]").hidden = false;
    part("[data-board-footer]").hidden = false;
    const waiting = view.offices.reduce((/** @type {number} */ sum, /** @type {Office} */ one) => sum + one.waiting, 0);
    fillSlots(document, {
      office: view.offices.map((/** @type {Office} */ one) => one.name).join(" · "),
      organisation: view.organisation,
      waiting: text(`waiting-${waiting < 2 ? waiting : "many"}`, { count: waiting }),
    });
    this.#showCalls(view.calls);
    fillList("[data-terminals]", view.terminals, terminalItem);
    const groups = overview(view);
    part("[data-windows]").style.setProperty("--groups", String(groups.length));
    fillList("[data-windows]", groups, groupItem);
    this.#ticker.show([...announcements(view), ...rules(view)]);
    this.#announcements.follow(view);
  }

  /** The one announced last, if it still stands; else the newest. @param {Call[]} calls */
  #showCalls(calls) {
    const newest = calls.find((call) => call.ticket_id === this.#announced) ?? calls[0] ?? null;
    const now = this.#isStale ? null : newest;
    this.#showNow(now);
    fillList("[data-calls]", calls.filter((call) => call !== now), callItem);
  }

  /** @param {Call | null} call */
  #showNow(call) {
    const offices = /** @type {Office[]} */ (this.#device.view.offices);
    const isClosed = offices.every((office) => office.state === "closed");
    const quiet = this.#isStale ? "stale" : isClosed ? "closed" : "open";
    showOne(document, "now", call ? "call" : quiet);
    const opens_at = offices.map((office) => office.opens_at).filter((one) => one !== null).sort()[0];
    fillSlots(document, { opens: opens_at ? text("board-opens", { when: whenText(opens_at) }) : "" });
    part("[data-slot=opens]").hidden = !opens_at;
    const box = part("[data-now=call]");
    if (!call) return;
    fillCall(box, call);
    showOne(box, "ring", call.recalls ? "recall" : "call");
    box.style.setProperty("--characters", String(Math.max(4, call.number.length)));
  }

  /**
   * @param {Call} call
   * @param {Turn} turn
   */
  async #announce(call, turn) {
    this.#announced = call.ticket_id;
    this.#showCalls(this.#device.view.calls);
    document.dispatchEvent(new CustomEvent("announced", { detail: { number: call.number, again: turn.again } }));
    const { classList } = part("[data-now=call]");
    classList.add("board-now--fresh");
    const shown = new Promise((resolve) => setTimeout(resolve, EACH_MS));
    await Promise.all([this.#announcer.say(call, turn, this.#device.view.volume / 100), shown]);
    classList.remove("board-now--fresh");
  }

  #tick() {
    fillSlots(document, { clock: timeText(new Date(serverNow()).toISOString()) });
    this.#staleness.look(this.#device.updatedAt);
  }

  /** @param {boolean} lost */
  #connection(lost) {
    fillSlots(document, { updated: this.#updated() });
    showLost(lost);
    this.#staleness.connection(lost);
  }

  /** Large and plain: what stands here is old, and since when. @param {boolean} isStale */
  #stale(isStale) {
    this.#isStale = isStale;
    const time = this.#updated();
    fillSlots(document, { stale: text("stale-since", { time }), old: text("stale-calls", { time }) });
    showOne(document, "last", isStale ? "old" : "new");
    document.body.classList.toggle("face-board--stale", isStale);
    part("[data-screen=calls]").hidden = false;
    showLost(this.#device.live.state === "offline" && !isStale); // said once, and large
    if (this.#device.view) this.#showCalls(this.#device.view.calls);
    else showOne(document, "now", isStale ? "stale" : null);
  }

  /** When the state was confirmed last, as the server's clock had it. */
  #updated() {
    const { updatedAt } = this.#device;
    return updatedAt ? timeText(new Date(updatedAt + serverNow() - Date.now()).toISOString()) : "–";
  }
}

/**
 * Written anew only when something changed: a display stays quiet.
 * @template T
 * @param {string} selector
 * @param {T[]} values
 * @param {(value: T) => HTMLElement} item
 */
function fillList(selector, values, item) {
  const list = part(selector);
  const wanted = JSON.stringify(values);
  if (list.dataset.shown === wanted) return;
  list.dataset.shown = wanted;
  list.replaceChildren(...values.map(item));
}

/** @param {Call} call */
function callItem(call) {
  const item = stamp("board-call");
  fillCall(item, call);
  return item;
}

/**
 * @param {HTMLElement} element
 * @param {Call} call
 */
function fillCall(element, call) {
  fillSlots(element, { number: call.number, place: call.place?.name ?? "" });
  showOne(element, "kind", call.place?.kind ?? null);
}

/** @param {{name: string, state: string}} terminal */
function terminalItem(terminal) {
  const item = stamp("board-terminal");
  fillSlots(item, { name: terminal.name });
  showOne(item, "state", terminal.state);
  item.classList.add(`board-terminal--${terminal.state}`);
  return item;
}

/**
 * What people wait for, by office; the name of the only one stands above already.
 * @param {{offices: Office[], windows: ServiceWindow[]}} view
 * @returns {{group: string, windows: ServiceWindow[]}[]}
 */
function overview({ offices, windows }) {
  const shown = windows.length <= MOST_WINDOWS ? windows : windows.filter(({ waiting }) => waiting > 0);
  const groups = offices.map(({ id, name }) => ({
    group: offices.length > 1 ? name : "",
    windows: shown.filter((window) => window.office_id === id).slice(0, MOST_WINDOWS / Math.min(offices.length, 2)),
  }));
  return groups.filter((one) => one.windows.length > 0);
}

/** @param {{group: string, windows: ServiceWindow[]}} shown */
function groupItem({ group, windows }) {
  const item = stamp("board-group");
  fillSlots(item, { group });
  part("[data-group]", item).replaceChildren(...windows.map(windowItem));
  return item;
}

/** @param {ServiceWindow} shown */
function windowItem(shown) {
  const item = stamp("board-window");
  fillSlots(item, { service: shown.service, count: shown.waiting, window: shortWindow(shown) });
  return item;
}

/** The heading says that these are clock times. @param {ServiceWindow} shown */
function shortWindow(shown) {
  if (!shown.from || !shown.to) return windowText(shown);
  const [from, to] = [timeText(shown.from), timeText(shown.to)];
  return from === to ? windowText(shown) : text("window-short", { from, to });
}

/** In every language in which somebody wrote them. @param {{announcements: {de: string, en: string}[]}} view */
function announcements({ announcements }) {
  return announcements.flatMap(({ de, en }) => {
    const german = { text: de, language: "de" };
    return en ? [german, { text: en, language: "en" }] : [german];
  });
}

/** Why somebody with an appointment comes first: one sentence, or one for each office. @param {{offices: Office[]}} view */
function rules({ offices }) {
  const language = document.documentElement.lang;
  const all = offices.flatMap(({ name, rule }) => (rule ? [{ office: name, sentence: ruleText(rule) }] : []));
  const sentences = new Set(all.map(({ sentence }) => sentence));
  if (sentences.size === 1) return [...sentences].map((one) => ({ text: one, language }));
  return all.map((one) => ({ text: text("rule-of", one), language }));
}

/** @param {Rule} rule */
function ruleText({ appointment_minutes: minutes, numbers_per_appointment: count }) {
  if (count !== null) return text("rule-alternate", { count });
  return minutes ? text("rule-credit", { minutes }) : text("rule-equal");
}
