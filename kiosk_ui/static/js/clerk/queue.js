// Who waits, who would be next and why, and the terminals.

import { plural, text } from "../texts.js";
import { channelOf, concernText } from "./console_view.js";
import { durationText, elapsed } from "./durations.js";
import { fill, fromTemplate, part, showFor } from "./elements.js";

/**
 * @typedef {import("./console_view.js").View} View
 * @typedef {import("./console_view.js").Row} Row
 */

/** Keys that move through the list, which is one stop of the Tab key. @type {Record<string, (at: number, last: number) => number>} */
const MOVES = {
  ArrowDown: (at, last) => Math.min(at + 1, last),
  ArrowUp: (at) => Math.max(at - 1, 0),
  Home: () => 0,
  End: (_, last) => last,
};

export class Queue {
  /** @type {Map<number, HTMLElement>} rows by ticket, kept so that focus and scrolling stay where they are */
  #rows = new Map();
  #list;

  /** @param {HTMLElement} root the console */
  constructor(root) {
    this.root = root;
    this.#list = part(root, "rows");
    this.#list.addEventListener("keydown", this.#moved);
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
      fillRow(item, row, free, view.next?.ticket_id === row.id);
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
    const buttons = this.#buttons();
    const current = buttons.find((button) => button === document.activeElement) ?? buttons[0];
    for (const button of buttons) button.tabIndex = button === current ? 0 : -1;
  }

  /** @param {KeyboardEvent} event */
  #moved = (event) => {
    const buttons = this.#buttons();
    const at = buttons.findIndex((button) => button === event.target);
    const move = MOVES[event.key];
    if (at < 0 || !move) return;
    event.preventDefault();
    const target = buttons[move(at, buttons.length - 1)];
    target.focus();
    this.#keepOneTabStop();
  };

  #buttons() {
    return /** @type {HTMLButtonElement[]} */ ([...this.#list.querySelectorAll("button:not([hidden])")]);
  }
}

/** @param {View} view */
function passedOverText(view) {
  const numbers = view.passed_over.map((ticket) => ticket.number).join(", ");
  return plural("passed_over", view.passed_over.length).replace("{numbers}", numbers);
}

/**
 * @param {HTMLElement} item
 * @param {Row} row
 * @param {boolean} free
 * @param {boolean} next
 */
function fillRow(item, row, free, next) {
  const reason = row.reason ? text(`reason.${row.reason}`) || row.reason : "";
  fill(item, {
    number: row.number, service: concernText(row.service, row.persons), channel: text(`channel.${channelOf(row)}`), why: row.why, reason,
  });
  showFor(item, channelOf(row));
  part(item, "reason").hidden = !reason;
  item.dataset.takenAt = row.taken_at;
  item.toggleAttribute("data-next", next);
  item.toggleAttribute("data-blocked", !row.callable);
  const button = /** @type {HTMLButtonElement} */ (item.querySelector("button"));
  button.hidden = !row.callable;
  button.dataset.ticket = String(row.id);
  button.setAttribute("aria-label", text("row.call", { number: row.number }));
  button.setAttribute("aria-disabled", String(!free));
}

/** @param {{name: string, state: string}} terminal */
function terminalItem(terminal) {
  const item = fromTemplate("terminal");
  item.dataset.state = terminal.state;
  fill(item, { name: terminal.name, state: text(`terminal.${terminal.state}`) });
  return item;
}
