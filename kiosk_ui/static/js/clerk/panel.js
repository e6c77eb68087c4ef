// Beside the person, never in front: the rarer deeds, one panel at a time. The queue and the deeds below stay in reach.

import { text } from "../texts.js";
import { concernText } from "./console_view.js";
import { fill, part } from "./elements.js";

/**
 * @typedef {import("./console_view.js").View} View
 * @typedef {import("./console_view.js").Subject} Subject
 * @typedef {object} Section what a panel does besides showing its choices
 * @property {(view: View, subject: Subject | null) => unknown} [open]
 * @property {(view: View, subject: Subject | null) => void} [show] also while it is closed
 * @property {() => void} [stop]
 */

/** @type {Record<string, number>} */
const STEPS = { ArrowDown: 1, ArrowUp: -1 };
/** Panels about the clerk; all others are about a ticket. */
const WITHOUT_TICKET = ["pause", "skills", "keys"];

export class Panel {
  #root;
  #person;
  #element;
  #sections;
  /** @type {View | null} */
  #view = null;
  #name = "";
  /** @type {number | null} the ticket that was asked about; null: the person who is here */
  #ticket = null;
  /** @type {HTMLElement | null} */
  #opener = null;

  /**
   * @param {HTMLElement} root the console
   * @param {Record<string, Section>} sections by name of panel
   * @param {() => void} rescue takes the focus when what opened the panel is gone
   */
  constructor(root, sections, rescue) {
    this.rescue = rescue;
    this.#root = root;
    this.#sections = sections;
    this.#person = part(root, "person");
    this.#element = part(root, "drawer");
    part(root, "drawer-close").onclick = () => this.close();
    root.addEventListener("click", this.#clicked);
    this.#element.addEventListener("keydown", this.#pressed);
  }

  stop() {
    this.close();
    for (const section of Object.values(this.#sections)) section.stop?.();
    this.#root.removeEventListener("click", this.#clicked);
    this.#element.removeEventListener("keydown", this.#pressed);
  }

  /** @param {View} view */
  show(view) {
    this.#view = view;
    if (this.#name && this.#needsTicket() && !subjectIn(view, this.#ticket)) this.close();
    this.#fill();
  }

  close() {
    if (!this.#name) return;
    const hadFocus = this.#element.contains(document.activeElement);
    this.#name = "";
    this.#ticket = null;
    this.#arrange();
    if (hadFocus) this.#giveFocusBack();
    this.#fill();
  }

  /** Its deed is done. Of concerns there may be more to change. @param {HTMLElement} button */
  done(button) {
    if (!this.#element.contains(button) || this.#name === "services") return;
    const isLost = document.activeElement?.matches("body, h2"); // the deed took its own button away
    this.close();
    if (isLost) this.#giveFocusBack();
  }

  #giveFocusBack() {
    if (this.#opener?.isConnected && this.#opener.checkVisibility()) this.#opener.focus();
    else this.rescue();
  }

  /**
   * @param {string} name
   * @param {number | null} ticket
   */
  open(name, ticket) {
    const view = this.#view;
    const subject = view && subjectIn(view, ticket);
    if (!view || (!subject && !WITHOUT_TICKET.includes(name))) return;
    this.#name = name;
    this.#ticket = ticket;
    this.#arrange();
    this.#sections[name]?.open?.(view, subject);
    this.#fill();
    this.#focusFirst();
  }

  #needsTicket() {
    return !WITHOUT_TICKET.includes(this.#name);
  }

  #arrange() {
    this.#element.hidden = !this.#name;
    this.#person.toggleAttribute("data-panel-open", Boolean(this.#name));
    for (const section of this.#allSections()) section.hidden = section.dataset.panel !== this.#name;
    for (const button of this.#root.querySelectorAll("[data-open]")) {
      button.setAttribute("aria-expanded", String(Boolean(this.#name) && this.#isFor(/** @type {HTMLElement} */ (button))));
    }
  }

  /** @param {HTMLElement} button */
  #isFor(button) {
    return button.dataset.open === this.#name && ticketOf(button) === this.#ticket;
  }

  #fill() {
    const view = this.#view;
    if (!view) return;
    const subject = subjectIn(view, this.#ticket);
    this.#element.dataset.ticket = subject ? String(subject.id) : "";
    fill(this.#element, {
      panel_about: subject && this.#needsTicket() ? text("panel.about", { number: subject.number, service: concernText(subject.service, subject.persons) }) : "",
      panel_why: subject?.why ?? "",
    });
    for (const item of /** @type {NodeListOf<HTMLElement>} */ (this.#element.querySelectorAll("[data-for]"))) {
      item.hidden = !subject || !(item.dataset.for ?? "").split(" ").includes(subject.state);
    }
    for (const section of Object.values(this.#sections)) section.show?.(view, subject);
  }

  /** The same button closes again what it has opened. @param {MouseEvent} event */
  #clicked = (event) => {
    const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("button[data-open]"));
    if (!button || button.getAttribute("aria-disabled") === "true") return;
    const isInside = this.#element.contains(button);
    if (!isInside && this.#name && this.#isFor(button)) return this.close();
    if (!isInside) this.#opener = leftMenu(button) ?? button;
    this.open(button.dataset.open ?? "", isInside ? this.#ticket : ticketOf(button));
  };

  /** Escape, a reason's digit, and up and down. @param {KeyboardEvent} event */
  #pressed = (event) => {
    if (event.key === "Escape") {
      event.preventDefault();
      return this.close();
    }
    if (event.ctrlKey || event.altKey || event.metaKey || /** @type {Element} */ (event.target).matches("input")) return;
    const choices = this.#choices();
    const chosen = choices.find((choice) => choice.dataset.digit === event.key);
    const step = STEPS[event.key];
    if (chosen) chosen.click();
    else if (!step || !choices.length) return;
    else choices[(choices.indexOf(/** @type {HTMLElement} */ (document.activeElement)) + step + choices.length) % choices.length].focus();
    event.preventDefault();
  };

  #focusFirst() {
    const section = this.#allSections().find((one) => !one.hidden);
    const first = section?.querySelector("input:not([type=checkbox])") ?? this.#choices()[0] ?? section?.querySelector("h2");
    if (first instanceof HTMLElement) first.focus();
  }

  #choices() {
    const all = /** @type {HTMLElement[]} */ ([...this.#element.querySelectorAll(".choice")]);
    return all.filter((choice) => choice.offsetParent !== null);
  }

  #allSections() {
    return /** @type {HTMLElement[]} */ ([...this.#element.querySelectorAll("[data-panel]")]);
  }
}

/** A menu closes behind what was chosen in it, and gets the focus back. @param {HTMLElement} button */
function leftMenu(button) {
  const menu = button.closest("details");
  if (menu) menu.open = false;
  return menu?.querySelector("summary") ?? null;
}

/** The ticket that a button of a row is about, null: the person who is here. @param {HTMLElement} button */
function ticketOf(button) {
  return button.dataset.ticket ? Number(button.dataset.ticket) : null;
}

/**
 * The ticket, wherever in the console it stands now.
 * @param {View} view
 * @param {number | null} ticket null: the person who is here
 * @returns {Subject | null}
 */
export function subjectIn(view, ticket) {
  const { current } = view;
  if (current && (ticket === null || current.id === ticket)) {
    return { ...current, service: current.service.name, priority: current.priority, why: "" };
  }
  const waits = view.waiting.find((row) => row.id === ticket);
  if (waits) return { ...waits, state: "waiting" };
  const parked = view.parked.find((row) => row.id === ticket);
  return parked ? { ...parked, state: "parked", why: "" } : null;
}
