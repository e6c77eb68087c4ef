// One number or one appointment: what is known of it, and what can be done with it now.

import { languageName } from "../clerk/languages.js";
import { fill, part } from "../clerk/elements.js";
import { timeText } from "../clock.js";
import { text } from "../texts.js";
import { stageOf, stateText, turnText, wayText } from "./words.js";

/**
 * @typedef {import("./shapes.js").Row} Row
 * @typedef {import("./shapes.js").Ticket} Ticket
 */

export class Person {
  #root;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#root = part(root, "person");
  }

  /** @param {Ticket} ticket */
  showTicket(ticket) {
    this.#show(ticket, ticket.may);
    const { window, next_up } = ticket;
    fill(this.#root, {
      title: ticket.number,
      state: text("state.since", { state: stateText(ticket), time: timeText(ticket.alone_since ?? ticket.since) }),
      window: next_up ? text("window.next") : window ? turnText("window.taken", window) : "",
      why: ticket.alone_since ? text("alone.help") : ticket.why ?? "",
      taken: timeText(ticket.taken_at),
      language: languageName(ticket.language),
      code: ticket.at_terminal ? spoken(ticket.ticket_code) : "",
    });
  }

  /** @param {Row} row an appointment that is no number yet */
  showAppointment(row) {
    this.#show(row, row.state === "confirmed" ? ["check-in"] : []);
    const link = /** @type {HTMLAnchorElement} */ (part(this.#root, "appointment-link"));
    link.hash = String(row.id);
    link.hidden = false;
    fill(this.#root, {
      title: row.name, state: `${stateText(row)}, ${text("appointment.at", { time: timeText(row.since) })}`,
      window: "", why: "", taken: "", language: "", code: spoken(row.code),
    });
  }

  openReasons() {
    part(this.#root, "reasons").hidden = false;
    /** @type {HTMLElement} */ (this.#root.querySelector("[data-reason]")).focus();
  }

  /** Whether they were open. */
  closeReasons() {
    const reasons = part(this.#root, "reasons");
    const wereOpen = !reasons.hidden;
    reasons.hidden = true;
    return wereOpen;
  }

  /** @param {string} qr data URL of an SVG */
  showCode(qr) {
    /** @type {HTMLImageElement} */ (part(this.#root, "person-qr")).src = qr;
    part(this.#root, "code").hidden = false;
  }

  /** Whoever comes next sees nobody's code. */
  forgetCode() {
    part(this.#root, "code").hidden = true;
    part(this.#root, "person-qr").removeAttribute("src");
  }

  focus() {
    /** @type {HTMLElement} */ (this.#root.querySelector("h2")).focus();
  }

  /**
   * @param {Row} row
   * @param {string[]} may
   */
  #show(row, may) {
    const held = document.activeElement;
    this.#root.dataset.stage = stageOf(row);
    for (const button of /** @type {NodeListOf<HTMLElement>} */ (this.#root.querySelectorAll(".appointment-deeds > [data-deed]:not([data-reason])"))) {
      button.hidden = !may.includes(button.dataset.deed ?? "");
    }
    part(this.#root, "appointment-link").hidden = true;
    if (!may.includes("priority")) this.closeReasons();
    fill(this.#root, {
      services: row.services,
      office: row.office.name,
      person: row.name,
      appointment: row.appointment_at ? timeText(row.appointment_at) : "",
      count: String(row.persons),
      channel: wayText(row),
      priority: row.priority ? text(`priority.${row.priority}`) : "",
    });
    hideEmpty(this.#root);
    if (held instanceof HTMLElement && this.#root.contains(held) && held.offsetParent === null) this.focus();
  }
}

/** Facts that are not known are left out. @param {HTMLElement} root */
function hideEmpty(root) {
  queueMicrotask(() => {
    for (const value of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("dd"))) {
      const isEmpty = !value.textContent?.trim();
      value.hidden = isEmpty;
      /** @type {HTMLElement} */ (value.previousElementSibling).hidden = isEmpty;
    }
  });
}

/** Six digits in two groups. @param {string} code */
const spoken = (code) => code.replace(/(\d{3})(?=\d)/g, "$1 ");
