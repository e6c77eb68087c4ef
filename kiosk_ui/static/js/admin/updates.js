// Updates: what runs, what is available, the next step in words, and why a version was given up here.

import { get, post, put } from "../api.js";
import { momentText } from "../clock.js";
import { plural, text } from "../texts.js";
import { fill, fromTemplate, part } from "../clerk/elements.js";

/**
 * @typedef {{device_id: number, code: string, problem: string, reason: string, since: string | null}} Held
 * @typedef {{version: string, at: string, code: string, text: string, check: string, log: string[]}} Failure
 * @typedef {object} View
 * @property {string} source
 * @property {boolean} automatic
 * @property {number} start
 * @property {number} end
 * @property {number | null} first
 * @property {"" | "looking" | "installing"} busy
 * @property {string} running
 * @property {string | null} available
 * @property {string} problem
 * @property {string} reason
 * @property {number} open
 * @property {Held | null} held
 * @property {string | null} installed
 * @property {Failure[]} failures
 */

const PROBLEMS_WITH_TEXT = ["source_unreachable", "bad_signature", "disk_full", "not_written"];
const BUSY_LOOK_MS = 2_000;

export class Updates {
  #section;
  #form;
  #more;
  #send;
  #timer = 0;
  /** @type {View | null} */
  #view = null;
  /** @type {{id: number, name: string}[]} */
  #devices = [];

  /**
   * @param {HTMLElement} root
   * @param {(request: () => Promise<any>) => Promise<any>} send does a request and shows its failure
   */
  constructor(root, send) {
    this.#section = part(root, "updates");
    this.#form = /** @type {HTMLFormElement} */ (part(root, "updates-form"));
    this.#more = /** @type {HTMLDetailsElement} */ (part(root, "updates-more"));
    this.#send = send;
    this.#section.addEventListener("click", this.#clicked);
    this.#more.addEventListener("toggle", () => this.#fillForm());
    this.#form.addEventListener("submit", this.#submitted);
  }

  /** Loads and shows; outside the appliance nothing of it is seen. @param {{id: number, name: string}[]} devices */
  async refresh(devices = this.#devices) {
    this.#devices = devices;
    this.#view = await get("/api/updates").catch(() => null);
    this.#section.hidden = !this.#view;
    if (this.#view) this.#show(this.#view);
  }

  /** @param {View} view */
  #show(view) {
    fill(this.#section, { update_state: stateWords(view), update_next: this.#nextStep(view), update_source: view.source || "–" });
    const startable = isBehind(view) && !view.busy;
    /** @type {HTMLElement} */ (this.#section.querySelector("[data-update-deed=start]")).hidden = !startable;
    part(this.#section, "update-failures").replaceChildren(...view.failures.map((failure) => failureItem(failure, view)));
    clearTimeout(this.#timer);
    if (view.busy) this.#timer = window.setTimeout(() => void this.refresh(), BUSY_LOOK_MS);
  }

  /** @param {View} view */
  #nextStep(view) {
    if (!view.held) return nextStep(view);
    const { device_id: id, code, problem, reason, since } = view.held;
    const device = this.#devices.find((one) => one.id === id)?.name ?? "";
    const why = text(`update.problem.${problem}`) || reason || problem;
    return text(`update.held.${code}`, { device, reason: why, moment: since ? momentText(since) : "" });
  }

  /** When it is opened: what somebody is typing is not overwritten. */
  #fillForm() {
    const view = this.#view;
    this.#form.replaceChildren();
    if (!this.#more.open || !view) return;
    this.#form.append(fromTemplate("updates-fields"));
    const first = /** @type {HTMLSelectElement} */ (this.#form.elements.namedItem("first"));
    for (const { id, name } of this.#devices) first.add(new Option(name, String(id)));
    for (const name of /** @type {const} */ (["source", "start", "end", "first", "automatic"])) {
      /** @type {HTMLInputElement} */ (this.#form.elements.namedItem(name)).value = String(view[name] ?? "");
    }
  }

  /** @param {MouseEvent} event */
  #clicked = (event) => {
    const button = /** @type {Element} */ (event.target).closest("[data-update-deed]");
    if (!(button instanceof HTMLElement)) return;
    void this.#send(() => post(`/api/updates/${button.dataset.updateDeed}`)).then(() => this.refresh());
  };

  /** @param {SubmitEvent} event */
  #submitted = (event) => {
    event.preventDefault();
    if (!this.#form.reportValidity()) return;
    const { source, start, end, first, automatic } = Object.fromEntries(new FormData(this.#form));
    const choice = { source, start: Number(start), end: Number(end), first: first ? Number(first) : null, automatic: automatic === "true" };
    void this.#send(() => put("/api/updates", choice)).then(() => this.refresh());
  };
}

/** Something newer than what this server or a device runs. @param {View} view */
function isBehind(view) {
  return view.available !== null && (view.available !== view.running || view.open > 0);
}

/** @param {View} view */
function stateWords(view) {
  const { running: version, available } = view;
  if (view.busy) return text(`update.${view.busy}`, { available: available ?? "" });
  if (view.installed) return text("update.installed", { available: view.installed });
  if (!isBehind(view)) return text("update.current", { version });
  if (available !== version) return text("update.available", { available: available ?? "", version });
  return plural("update.rolling", view.open).replace("{version}", version);
}

/** @param {View} view */
function nextStep(view) {
  if (view.problem) {
    const name = PROBLEMS_WITH_TEXT.includes(view.problem) ? view.problem : "damaged";
    return text(`update.next.${name}`, { reason: view.reason, code: view.problem });
  }
  if (isBehind(view)) return view.automatic ? text("update.next.night", { start: view.start, end: view.end }) : text("update.next.asked");
  return view.source ? "" : text("update.next.no_source");
}

/**
 * @param {Failure} failure
 * @param {View} view
 */
function failureItem(failure, view) {
  const item = fromTemplate("update-failure");
  const when = text("update.failed", { moment: momentText(failure.at), version: view.running });
  const why = text(`update.why.${failure.code}`, { check: failure.check, text: failure.text }) || failure.text;
  fill(item, { failed_version: failure.version, failed_why: `${when} ${why}`, failed_log: failure.log.join("\n") });
  /** @type {HTMLElement} */ (item.querySelector("details")).hidden = failure.log.length === 0;
  return item;
}
