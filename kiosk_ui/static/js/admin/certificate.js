// The address for citizens' phones, and the town's own certificate for it.

import { del, get, put } from "../api.js";
import { text } from "../texts.js";
import { fill, fromTemplate, part } from "../clerk/elements.js";

/** @typedef {{public_url: string, names: string[], issuer: string, not_after: string | null}} View */

const DAY = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long" });
const SOON_MS = 30 * 24 * 3_600_000;

export class Certificate {
  #section;
  #form;
  #more;
  #send;

  /**
   * @param {HTMLElement} root
   * @param {(request: () => Promise<any>) => Promise<any>} send does a request and shows its failure
   */
  constructor(root, send) {
    this.#section = part(root, "certificate");
    this.#form = /** @type {HTMLFormElement} */ (part(root, "certificate-form"));
    this.#more = /** @type {HTMLDetailsElement} */ (part(root, "certificate-more"));
    this.#send = send;
    this.#more.addEventListener("toggle", () => this.#form.replaceChildren(...(this.#more.open ? [fromTemplate("certificate-fields")] : [])));
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.#form.reportValidity()) void this.#give();
    });
    part(root, "certificate-withdraw").addEventListener("click", () => void this.#send(() => del("/api/certificate")).then(() => this.refresh()));
  }

  async refresh() {
    /** @type {View | null} */
    const view = await get("/api/certificate").catch(() => null);
    this.#section.hidden = !view;
    if (view) this.#show(view);
  }

  /** @param {View} view */
  #show({ public_url: address, not_after }) {
    const ends = not_after ? new Date(not_after) : null;
    const state = address && ends ? text("certificate.good", { address, day: DAY.format(ends) }) : address || text("certificate.none");
    const isSoonOver = ends !== null && ends.getTime() - Date.now() < SOON_MS;
    const next = address ? (isSoonOver ? text("certificate.soon.next") : "") : text("certificate.none.next");
    fill(this.#section, { certificate_state: state, certificate_next: next });
    part(this.#section, "certificate-withdraw").hidden = !ends;
  }

  async #give() {
    const data = new FormData(this.#form);
    const [certificate_pem, key_pem] = await Promise.all([textOf(data.get("certificate")), textOf(data.get("key"))]);
    const given = await this.#send(() => put("/api/certificate", { public_url: data.get("public_url"), certificate_pem, key_pem }));
    if (given) this.#more.open = false;
    await this.refresh();
  }
}

/** @param {FormDataEntryValue | null} entry */
function textOf(entry) {
  return entry instanceof File ? entry.text() : Promise.resolve("");
}
