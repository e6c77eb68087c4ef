// What an appointment is for: one or several services of one office, and how they talk.

import { text } from "../../texts.js";
import { fill, fromTemplate, part } from "../elements.js";

/**
 * @typedef {import("./shapes.js").Channel} Channel
 * @typedef {import("./shapes.js").Office} Office
 * @typedef {import("./shapes.js").Service} Service
 */

const MOST_SERVICES = 5;
/** @type {Channel[]} */
const CHANNELS = ["on_site", "video", "telephone"];

export class ServiceChoice {
  #list;
  #options;
  #more = fromTemplate("more-services");
  /** @type {Office[]} */
  #offices = [];

  /**
   * @param {HTMLElement} form
   * @param {() => void} changed
   */
  constructor(form, changed) {
    this.#list = part(form, "services");
    this.#options = part(form, "channels");
    this.changed = changed;
    this.#list.append(this.#more);
    this.#more.addEventListener("click", () => this.#add(true));
    this.#list.addEventListener("change", () => this.#changed());
    this.#options.addEventListener("change", () => this.changed());
  }

  /** The offices may change while somebody is choosing; the choice stays. @param {Office[]} offices */
  show(offices) {
    this.#offices = offices;
    if (!this.#selects().length) this.reset(offices);
  }

  /** One service, the first. @param {Office[]} offices */
  reset(offices) {
    this.#offices = offices;
    for (const select of this.#selects()) select.closest(".booking-service")?.remove();
    if (this.#offices.some((office) => office.services.length)) this.#add(false);
  }

  /** Ids, each once. */
  get services() {
    return [...new Set(this.#selects().map((select) => Number(select.value)))];
  }

  /** @returns {Channel | null} */
  get channel() {
    const chosen = /** @type {HTMLInputElement | null} */ (this.#options.querySelector("input:checked"));
    return /** @type {Channel | null} */ (chosen?.value ?? null);
  }

  /** @param {boolean} isFurther of the same office as the first one */
  #add(isFurther) {
    const item = fromTemplate("service-choice");
    const select = /** @type {HTMLSelectElement} */ (item.querySelector("select"));
    if (isFurther) select.append(...this.#others().map(option));
    else select.append(...this.#offices.filter((one) => one.services.length).map(group));
    part(item, "fewer").hidden = !isFurther;
    part(item, "fewer").addEventListener("click", () => this.#remove(item));
    this.#more.before(item);
    if (isFurther) select.focus();
    this.#changed();
  }

  /** @param {HTMLElement} item */
  #remove(item) {
    item.remove();
    this.#selects()[0]?.focus();
    this.#changed();
  }

  #changed() {
    const [first, ...further] = this.#selects();
    const known = new Set(this.#office()?.services.map((service) => service.id));
    for (const select of further) if (!known.has(Number(select.value))) select.closest(".booking-service")?.remove();
    this.#more.hidden = !first || this.#selects().length >= MOST_SERVICES || this.#others().length === 0;
    this.#showChannels();
    this.changed();
  }

  #showChannels() {
    const before = this.channel;
    const chosen = this.services.map((id) => this.#service(id));
    const offered = CHANNELS.filter((channel) => chosen.every((service) => service?.channels.includes(channel)));
    this.#options.replaceChildren(...offered.map(channelOption));
    const wanted = before && offered.includes(before) ? before : offered[0];
    const input = this.#options.querySelector(`input[value="${wanted}"]`);
    if (input instanceof HTMLInputElement) input.checked = true;
  }

  /** The office that the first service belongs to. */
  #office() {
    const id = Number(this.#selects()[0]?.value);
    return this.#offices.find((office) => office.services.some((service) => service.id === id));
  }

  /** Its services that are not chosen yet. */
  #others() {
    const chosen = new Set(this.services);
    return (this.#office()?.services ?? []).filter((service) => !chosen.has(service.id));
  }

  /** @param {number} id */
  #service(id) {
    return this.#office()?.services.find((service) => service.id === id);
  }

  #selects() {
    return /** @type {HTMLSelectElement[]} */ ([...this.#list.querySelectorAll("select")]);
  }
}

/** @param {Office} office */
function group(office) {
  const element = document.createElement("optgroup");
  element.label = office.name;
  element.append(...office.services.map(option));
  return element;
}

/** @param {Service} service */
function option(service) {
  return new Option(service.name, String(service.id));
}

/** @param {Channel} channel */
function channelOption(channel) {
  const item = fromTemplate("channel-option");
  /** @type {HTMLInputElement} */ (item.querySelector("input")).value = channel;
  fill(item, { channel: text(`channel.${channel}`) });
  return item;
}
