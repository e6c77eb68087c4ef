// Letting certificates be fetched by themselves: name and directory, then the directory's terms, then the order.

import { post } from "../api.js";
import { text } from "../texts.js";
import { fill, fromTemplate, part } from "../clerk/elements.js";

/** What the terms of the directory depend on. */
const NAMES_THE_DIRECTORY = ["directory", "authority"];

export class CertificateOrder {
  #form;
  #more;
  #send;
  #ordered;
  #termsShown = false;
  /** @type {{name: string, directory: string} | null} what was ordered before */
  last = null;

  /**
   * @param {HTMLElement} section
   * @param {(request: () => Promise<any>) => Promise<any>} send does a request and shows its failure
   * @param {() => Promise<void>} ordered
   */
  constructor(section, send, ordered) {
    this.#form = /** @type {HTMLFormElement} */ (part(section, "certificate-fetch-form"));
    this.#more = /** @type {HTMLDetailsElement} */ (part(section, "certificate-fetch"));
    this.#send = send;
    this.#ordered = ordered;
    this.#more.addEventListener("toggle", () => this.#begin());
    this.#form.addEventListener("input", (event) => {
      if (NAMES_THE_DIRECTORY.includes(/** @type {HTMLInputElement} */ (event.target).name)) this.#hideTerms();
    });
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.#form.reportValidity()) void (this.#termsShown ? this.#order() : this.#askForTerms());
    });
  }

  /** When it is opened: what somebody is typing is not overwritten by what comes from the server meanwhile. */
  #begin() {
    this.#form.replaceChildren();
    if (!this.#more.open) return;
    this.#form.append(fromTemplate("certificate-fetch-fields"));
    if (this.last) {
      this.#field("name").value = this.last.name;
      this.#field("directory").value = this.last.directory;
    }
    this.#hideTerms();
  }

  async #askForTerms() {
    const asked = await this.#directory();
    const found = await this.#send(() => post("/api/certificate/terms", asked));
    if (found) this.#showTerms(found.terms);
  }

  async #order() {
    const { name, email } = Object.fromEntries(new FormData(this.#form));
    const order = { ...(await this.#directory()), name, email, terms_agreed: true };
    if (await this.#send(() => post("/api/certificate/automatic", order))) this.#more.open = false;
    await this.#ordered();
  }

  async #directory() {
    const file = this.#field("authority").files?.[0];
    return { directory: this.#field("directory").value, ca_pem: file ? await file.text() : "" };
  }

  /** @param {string} address "" where the directory has none */
  #showTerms(address) {
    this.#termsShown = true;
    part(this.#form, "certificate-terms").hidden = !address;
    part(this.#form, "certificate-no-terms").hidden = address !== "";
    /** @type {HTMLAnchorElement} */ (part(this.#form, "certificate-terms-link")).href = address;
    this.#field("terms_agreed").required = address !== "";
    fill(this.#form, { certificate_deed: text("certificate.deed.fetch") });
  }

  #hideTerms() {
    this.#termsShown = false;
    part(this.#form, "certificate-terms").hidden = true;
    part(this.#form, "certificate-no-terms").hidden = true;
    this.#field("terms_agreed").checked = false;
    this.#field("terms_agreed").required = false;
    fill(this.#form, { certificate_deed: text("certificate.deed.terms") });
  }

  /** @param {string} name */
  #field(name) {
    return /** @type {HTMLInputElement} */ (this.#form.elements.namedItem(name));
  }
}
