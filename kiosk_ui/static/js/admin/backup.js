// Backups: the state in words with the next step, one now, where they go, and a new key.

import { get, post, put } from "../api.js";
import { momentText } from "../clock.js";
import { text } from "../texts.js";
import { fill, fromTemplate, part, showFor } from "../clerk/elements.js";

/**
 * @typedef {object} View
 * @property {"folder" | "usb" | "share"} kind
 * @property {string} address
 * @property {string} user
 * @property {number} hour
 * @property {number} keep
 * @property {boolean} has_key
 * @property {boolean} running
 * @property {string | null} attempted_at
 * @property {string | null} made_at
 * @property {number} size
 * @property {string} problem
 * @property {string} reason
 */

const PROBLEMS_WITH_TEXT = ["no_backup_key", "backup_target_unreachable", "backup_target_full", "backup_failed"];
const LANGUAGE = document.documentElement.lang;
const MEGABYTES = new Intl.NumberFormat(LANGUAGE, { style: "unit", unit: "megabyte", maximumFractionDigits: 1 });
const BYTES_IN_MEGABYTE = 1_000_000;

export class Backup {
  #section;
  #form;
  #send;
  #more;
  /** @type {View | null} */
  #view = null;

  /**
   * @param {HTMLElement} root
   * @param {(request: () => Promise<any>) => Promise<any>} send does a request and shows its failure
   */
  constructor(root, send) {
    this.#section = part(root, "backup");
    this.#form = /** @type {HTMLFormElement} */ (part(root, "backup-form"));
    this.#send = send;
    this.#section.addEventListener("click", this.#clicked);
    this.#form.addEventListener("submit", this.#submitted);
    this.#more = /** @type {HTMLDetailsElement} */ (part(root, "backup-more"));
    this.#more.addEventListener("toggle", () => this.#fillForm());
    this.#form.addEventListener("change", () => showFor(this.#form, this.#field("kind").value));
  }

  /** Loads and shows; a server without backups, or somebody without the role, sees nothing of it. */
  async refresh() {
    /** @type {View | null} */
    const view = await get("/api/backup").catch(() => null);
    this.#section.hidden = !view;
    if (view) this.#show(view);
  }

  /** @param {View} view */
  #show(view) {
    this.#view = view;
    fill(this.#section, {
      backup_state: stateWords(view),
      backup_next: nextStep(view),
      backup_place: text(`backup.place.${view.kind}`, { address: view.address }),
    });
  }

  /** When it is opened: what somebody is typing is not overwritten by what comes from the server meanwhile. */
  #fillForm() {
    const view = this.#view;
    this.#form.replaceChildren();
    if (!this.#more.open || !view) return;
    this.#form.append(fromTemplate("backup-fields"));
    for (const name of /** @type {const} */ (["kind", "address", "user", "hour", "keep"])) {
      this.#field(name).value = String(view[name]);
    }
    showFor(this.#form, view.kind);
  }

  /** @param {MouseEvent} event */
  #clicked = (event) => {
    const button = /** @type {Element} */ (event.target).closest("[data-backup-deed]");
    if (!(button instanceof HTMLElement) || button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    void this.#deed(button.dataset.backupDeed ?? "").finally(() => button.removeAttribute("aria-busy"));
  };

  /** @param {string} name */
  async #deed(name) {
    if (name === "run") await this.#run();
    else if (name === "key") this.#showKey(await this.#send(() => post("/api/backup/key")));
    else this.#hideKey();
    await this.refresh();
  }

  #run() {
    fill(this.#section, { backup_state: text("backup.running"), backup_next: "" });
    return this.#send(() => post("/api/backup/run"));
  }

  /** @param {{secret: string} | null} made null when it was refused */
  #showKey(made) {
    if (!made) return;
    fill(this.#section, { backup_key: made.secret });
    part(this.#section, "backup-key").hidden = false;
    /** @type {HTMLElement} */ (this.#section.querySelector("[data-field=backup_key]")).focus();
  }

  #hideKey() {
    fill(this.#section, { backup_key: "" });
    part(this.#section, "backup-key").hidden = true;
  }

  /** @param {SubmitEvent} event */
  #submitted = (event) => {
    event.preventDefault();
    if (!this.#form.reportValidity()) return;
    const { hour, keep, ...texts } = Object.fromEntries(new FormData(this.#form));
    const choice = { ...texts, hour: Number(hour), keep: Number(keep) };
    void this.#send(() => put("/api/backup", choice)).then(() => {
      this.#field("password").value = "";
      return this.refresh();
    });
  };

  /** @param {string} name */
  #field(name) {
    return /** @type {HTMLInputElement} */ (this.#form.elements.namedItem(name));
  }
}

/** @param {View} view */
function stateWords(view) {
  if (view.running) return text("backup.running");
  if (view.problem && view.attempted_at) return text("backup.failed", { moment: momentText(view.attempted_at) });
  if (!view.made_at) return text("backup.none");
  const size = MEGABYTES.format(view.size / BYTES_IN_MEGABYTE);
  return text("backup.good", { moment: momentText(view.made_at), size });
}

/** @param {View} view */
function nextStep(view) {
  const problem = view.has_key ? view.problem : "no_backup_key";
  if (problem) return text(`backup.next.${PROBLEMS_WITH_TEXT.includes(problem) ? problem : "backup_failed"}`, { reason: view.reason });
  return view.kind === "folder" ? text("backup.next.folder") : "";
}
