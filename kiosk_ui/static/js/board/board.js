// The waiting room's display: the newest call large, the others beside it, terminals, and how long it takes.

import { timeText, windowText } from "../clock.js";
import { showLost } from "../connection.js";
import { serverNow } from "../kiosk/server_clock.js";
import { fillSlots, part, showOne, stamp } from "../kiosk/slots.js";
import { whenText } from "../opening.js";
import { gong } from "../sound.js";
import { text } from "../texts.js";
import { Announcements, EACH_MS } from "./announcements.js";

const CLOCK_MS = 1_000;

/** @typedef {import("./announcements.js").Call} Call */

export class Board {
  #device;
  #announcements = new Announcements((call, again) => this.#announce(call, again), serverNow);
  /** The ticket that stands large because it was announced last. @type {number | null} */
  #announced = null;
  #fresh = 0;

  /** @param {import("../kiosk/own_device.js").OwnDevice} device */
  constructor(device) {
    this.#device = device;
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
    fillSlots(document, {
      office: view.office.name,
      organisation: view.organisation,
      waiting: text(`waiting-${view.waiting < 2 ? view.waiting : "many"}`, { count: view.waiting }),
    });
    this.#showCalls(view.calls);
    fillList("[data-terminals]", view.terminals, terminalItem);
    fillList("[data-windows]", view.windows, windowItem);
    this.#announcements.follow(view);
  }

  /** The one announced last, if it still stands; else the newest. @param {Call[]} calls */
  #showCalls(calls) {
    const now = calls.find((call) => call.ticket_id === this.#announced) ?? calls[0] ?? null;
    this.#showNow(now);
    fillList("[data-calls]", calls.filter((call) => call !== now), callItem);
  }

  /** @param {Call | null} call */
  #showNow(call) {
    const { state, opens_at } = this.#device.view.office;
    showOne(document, "now", call ? "call" : state === "closed" ? "closed" : "open");
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
   * @param {boolean} again
   */
  #announce(call, again) {
    this.#announced = call.ticket_id;
    this.#showCalls(this.#device.view.calls);
    this.#emphasise();
    document.dispatchEvent(new CustomEvent("announced", { detail: { number: call.number, again } }));
    gong();
  }

  #emphasise() {
    const { classList } = part("[data-now=call]");
    classList.remove("board-now--fresh");
    requestAnimationFrame(() => classList.add("board-now--fresh"));
    clearTimeout(this.#fresh);
    this.#fresh = window.setTimeout(() => classList.remove("board-now--fresh"), EACH_MS);
  }

  #tick() {
    fillSlots(document, { clock: timeText(new Date(serverNow()).toISOString()) });
  }

  /** @param {boolean} lost */
  #connection(lost) {
    const { updatedAt } = this.#device;
    const offset = serverNow() - Date.now();
    fillSlots(document, { updated: updatedAt ? timeText(new Date(updatedAt + offset).toISOString()) : "–" });
    showLost(lost);
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

/** @param {import("../kiosk/views.js").WaitView & {service: string}} window */
function windowItem(window) {
  const item = stamp("board-window");
  fillSlots(item, { service: window.service, window: windowText(window) });
  return item;
}
