// Our devices: rows with state, details on demand, and what can be asked of each.

import { newKey, patch, post } from "../../api.js";
import { timeText } from "../../clock.js";
import { errorText, plural, text } from "../../texts.js";
import { fill, fromTemplate, part, showFor } from "../../clerk/elements.js";
import { formValues, openForm } from "../device_form.js";
import { lightOf, showConditions } from "./conditions.js";
import { deviceFacts, showFacts } from "./facts.js";

/**
 * @typedef {import("../conditions.js").Overview} Overview
 * @typedef {import("../sending.js").Send} Send
 * @typedef {import("./shapes.js").FleetDevice} FleetDevice
 * @typedef {import("./shapes.js").FleetView} FleetView
 */

const LOG_LINES = 200;

export class OurDevices {
  /** @type {Map<number, HTMLElement>} rows by device, kept so that what is open stays open */
  #rows = new Map();
  /** @type {FleetView | null} */
  #view = null;
  /** @type {Overview | null} */
  #admin = null;
  #root;
  #list;
  #send;

  /**
   * @param {HTMLElement} root
   * @param {Send} send
   */
  constructor(root, send) {
    this.#root = root;
    this.#list = part(root, "fleet-list");
    this.#send = send;
    this.#list.addEventListener("click", (event) => this.#clicked(event));
    this.#list.addEventListener("submit", (event) => this.#changed(event));
  }

