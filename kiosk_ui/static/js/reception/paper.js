// A number on paper or on a phone: printed where a printer is, its code shown once more.

import { get, newKey, post } from "../api.js";
import { fill, part } from "../clerk/elements.js";
import { text } from "../texts.js";

/**
 * @typedef {{device_id: number, device: string, place: string, office: string, state: string}} Printer
 * @typedef {{id: number, number: string, device: string, state: string, reason: string}} Job
 * @typedef {(request: () => Promise<any>) => Promise<any>} Send null after a refusal, which it shows
 */

/** The desk prints where it printed last. */
const REMEMBERED = "vorzimmer.reception.printer";
const OVER = new Set(["printed", "failed", "unknown", "died"]);
const LOOK_MS = 1_000;

export class Paper {
  #root;
  #send;
  #choice;
  /** @type {Printer[]} */
  #printers = [];
  /** @type {Job | null} */
  #job = null;
  #timer = 0;

  /**
   * @param {HTMLElement} root with data-part="paper"
   * @param {Send} send
   */
  constructor(root, send) {
    this.#root = part(root, "paper");
    this.#choice = /** @type {HTMLSelectElement} */ (part(this.#root, "printers"));
    this.#send = send;
    this.#choice.addEventListener("change", () => remember(this.#choice.value));
  }

  /** For another number: nothing is said of the one before. @param {boolean} isOffered */
  async open(isOffered) {
    clearTimeout(this.#timer);
    this.#job = null;
    this.#say("");
    this.#root.hidden = true;
    this.#printers = isOffered ? (await get("/api/printers").catch(() => ({ printers: [] }))).printers : [];
    this.#choice.replaceChildren(...this.#printers.map(({ device_id, device, place }) =>
      new Option([device, place].filter(Boolean).join(", "), String(device_id))));
    if (this.#printers.some(({ device_id }) => String(device_id) === remembered())) this.#choice.value = remembered();
    part(this.#root, "printer-choice").hidden = this.#printers.length < 2;
    this.#root.hidden = this.#printers.length === 0;
  }

  /** @param {number} ticket */
  async print(ticket) {
    const wish = { ticket_id: ticket, device_id: Number(this.#choice.value) };
    const job = await this.#send(() => post("/api/print-jobs", wish, { idempotencyKey: newKey() }));
    if (job) this.#follow(job);
  }

  /** Until it is known how it went. @param {Job} job */
  #follow(job) {
    this.#job = job;
    this.#say(text(job.reason ? `paper.${job.reason}` : `paper.${job.state}`, { device: job.device }) || text(`paper.${job.state}`, { device: job.device }));
    clearTimeout(this.#timer);
    if (!OVER.has(job.state)) this.#timer = window.setTimeout(() => void this.#look(job), LOOK_MS);
  }

  /** @param {Job} job */
  async #look(job) {
    const newest = await get(`/api/print-jobs/${job.id}`).catch(() => job);
    if (this.#job === job) this.#follow(newest);
  }

  /** @param {string} words */
  #say(words) {
    fill(this.#root, { print_state: words });
  }
}

function remembered() {
  try {
    return localStorage.getItem(REMEMBERED) ?? "";
  } catch {
    return ""; // storage can be forbidden
  }
}

/** @param {string} device */
function remember(device) {
  try {
    localStorage.setItem(REMEMBERED, device);
  } catch {
    // see remembered
  }
}
