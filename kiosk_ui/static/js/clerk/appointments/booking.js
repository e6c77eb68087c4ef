// Booking for somebody who calls: what for, when, who. Nothing is asked twice when a time was taken meanwhile.

import { newKey, post } from "../../api.js";
import { text } from "../../texts.js";
import { fill, fromTemplate, part } from "../elements.js";
import { ContactFields } from "./contact.js";
import { ServiceChoice } from "./service_choice.js";
import { SlotPicker } from "./slot_picker.js";
import { whenText } from "./words.js";

/**
 * @typedef {import("./shapes.js").Answer} Answer
 * @typedef {import("./shapes.js").Day} Day
 * @typedef {import("./shapes.js").Need} Need
 */

export class Booking {
  #form;
  #services;
  #slots = new SlotPicker(() => this.#showButton());
  #contact = new ContactFields();
  #send;
  #today = "";
  #busy = false;

  /**
   * @param {HTMLElement} root
   * @param {(request: () => Promise<Answer>) => Promise<Answer | null>} send shows a refusal; null then
   * @param {{booked: (answer: Answer) => void, back: () => void}} handlers
   */
  constructor(root, send, { booked, back }) {
    this.#form = /** @type {HTMLFormElement} */ (part(root, "booking"));
    this.#send = send;
    this.booked = booked;
    this.#services = new ServiceChoice(this.#form, () => this.#look());
    part(this.#form, "booking-slots").append(this.#slots.element);
    part(this.#form, "booking-contact").append(this.#contact.element);
    part(this.#form, "booking-back").addEventListener("click", back);
    this.#field("persons").addEventListener("change", () => this.#look());
    this.#form.addEventListener("submit", (event) => void this.#book(event));
    this.#showButton();
  }

  /** @param {Day} day */
  show(day) {
    this.#today = day.today;
    this.#services.show(day.offices);
  }

  /** An empty form, beginning with the day that is shown. @param {Day} day */
  open(day) {
    this.#form.reset();
    this.#contact.write({ name: "", phone: "", email: "" });
    fill(this.#form, { error: "" });
    this.#slots.reset();
    this.#services.reset(day.offices);
    void this.#slots.look(this.#slotsAddress, day.day > day.today ? day.day : day.today);
    this.#form.querySelector("select")?.focus();
  }

  #look() {
    void this.#slots.look(this.#slotsAddress, this.#today);
  }

  get #slotsAddress() {
    const need = this.#need;
    if (!need) return null;
    const { services, channel, persons } = need;
    return `/api/clerk/appointments/slots?${new URLSearchParams({ service: services.join(), channel, persons: String(persons) })}`;
  }

  /** @returns {Need | null} */
  get #need() {
    const persons = Number(this.#field("persons").value);
    const { services, channel } = this.#services;
    return services.length && channel && persons > 0 ? { services, channel, persons } : null;
  }

  /** @param {Event} event */
  async #book(event) {
    event.preventDefault();
    const [need, begins_at] = [this.#need, this.#slots.chosen];
    fill(this.#form, { error: "" });
    if (!need || !begins_at) return fill(this.#form, { error: text("slots.missing") });
    const contact = this.#contact.read();
    if (!contact) return fill(this.#form, { error: text("contact.missing") });
    if (this.#busy) return;
    this.#busy = true;
    const wish = { ...need, begins_at, language: this.#field("language").value, contact };
    const answer = await this.#send(() => post("/api/clerk/appointments", wish, { idempotencyKey: newKey() }));
    this.#busy = false;
    if (answer) this.booked(answer);
    else this.#look();
  }

  #showButton() {
    const at = this.#slots.chosen;
    fill(this.#form, { book_at: at ? text("booking.button.at", { when: whenText(at) }) : text("booking.button") });
  }

  /** @param {string} name */
  #field(name) {
    return /** @type {HTMLInputElement} */ (this.#form.elements.namedItem(name));
  }
}
