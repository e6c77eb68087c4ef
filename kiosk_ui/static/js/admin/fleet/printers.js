// Printers of tickets: which one each kiosk has, and how it is.

import { get, put } from "../../api.js";
import { fill, fromTemplate, part, showFor } from "../../clerk/elements.js";
import { text } from "../../texts.js";

/**
 * @typedef {{device_id: number, device: string, place: string, kind: string | null, address: string, paper_mm: number,
 *   model: string, state: string | null}} Printer
 * @typedef {{printers: Printer[], models: string[]}} Choices
 */

export class Printers {
  #root;
  #send;
  /** @type {Map<number, HTMLElement>} rows by device; a form that somebody has touched stays as it is */
  #rows = new Map();

  /**
   * @param {HTMLElement} root
   * @param {import("../devices.js").Send} send
   */
  constructor(root, send) {
    this.#root = root;
    this.#send = send;
    const list = part(root, "printers");
    list.addEventListener("change", (event) => touched(/** @type {HTMLElement} */ (event.target)));
    list.addEventListener("submit", (event) => void this.#save(event));
  }

  async refresh() {
    const choices = await get("/api/devices/printers").catch(() => null); // the page says what is wrong with itself
    if (choices) this.#show(choices);
  }

  /** @param {Choices} choices */
  #show({ printers, models }) {
    part(this.#root, "printers-block").hidden = printers.length === 0;
    const known = this.#rows;
    this.#rows = new Map(printers.map((one) => [one.device_id, known.get(one.device_id) ?? newRow(one, models)]));
    const rows = [...this.#rows.values()];
    const list = part(this.#root, "printers");
    if (rows.some((row, index) => list.children[index] !== row) || rows.length !== list.children.length) list.replaceChildren(...rows);
    for (const one of printers) fillRow(/** @type {HTMLElement} */ (this.#rows.get(one.device_id)), one);
  }

  /** @param {Event} event */
  async #save(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const row = /** @type {HTMLElement} */ (form.closest(".printer"));
    const values = new FormData(form);
    const body = {
      kind: values.get("kind") || null,
      address: String(values.get("address") ?? "").trim(),
      paper_mm: Number(values.get("paper_mm")),
      model: values.get("model"),
    };
    const done = await this.#send(() => put(`/api/devices/${row.dataset.device}/printer`, body));
    if (done) row.removeAttribute("data-touched");
    await this.refresh();
  }
}

/**
 * @param {Printer} printer
 * @param {string[]} models
 */
function newRow(printer, models) {
  const row = fromTemplate("printer-row");
  row.dataset.device = String(printer.device_id);
  select(row, "model").append(...models.map((model) => new Option(text(`printer.model.${model}`) || model, model)));
  return row;
}

/**
 * @param {HTMLElement} row
 * @param {Printer} printer
 */
function fillRow(row, printer) {
  const { device, place, state } = printer;
  fill(row, { device, place, state: state ? text(`printer.state.${state}`) : "" });
  if (row.hasAttribute("data-touched")) return;
  select(row, "kind").value = printer.kind ?? "";
  for (const name of /** @type {const} */ (["address", "paper_mm", "model"])) select(row, name).value = String(printer[name]);
  showFor(row, printer.kind ?? "none");
}

/** @param {HTMLElement} control */
function touched(control) {
  const row = /** @type {HTMLElement} */ (control.closest(".printer"));
  row.setAttribute("data-touched", "");
  showFor(row, select(row, "kind").value || "none");
}

/**
 * @param {HTMLElement} row
 * @param {string} name
 */
function select(row, name) {
  return /** @type {HTMLSelectElement} */ (row.querySelector(`[name=${name}]`));
}
