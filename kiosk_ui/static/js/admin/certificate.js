// The address for citizens' phones, and its certificate: fetched by itself, or the town's own.

import { del, get, post, put } from "../api.js";
import { momentText } from "../clock.js";
import { text } from "../texts.js";
import { fill, fromTemplate, part } from "../clerk/elements.js";
import { CertificateOrder } from "./certificate_order.js";

/**
 * @typedef {object} Automatic
 * @property {string} name
 * @property {string} directory
 * @property {string} step of an order that runs, "" when none does
 * @property {string} problem of the last attempt
 * @property {string} reason
 * @property {string | null} retry_at
 * @property {string | null} renews_at
 *
 * @typedef {{public_url: string, names: string[], issuer: string, not_after: string | null, automatic: Automatic | null}} View
 */

const DAY = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long" });
const SOON_MS = 30 * 24 * 3_600_000;
const LOOK_EVERY_MS = 1_000;

export class Certificate {
  #section;
  #form;
  #more;
  #order;
  #send;
  #ended;
  #looking = 0;
  #runs = false;

  /**
   * @param {HTMLElement} root
   * @param {(request: () => Promise<any>) => Promise<any>} send does a request and shows its failure
   * @param {() => Promise<void>} ended called when an order has ended, well or not
   */
  constructor(root, send, ended) {
    this.#section = part(root, "certificate");
    this.#form = /** @type {HTMLFormElement} */ (part(root, "certificate-form"));
    this.#more = /** @type {HTMLDetailsElement} */ (part(root, "certificate-more"));
    this.#send = send;
    this.#ended = ended;
    this.#order = new CertificateOrder(this.#section, send, () => this.refresh());
    this.#more.addEventListener("toggle", () => this.#form.replaceChildren(...(this.#more.open ? [fromTemplate("certificate-fields")] : [])));
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.#form.reportValidity()) void this.#give();
    });
    part(root, "certificate-run").addEventListener("click", () => void this.#change(() => post("/api/certificate/automatic/run")));
    part(root, "certificate-withdraw").addEventListener("click", () => void this.#change(() => del("/api/certificate")));
  }

  async refresh() {
    clearTimeout(this.#looking);
    /** @type {View | null} */
    const view = await get("/api/certificate").catch(() => null);
    clearTimeout(this.#looking);
    this.#section.hidden = !view;
    if (view) this.#show(view);
  }

  /** @param {View} view */
  #show(view) {
    const { public_url: address, not_after, automatic } = view;
    const ends = not_after ? new Date(not_after) : null;
    const state = address && ends ? text("certificate.good", { address, day: DAY.format(ends) }) : address || text("certificate.none");
    fill(this.#section, { certificate_state: state, certificate_next: nextStep(view, ends) });
    this.#showProgress(automatic);
    this.#order.last = automatic;
    part(this.#section, "certificate-withdraw").hidden = !ends && !automatic;
  }

  /** What becomes of an order is told as long as it runs. @param {Automatic | null} automatic */
  #showProgress(automatic) {
    const { trouble, next } = automatic ? progressWords(automatic) : { trouble: "", next: "" };
    part(this.#section, "certificate-progress").hidden = !trouble;
    fill(this.#section, { certificate_progress: trouble, certificate_progress_next: next });
    part(this.#section, "certificate-retry").hidden = !automatic?.problem || automatic.step !== "";
    const ran = this.#runs;
    this.#runs = Boolean(automatic?.step);
    if (this.#runs) this.#lookAgain();
    else if (ran) void this.#ended();
  }

  /** A new public address restarts the server meanwhile: no answer is none yet. */
  #lookAgain() {
    this.#looking = setTimeout(async () => {
      const view = await get("/api/certificate").catch(() => null);
      if (view) this.#show(view);
      else this.#lookAgain();
    }, LOOK_EVERY_MS);
  }

  /** @param {() => Promise<any>} request */
  async #change(request) {
    await this.#send(request);
    await this.refresh();
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

/**
 * @param {View} view
 * @param {Date | null} ends
 */
function nextStep({ public_url: address, automatic }, ends) {
  if (!address) return text("certificate.none.next");
  if (automatic?.renews_at) return automatic.problem ? "" : text("certificate.good.next", { day: DAY.format(new Date(automatic.renews_at)) });
  const isSoonOver = ends !== null && ends.getTime() - Date.now() < SOON_MS;
  return isSoonOver ? text("certificate.soon.next") : "";
}

/** @param {Automatic} automatic */
function progressWords({ step, name, problem, reason, retry_at }) {
  if (step) return { trouble: text(`certificate.step.${step}`, { name }), next: "" };
  if (!problem) return { trouble: "", next: "" };
  const known = text(`acme.${problem}`) ? problem : "other";
  const next = [
    text(`acme.${known}.next`, { name }),
    retry_at ? text("certificate.retry", { moment: momentText(retry_at) }) : "",
    reason ? text("certificate.reason", { reason }) : "",
  ];
  return { trouble: text(`acme.${known}`, { name, code: problem }), next: next.filter(Boolean).join(" ") };
}
