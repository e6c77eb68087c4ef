// Who comes, and how they are told: the fields of two forms.

import { fromTemplate } from "../elements.js";

/** @typedef {{name: string, phone: string, email: string}} Contact */

const NAMES = /** @type {const} */ (["name", "phone", "email"]);

export class ContactFields {
  element = fromTemplate("contact-fields");

  /** @param {Contact} contact */
  write(contact) {
    for (const name of NAMES) this.#field(name).value = contact[name];
  }

  /** Null where something is missing; then the focus is there. @returns {Contact | null} */
  read() {
    const contact = { name: this.#field("name").value.trim(), phone: this.#field("phone").value.trim(), email: this.#field("email").value.trim() };
    const missing = !contact.name ? "name" : !contact.phone && !contact.email ? "phone" : null;
    for (const name of NAMES) this.#field(name).setAttribute("aria-invalid", String(name === missing));
    if (!missing) return contact;
    this.#field(missing).focus();
    return null;
  }

  focus() {
    this.#field("name").focus();
    this.#field("name").select();
  }

  /** @param {string} name */
  #field(name) {
    return /** @type {HTMLInputElement} */ (this.element.querySelector(`[name="${name}"]`));
  }
}