  /**
   * @param {FleetView} view
   * @param {Overview} admin
   */
  show(view, admin) {
    this.#view = view;
    this.#admin = admin;
    const known = this.#rows;
    this.#rows = new Map(view.adopted.map((device) => [device.id, known.get(device.id) ?? newRow(device.id)]));
    for (const [id, row] of known) if (!this.#rows.has(id)) row.remove();
    view.adopted.forEach((device, index) => {
      const row = /** @type {HTMLElement} */ (this.#rows.get(device.id));
      fillRow(row, device);
      if (this.#list.children[index] !== row) this.#list.insertBefore(row, this.#list.children[index] ?? null);
    });
    part(this.#root, "no-fleet").hidden = view.adopted.length > 0;
    this.#showRevoked(view);
  }

  /** @param {string} name of a device that was just adopted */
  focus(name) {
    const device = this.#view?.adopted.find((one) => one.name === name);
    if (device) /** @type {HTMLElement} */ (this.#rows.get(device.id)?.querySelector("h3"))?.focus();
  }

  /** @param {FleetView} view */
  #showRevoked({ revoked }) {
    part(this.#root, "revoked").hidden = revoked.length === 0;
    fill(this.#root, { revoked_count: plural("revoked", revoked.length) });
    part(this.#root, "revoked-list").replaceChildren(
      ...revoked.map(({ name, place, told }) => {
        const item = fromTemplate("revoked-device");
        fill(item, { name, place, told: text(told ? "revoked.told" : "revoked.untold") });
        return item;
      }),
    );
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const button = /** @type {Element} */ (event.target).closest("[data-deed]");
    if (!(button instanceof HTMLElement)) return;
    const row = /** @type {HTMLElement} */ (button.closest(".device"));
    const [name, question] = (button.dataset.deed ?? "").split("ask-");
    if (question) return this.#askBefore(row, question);
    this.#deeds[name]?.(row);
  }

  /** @type {Record<string, (row: HTMLElement) => void>} */
  #deeds = {
    more: (row) => toggleDetail(row, part(row, "detail").hidden !== false),
    screenshot: (row) => void this.#showScreen(row),
    log: (row) => void this.#showLog(row),
    identify: (row) => void this.#order(row, "identify"),
    "exit-code": (row) => void this.#exitCode(row),
    change: (row) => this.#toggleForm(row, part(row, "change").hidden !== false),
    confirmed: (row) => void this.#confirmed(row),
    keep: (row) => askBefore(row, ""),
    "hide-screen": (row) => hide(row, "screen"),
    "hide-log": (row) => hide(row, "log"),
  };

  /** @param {HTMLElement} row */
  #device(row) {
    return /** @type {FleetDevice} */ (this.#view?.adopted.find((device) => String(device.id) === row.dataset.id));
  }

  /**
   * @param {HTMLElement} row
   * @param {string} question
   */
  #askBefore(row, question) {
    const { name } = this.#device(row);
    fill(row, { question: text(`ask.${question}`, { name }), yes: text(`ask.${question}.yes`) });
    askBefore(row, question);
  }

  /** @param {HTMLElement} row */
  async #confirmed(row) {
    const order = part(row, "confirm").dataset.order ?? "";
    askBefore(row, "");
    await this.#order(row, order);
  }

  /**
   * Asks something of the device; what comes of it is said in its row.
   * @param {HTMLElement} row
   * @param {string} what the last part of the address
   * @param {unknown} [body]
   * @returns {Promise<any>} null when it was refused
   */
  async #ask(row, what, body = {}) {
    say(row, text("said.working"));
    try {
      const answer = await post(`/api/fleet/${row.dataset.id}/${what}`, body);
      say(row, "");
      return answer ?? true;
    } catch (error) {
      say(row, errorText(error));
      return null;
    }
  }

  /**
   * @param {HTMLElement} row
   * @param {string} order
   */
  async #order(row, order) {
    if (!(await this.#ask(row, order))) return;
    say(row, text(`said.${order}`));
    await this.#send(async () => true);
  }

  /** @param {HTMLElement} row */
  async #showScreen(row) {
    const answer = await this.#ask(row, "screenshot");
    if (!answer) return;
    const picture = /** @type {HTMLImageElement} */ (part(row, "picture"));
    picture.src = `data:image/png;base64,${answer.png}`;
    picture.alt = text("picture.alt", { name: this.#device(row).name });
    fill(row, { pictured: text("pictured", { time: timeText(new Date().toISOString()) }) });
    part(row, "screen").hidden = false;
  }

  /** @param {HTMLElement} row */
  async #showLog(row) {
    const answer = await this.#ask(row, "log", { lines: LOG_LINES });
    if (!answer) return;
    const lines = part(row, "lines");
    lines.textContent = answer.lines.join("\n");
    part(row, "log").hidden = false;
    lines.scrollTop = lines.scrollHeight;
    lines.focus();
  }

  /** @param {HTMLElement} row */
  async #exitCode(row) {
    const answer = await this.#ask(row, "exit-code");
    if (!answer) return;
    const code = answer.code.replace(/(.{4})(?=.)/, "$1 ");
    say(row, text("said.exit-code", { code, until: timeText(answer.expires_at) }));
  }

  /**
   * @param {HTMLElement} row
   * @param {boolean} open
   */
  #toggleForm(row, open) {
    const form = /** @type {HTMLFormElement} */ (part(row, "change"));
    form.hidden = !open;
    if (!open || !this.#admin) return;
    const { name, place, office, function: task } = this.#device(row);
    openForm(form, "change", this.#admin, { name, place, office_id: office.id, function: task });
    /** @type {HTMLElement} */ (form.querySelector("input")).focus();
  }

  /** @param {SubmitEvent} event */
  async #changed(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const row = /** @type {HTMLElement} */ (form.closest(".device"));
    const values = formValues(form);
    if (!values.name) return;
    const done = await this.#send(() => patch(`/api/devices/${row.dataset.id}`, values, { idempotencyKey: newKey() }));
    if (done) this.#toggleForm(row, false);
  }
}

/** @param {number} id */
function newRow(id) {
  const row = fromTemplate("fleet-device");
  row.dataset.id = String(id);
  showMore(row);
  return row;
}

/**
 * @param {HTMLElement} row
 * @param {FleetDevice} device
 */
function fillRow(row, device) {
  const light = lightOf(device.conditions);
  row.dataset.light = light;
  showFor(part(row, "light"), light);
  const task = text(`function.${device.function}`);
  fill(row, { name: device.name, place: device.place, function: task, office: device.office.name });
  showConditions(part(row, "conditions"), device.conditions);
  showFacts(part(row, "facts"), deviceFacts(device));
}

/**
 * @param {HTMLElement} row
 * @param {boolean} open
 */
function toggleDetail(row, open) {
  part(row, "detail").hidden = !open;
  row.toggleAttribute("data-open", open);
  askBefore(row, "");
  showMore(row);
}

/** @param {HTMLElement} row */
function showMore(row) {
  const open = row.hasAttribute("data-open");
  part(row, "more-label").textContent = text(open ? "more.close" : "more.open");
  row.querySelector('[data-deed="more"]')?.setAttribute("aria-expanded", String(open));
}

/**
 * @param {HTMLElement} row
 * @param {string} order "" takes the question back
 */
function askBefore(row, order) {
  const [confirm, deeds] = [part(row, "confirm"), part(row, "deeds")];
  const wasOpen = !confirm.hidden;
  confirm.dataset.order = order;
  confirm.hidden = !order;
  deeds.hidden = Boolean(order);
  if (order) /** @type {HTMLElement} */ (confirm.querySelector("button:last-of-type")).focus();
  else if (wasOpen) /** @type {HTMLElement} */ (deeds.querySelector("button")).focus();
}

/**
 * @param {HTMLElement} row
 * @param {string} words
 */
function say(row, words) {
  part(row, "said").textContent = words;
  part(row, "said").hidden = !words;
}

/**
 * @param {HTMLElement} row
 * @param {"screen" | "log"} what
 */
function hide(row, what) {
  part(row, what).hidden = true;
  if (what === "screen") part(row, "picture").removeAttribute("src");
}
