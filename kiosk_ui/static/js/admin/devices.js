// Devices: what is there, what is missing since when, and what to do about it.

import { newKey, patch, post } from "../api.js";
import { text } from "../texts.js";
import { fill, fromTemplate, part, showFor } from "../clerk/elements.js";
import { CodePanel } from "./code_panel.js";
import { field, formValues, openForm } from "./device_form.js";
import { deviceWords, sinceText } from "./wording.js";

/**
 * @typedef {import("./conditions.js").Device} Device
 * @typedef {import("./conditions.js").Overview} Overview
 * @typedef {(request: () => Promise<any>) => Promise<any>} Send resolves to null when the server refused
 */

export class Devices {
  /** @type {Map<number, HTMLElement>} rows by device, kept so that an open form stays as it is */
  #rows = new Map();
  /** @type {Overview | null} */
  #view = null;
  #root;
  #list;
  #send;
  #code;
  #form;
  #opener;

  /**
   * @param {HTMLElement} root
   * @param {Send} send
   */
  constructor(root, send) {
    this.#root = root;
    this.#list = part(root, "devices");
    this.#send = send;
    this.#code = new CodePanel(root);
    this.#form = /** @type {HTMLFormElement} */ (part(root, "new-device-form"));
    this.#opener = /** @type {HTMLButtonElement} */ (part(root, "new-device"));
    this.#opener.addEventListener("click", () => this.#toggleForm(this.#form.hidden !== false));
    this.#form.addEventListener("submit", this.#created);
    this.#list.addEventListener("click", this.#clicked);
    this.#list.addEventListener("submit", this.#changed);
  }

