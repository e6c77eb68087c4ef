// Who waits, who would be next and why, and the terminals.

import { plural, text } from "../texts.js";
import { channelOf, concernText, otherChannels } from "./console_view.js";
import { durationText, elapsed } from "./durations.js";
import { fill, fromTemplate, part, showFor } from "./elements.js";
import { showChoices } from "./switching.js";

/**
 * @typedef {import("./console_view.js").View} View
 * @typedef {import("./console_view.js").Row} Row
 */

/** Keys that move from row to row of the list, which is one stop of the Tab key. @type {Record<string, (at: number, last: number) => number>} */
const MOVES = {
  ArrowDown: (at, last) => Math.min(at + 1, last),
  ArrowUp: (at) => Math.max(at - 1, 0),
  Home: () => 0,
  End: (_, last) => last,
};

/** @type {Record<string, number>} */
const STEPS = { ArrowRight: 1, ArrowLeft: -1 };
const SWITCH = ".row-switch > summary, .row-choice, .row-more";

export class Queue {
  /** @type {Map<number, HTMLElement>} rows by ticket, kept so that focus and scrolling stay where they are */
  #rows = new Map();
  #list;

  /** @param {HTMLElement} root the console */
  constructor(root) {
    this.root = root;
    this.#list = part(root, "rows");
    this.#list.addEventListener("keydown", this.#moved);
    this.#list.addEventListener("toggle", () => this.#keepOneTabStop(), true);
  }

  /** @param {View} view */
  show(view) {
    const free = !view.current || view.current.state === "finished";
    this.#showNext(view, free);
    this.#showRows(view, free);
    this.#showTerminals(view);
  }

  /** Minutes pass without an event. */
  tick() {
    for (const item of this.#rows.values()) fill(item, { wait: durationText(elapsed(item.dataset.takenAt ?? "")) });
  }

  /**
   * @param {View} view
   * @param {boolean} free whether the clerk may call somebody now
   */
  #showNext(view, free) {
    const next = view.next;
    const button = /** @type {HTMLElement} */ (this.root.querySelector('[data-action="call-next"]'));
    button.setAttribute("aria-disabled", String(!free || !next));
    fill(this.root, {
      next: next ? text(free ? "next" : "next.busy", { number: next.number }) : text("next.nobody"),
      next_why: next ? text("next.why", { why: next.why }) : "",
      passed_over: passedOverText(view),
    });
    part(this.root, "passed-over").hidden = view.passed_over.length === 0;
  }

  /**
   * @param {View} view
   * @param {boolean} free
   */
  #showRows(view, free) {
    const known = this.#rows;
    this.#rows = new Map(view.waiting.map((row) => [row.id, known.get(row.id) ?? fromTemplate("queue-row")]));
    for (const [id, item] of known) if (!this.#rows.has(id)) item.remove();
    view.waiting.forEach((row, index) => {
      const item = /** @type {HTMLElement} */ (this.#rows.get(row.id));
      const isNext = view.next?.ticket_id === row.id;
      fillRow(item, row, isNext);
      fillCall(item, row, free, isNext || !view.next ? "call" : view.mode);
      if (this.#list.children[index] !== item) this.#list.insertBefore(item, this.#list.children[index] ?? null);
    });
    part(this.root, "queue-empty").hidden = view.waiting.length > 0;
    part(this.root, "queue-scroll").tabIndex = free ? -1 : 0; // without buttons the list itself is what the keys scroll
    this.#keepOneTabStop();
    this.tick();
  }

  /** @param {View} view */
  #showTerminals(view) {
    part(this.root, "terminals").hidden = view.terminals.length === 0;
    part(this.root, "terminal-list").replaceChildren(...view.terminals.map(terminalItem));
  }

  #keepOneTabStop() {
    const controls = this.#lines().flat();
    const current = controls.find((control) => control === document.activeElement) ?? controls[0];
    for (const control of controls) control.tabIndex = control === current ? 0 : -1;
  }

  /** Up and down from row to row, left and right inside one. @param {KeyboardEvent} event */
  #moved = (event) => {
    const lines = this.#lines();
    const at = lines.findIndex((line) => line.includes(/** @type {HTMLElement} */ (event.target)));
    if (at < 0) return;
    const target = event.key in MOVES ? lines[MOVES[event.key](at, lines.length - 1)][0] : this.#beside(lines[at], event);
    if (!target) return;
    event.preventDefault();
    target.focus();
    this.#keepOneTabStop();
  };

  /**
   * @param {HTMLElement[]} line
   * @param {KeyboardEvent} event
   */
  #beside(line, event) {
    const step = STEPS[event.key] ?? 0;
    return step ? line[line.indexOf(/** @type {HTMLElement} */ (event.target)) + step] : undefined;
  }

  /** What can be pressed now, row by row. @returns {HTMLElement[][]} */
  #lines() {
    const rows = /** @type {HTMLElement[]} */ ([...this.#list.children]);
    return rows.map(controls).filter((line) => line.length > 0);
  }
}

