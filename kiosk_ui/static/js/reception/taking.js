// A number for somebody who cannot use the kiosk, and what they take with them.

import { newKey, post } from "../api.js";
import { fill, fromTemplate, part } from "../clerk/elements.js";
import { text } from "../texts.js";
import { Paper } from "./paper.js";
import { turnText } from "./words.js";

/**
 * @typedef {import("./shapes.js").Office} Office
 * @typedef {import("./shapes.js").Service} Service
 * @typedef {{ticket: {id: number, number: string, code: string, at_terminal: boolean, service: {name: string},
 *   window: import("./shapes.js").WaitView | null}, url: string, qr: string}} Taken
 */

export class Taking {
  #form;
  #taken;
  #send;
  #showTaken;
  #paper;
  /** The number that was taken last. */
  #ticket = 0;
  /** @type {Office[]} */
  #offices = [];

  /**
   * @param {HTMLElement} root
   * @param {import("./paper.js").Send} send
   * @param {(taken: Taken) => void} showTaken
   */
  constructor(root, send, showTaken) {
    this.#form = /** @type {HTMLFormElement} */ (part(root, "take"));
    this.#taken = part(root, "taken");
    this.#send = send;
    this.#showTaken = showTaken;
    this.#paper = new Paper(this.#taken, send);
    this.#field("service").addEventListener("change", () => this.#showService());
    this.#form.addEventListener("submit", (event) => void this.#take(event));
    this.#form.addEventListener("keydown", (event) => this.#pressed(event));
  }

  /** Waits change while somebody is choosing; the choice stays. @param {Office[]} offices */
  show(offices) {
    this.#offices = offices;
    this.#showProspect();
  }

  /**
   * An empty form.
   * @param {Office[]} offices
   * @param {number} first the office that is looked at, 0 for every one
   */
  open(offices, first) {
    this.#offices = offices;
    this.#form.reset();
    fill(this.#form, { error: "" });
    const offered = offices.filter(({ id }) => !first || id === first);
    this.#field("service").replaceChildren(...offered.map(group));
    this.#showService();
    this.#field("service").focus();
  }

  /** @param {Taken} taken */
  showResult({ ticket, qr }) {
    part(this.#taken, "terminal-code").hidden = !ticket.at_terminal;
    /** @type {HTMLImageElement} */ (part(this.#taken, "qr")).src = qr;
    fill(this.#taken, {
      number: ticket.number,
      services: ticket.service.name,
      window: ticket.window ? turnText("window.taken", ticket.window) : "",
      code: ticket.code,
    });
    this.#ticket = ticket.id;
    void this.#paper.open(true);
    /** @type {HTMLElement} */ (this.#taken.querySelector("h2")).focus();
  }

  print() {
    return this.#paper.print(this.#ticket);
  }

  /** Nobody who comes next may see the code of the one before. */
  forgetResult() {
    fill(this.#taken, { number: "", code: "" });
    part(this.#taken, "qr").removeAttribute("src");
  }

  /** Enter takes the number wherever one is in the form; the space bar and the arrows open a list. @param {KeyboardEvent} event */
  #pressed(event) {
    if (event.key !== "Enter" || !(event.target instanceof HTMLSelectElement)) return;
    event.preventDefault();
    this.#form.requestSubmit();
  }

  /** @param {Event} event */
  async #take(event) {
    event.preventDefault();
    const way = /** @type {HTMLInputElement | null} */ (this.#form.querySelector("[name=way]:checked"))?.value;
    const [service, persons] = [this.#service(), Number(this.#field("persons").value)];
    if (!service || !way || !(persons > 0)) return fill(this.#form, { error: text("taking.missing") });
    fill(this.#form, { error: "" });
    const wish = {
      service_id: service.id, channel: way === "terminal" ? "video" : way, at_terminal: way === "terminal", persons,
      language: this.#field("language").value, priority: this.#field("priority").value || null,
    };
    const taken = await this.#send(() => post("/api/reception/tickets", wish, { idempotencyKey: newKey() }));
    if (taken) this.#showTaken(taken);
  }

  #showService() {
    const [service, office] = [this.#service(), this.#office()];
    const ways = service && office ? waysOf(service, office) : [];
    part(this.#form, "ways").replaceChildren(...ways.map(wayOption));
    this.#showProspect();
  }

  #showProspect() {
    const service = this.#service();
    if (!service) return fill(this.#form, { prospect: "" });
    fill(this.#form, { prospect: service.takes_numbers ? turnText("prospect", service.window) : text("prospect.appointments") });
  }

  #service() {
    return this.#offices.flatMap((office) => office.services).find(({ id }) => id === Number(this.#field("service").value));
  }

  #office() {
    const wanted = this.#service();
    return this.#offices.find((office) => wanted && office.services.includes(wanted));
  }

  /** @param {"service" | "persons" | "language" | "priority"} name */
  #field(name) {
    return /** @type {HTMLInputElement & HTMLSelectElement} */ (this.#form.elements.namedItem(name));
  }
}

/** Who is to be called by telephone needs no number from here. @param {Service} service @param {Office} office */
function waysOf(service, office) {
  const ways = [];
  if (service.channels.includes("on_site")) ways.push("on_site");
  if (service.channels.includes("video") && office.terminals) ways.push("terminal");
  if (service.channels.includes("video")) ways.push("video");
  return ways;
}

/** @param {string} way @param {number} index */
function wayOption(way, index) {
  const option = fromTemplate("way");
  const input = /** @type {HTMLInputElement} */ (option.querySelector("input"));
  [input.value, input.checked] = [way, index === 0];
  fill(option, { way: text(`way.${way}`) });
  return option;
}

/** @param {Office} office */
function group(office) {
  const element = document.createElement("optgroup");
  element.label = office.name;
  element.append(...office.services.filter((service) => service.takes_numbers).map(({ id, name }) => new Option(name, String(id))));
  return element;
}