  /** Devices without our image. @param {Overview} view */
  show(view) {
    view = { ...view, devices: view.devices.filter((device) => !device.managed) };
    this.#view = view;
    const known = this.#rows;
    this.#rows = new Map(view.devices.map((device) => [device.id, known.get(device.id) ?? newRow(device.id)]));
    for (const [id, row] of known) if (!this.#rows.has(id)) row.remove();
    view.devices.forEach((device, index) => {
      const row = /** @type {HTMLElement} */ (this.#rows.get(device.id));
      fillRow(row, device);
      if (this.#list.children[index] !== row) this.#list.insertBefore(row, this.#list.children[index] ?? null);
    });
    part(this.#root, "no-devices").hidden = view.devices.length > 0;
    const coded = view.devices.find((device) => device.id === this.#code.device);
    if (coded?.enrolled && this.#code.isFirst) this.#code.hide(); // it has been used
  }

  /** @param {boolean} open */
  #toggleForm(open) {
    if (open && this.#view) openForm(this.#form, "new", this.#view, {});
    this.#form.hidden = !open;
    this.#opener.setAttribute("aria-expanded", String(open));
    if (open) field(this.#form, "name").focus();
  }

  /** @param {SubmitEvent} event */
  #created = async (event) => {
    event.preventDefault();
    if (!isComplete(this.#form)) return;
    const values = formValues(this.#form);
    const made = await this.#send(() => post("/api/devices", values, { idempotencyKey: newKey() }));
    if (!made) return;
    this.#toggleForm(false);
    this.#code.show({ ...values, ...made.device, enrolled: false }, made);
  };

  /** @param {Event} event */
  #changed = async (event) => {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const row = /** @type {HTMLElement} */ (form.closest(".device"));
    if (!isComplete(form)) return;
    const values = formValues(form);
    const done = await this.#send(() => patch(`/api/devices/${row.dataset.id}`, values, { idempotencyKey: newKey() }));
    if (done) this.#toggleDetail(row, false);
  };

  /** @param {MouseEvent} event */
  #clicked = (event) => {
    const button = /** @type {Element} */ (event.target).closest("[data-device-deed]");
    if (!(button instanceof HTMLElement)) return;
    const row = /** @type {HTMLElement} */ (button.closest(".device"));
    this.#deeds[button.dataset.deviceDeed ?? ""](row);
  };

  /** @type {Record<string, (row: HTMLElement) => void>} */
  #deeds = {
    more: (row) => this.#toggleDetail(row, part(row, "detail").hidden !== false),
    code: (row) => void this.#renewCode(row),
    "ask-revoke": (row) => askRevoke(row, true),
    keep: (row) => askRevoke(row, false),
    revoke: (row) => void this.#revoke(row),
  };

  /** @param {HTMLElement} row */
  #device(row) {
    return this.#view?.devices.find((device) => String(device.id) === row.dataset.id);
  }

  /**
   * @param {HTMLElement} row
   * @param {boolean} open
   */
  #toggleDetail(row, open) {
    const device = this.#device(row);
    const form = /** @type {HTMLFormElement} */ (part(row, "change"));
    part(row, "detail").hidden = !open;
    part(row, "confirm").hidden = true;
    row.toggleAttribute("data-open", open);
    showMore(row);
    if (!open || !this.#view || !device) return;
    const { name, place, office, function: task } = device;
    openForm(form, "change", this.#view, { name, place, office_id: office.id, function: task });
  }

  /** @param {HTMLElement} row */
  async #renewCode(row) {
    const device = this.#device(row);
    const code = await this.#send(() => post(`/api/devices/${row.dataset.id}/code`, {}, { idempotencyKey: newKey() }));
    if (!code || !device) return;
    this.#toggleDetail(row, false);
    this.#code.show(device, code);
  }

  /** @param {HTMLElement} row */
  async #revoke(row) {
    const path = `/api/devices/${row.dataset.id}/revoke`;
    const done = await this.#send(() => post(path, {}, { idempotencyKey: newKey() }).then(() => true));
    askRevoke(row, false);
    if (done) this.#toggleDetail(row, false);
  }
}

/** @param {number} id */
function newRow(id) {
  const row = fromTemplate("device");
  row.dataset.id = String(id);
  showMore(row);
  return row;
}

/**
 * @param {HTMLElement} row
 * @param {Device} device
 */
function fillRow(row, device) {
  const { light, state, next } = deviceWords(device);
  row.dataset.light = light;
  showFor(part(row, "light"), light);
  fill(row, {
    name: device.name,
    place: device.place,
    function: text(`function.${device.function}`),
    office: device.office.name,
    state,
    next,
    browser: text(device.browser_present ? "present.yes" : "present.no"),
    agent: text(device.agent_present ? "present.yes" : "present.no"),
    cameras: equipmentText(device.cameras),
    microphones: equipmentText(device.microphones),
    seen: sinceText(device.last_seen_at),
  });
}

/** @param {HTMLElement} row */
function showMore(row) {
  const open = row.hasAttribute("data-open");
  part(row, "more-label").textContent = text(open ? "more.close" : "more.open");
  row.querySelector('[data-device-deed="more"]')?.setAttribute("aria-expanded", String(open));
}

/** @param {{name: string, kind?: string}[]} equipment */
function equipmentText(equipment) {
  const names = equipment.map(({ name, kind }) => (kind === "document" ? text("camera.document", { name }) : name));
  return names.length ? names.join("\n") : text("none");
}

/**
 * @param {HTMLElement} row
 * @param {boolean} ask
 */
function askRevoke(row, ask) {
  const [confirm, deeds] = [part(row, "confirm"), /** @type {HTMLElement} */ (row.querySelector(".device-deeds"))];
  confirm.hidden = !ask;
  deeds.hidden = ask;
  /** @type {HTMLElement | null} */ ((ask ? confirm : deeds).querySelector("button:last-of-type"))?.focus();
}

/** A name is all that is asked for; the browser's own bubble would speak its own language. @param {HTMLFormElement} form */
function isComplete(form) {
  const name = field(form, "name");
  const missing = !name.value.trim();
  name.setAttribute("aria-invalid", String(missing));
  part(form, "name-missing").hidden = !missing;
  if (missing) name.focus();
  return !missing;
}