/** The call comes first, then what switches the channel. @param {HTMLElement} row @returns {HTMLElement[]} */
function controls(row) {
  const found = /** @type {HTMLElement[]} */ ([...row.querySelectorAll(".row-call"), ...row.querySelectorAll(SWITCH)]);
  return found.filter((control) => control.checkVisibility?.({ visibilityProperty: true }) ?? control.offsetParent !== null);
}

/** @param {View} view */
function passedOverText(view) {
  const reasons = [...new Set(view.passed_over.map((ticket) => ticket.reason))];
  return reasons.map((reason) => {
    const numbers = view.passed_over.filter((ticket) => ticket.reason === reason).map((ticket) => ticket.number);
    return plural(`passed_over.${reason}`, numbers.length).replace("{numbers}", numbers.join(", "));
  }).join(" ");
}

/**
 * @param {HTMLElement} item
 * @param {Row} row
 * @param {boolean} next
 */
function fillRow(item, row, next) {
  const reason = reasonText(row);
  fill(item, {
    number: row.number, service: concernText(row.service, row.persons), channel: text(`channel.${channelOf(row)}`), reason,
    why: row.why,
    bound: boundText(row),
  });
  part(item, "appointment").hidden = !row.appointment_at;
  part(item, "priority").hidden = !row.priority;
  part(item, "bound").hidden = !row.bound_to || !row.callable;
  fillSwitch(item, row);
  showFor(item, channelOf(row));
  part(item, "reason").hidden = !reason;
  item.dataset.takenAt = row.taken_at;
  item.toggleAttribute("data-next", next);
  item.toggleAttribute("data-ahead", Boolean(row.appointment_at ?? row.priority));
  item.toggleAttribute("data-blocked", !row.callable);
  const more = /** @type {HTMLElement} */ (item.querySelector(".row-more"));
  more.dataset.ticket = String(row.id);
  more.setAttribute("aria-label", text("row.more", { number: row.number }));
}

/**
 * @param {HTMLElement} item
 * @param {Row} row
 * @param {boolean} free
 * @param {"call" | View["mode"]} way of calling it: at once, with a reason, or not at all before the others
 */
function fillCall(item, row, free, way) {
  const button = /** @type {HTMLButtonElement} */ (item.querySelector(".row-call"));
  button.hidden = !row.callable || (way !== "call" && way !== "pick");
  button.dataset.ticket = String(row.id);
  if (way === "pick") button.dataset.open = "pick";
  else delete button.dataset.open;
  if (way === "pick") delete button.dataset.action;
  else button.dataset.action = "call";
  button.setAttribute("aria-label", text("row.call", { number: row.number }));
  button.setAttribute("aria-disabled", String(!free));
}

/** Why this clerk is not to call it, "" where nothing hinders. @param {Row} row */
function reasonText(row) {
  if (!row.reason) return "";
  return row.bound_to && !row.callable ? boundText(row) : text(`reason.${row.reason}`) || row.reason;
}

/** For whom alone somebody waits. @param {Row} row */
function boundText({ bound_to }) {
  if (!bound_to) return "";
  return bound_to.counter ? text("bound.counter", { counter: bound_to.counter }) : text("bound.clerk", { clerk: bound_to.clerk ?? "" });
}

/**
 * @param {HTMLElement} item
 * @param {Row} row
 */
function fillSwitch(item, row) {
  const others = otherChannels(row);
  const details = /** @type {HTMLDetailsElement} */ (part(item, "switch"));
  details.hidden = others.length === 0;
  const summary = details.querySelector("summary");
  summary?.setAttribute("aria-label", text("choice.label", { number: row.number }));
  if (details.open && details.dataset.channel !== row.channel) {
    if (details.contains(document.activeElement)) summary?.focus(); // it was switched from here
    details.open = false;
  }
  details.dataset.channel = row.channel;
  showChoices(part(item, "choices"), others, row, "choice");
}

/** @param {{name: string, state: string}} terminal */
function terminalItem(terminal) {
  const item = fromTemplate("terminal");
  item.dataset.state = terminal.state;
  fill(item, { name: terminal.name, state: text(`terminal.${terminal.state}`) });
  return item;
}
