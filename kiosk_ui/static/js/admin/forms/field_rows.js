// The fields of a form in their order: each a line that opens into its settings.

import { fill, fromTemplate, part } from "../../clerk/elements.js";
import { text } from "../../texts.js";
import { onShift, showShifts } from "../offices/shifts.js";
import { FieldForm } from "./field_form.js";
import { identifier } from "./names.js";
import { hasValue } from "./shapes.js";

/**
 * @typedef {import("./shapes.js").Field} Field
 * @typedef {import("./shapes.js").Fault} Fault
 */

const FRESH = "field_";
/** Parts that have words of their own; anything else does not fit together. */
const SAID = ["label", "options", "shown_if", "longest"];

export class FieldRows {
  #list;
  #fields;
  #changed;
  #removed;
  /** @type {Map<Field, HTMLElement>} */
  #rows = new Map();
  /** @type {Field | null} */
  #open = null;
  /** @type {Set<Field>} their name still follows their words */
  #fresh = new Set();

  /**
   * @param {HTMLElement} list
   * @param {Field[]} fields are changed in place
   * @param {() => void} changed
   * @param {(name: string, undo: () => void) => void} removed
   */
  constructor(list, fields, changed, removed) {
    this.#list = list;
    this.#fields = fields;
    this.#changed = changed;
    this.#removed = removed;
    this.show();
  }

  /** @param {Field} field */
  add(field) {
    field.name = identifier(`${FRESH}${this.#fields.length + 1}`, this.#fields.map(({ name }) => name));
    this.#fresh.add(field);
    this.#fields.push(field);
    this.#say();
    this.#toggle(field);
  }

  show() {
    for (const [field, row] of this.#rows) {
      if (this.#fields.includes(field)) continue;
      row.remove();
      this.#rows.delete(field);
    }
    this.#fields.forEach((field, place) => {
      const row = this.#row(field);
      if (this.#list.children[place] !== row) this.#list.insertBefore(row, this.#list.children[place] ?? null);
      this.#showRow(row, field, place);
    });
  }

  /** @param {Fault[]} faults */
  showFaults(faults) {
    this.#fields.forEach((field, place) => {
      const parts = faults.filter((fault) => fault.field === place).map(({ part: name }) => (SAID.includes(name) ? name : "other"));
      fill(this.#row(field), { fault: [...new Set(parts)].map((name) => text(`fault.${name}`)).join(" ") });
    });
  }

  /** @param {number} place of the field that something is wrong with */
  open(place) {
    const field = this.#fields[place];
    if (field && field !== this.#open) this.#toggle(field);
  }

  /** @param {Field} field */
  #row(field) {
    const known = this.#rows.get(field);
    if (known) return known;
    const row = fromTemplate("field-row");
    this.#rows.set(field, row);
    part(row, "change").addEventListener("click", () => this.#toggle(field));
    part(row, "remove").addEventListener("click", () => this.#remove(field));
    onShift(row, (steps) => this.#shift(field, steps));
    return row;
  }

  /** @param {HTMLElement} row @param {Field} field @param {number} place */
  #showRow(row, field, place) {
    const name = field.label.trim() || text("nameless");
    fill(row, { name, facts: this.#facts(field) });
    part(row, "change").setAttribute("aria-label", text("change", { name }));
    part(row, "remove").setAttribute("aria-label", text("remove", { name }));
    row.classList.toggle("forms-row--heading", field.type === "heading");
    showShifts(row, name, place === 0, place === this.#fields.length - 1);
  }

  /** @param {Field} field */
  #facts(field) {
    const on = this.#fields.find(({ name }) => name === field.shown_if?.field);
    const facts = [
      text(`type.${field.type}`),
      field.required ? text("fact.required") : "",
      hasValue(field.type) && field.writers !== "both" ? text(`fact.${field.writers}`) : "",
      on ? text("fact.condition", { name: on.label }) : "",
    ];
    return facts.filter(Boolean).join(" · ");
  }

  /** One is open at a time. @param {Field} field */
  #toggle(field) {
    const before = this.#open;
    if (before) this.#close(before);
    if (before === field) return;
    const row = this.#row(field);
    const above = this.#fields.slice(0, this.#fields.indexOf(field));
    const form = new FieldForm(field, above, () => this.#edited(field), () => this.#toggle(field));
    part(row, "editor").replaceChildren(form.element);
    part(row, "editor").hidden = false;
    part(row, "change").setAttribute("aria-expanded", "true");
    this.#open = field;
    form.focus();
  }

  /** @param {Field} field */
  #close(field) {
    this.#open = null;
    const row = this.#rows.get(field);
    if (!row) return;
    part(row, "editor").hidden = true;
    part(row, "editor").replaceChildren();
    part(row, "change").setAttribute("aria-expanded", "false");
    part(row, "change").focus();
    if (field.label.trim()) this.#fresh.delete(field);
  }

  /** @param {Field} field */
  #edited(field) {
    const others = this.#fields.filter((other) => other !== field);
    const isNeeded = others.some(({ shown_if }) => shown_if?.field === field.name);
    if (this.#fresh.has(field) && field.label.trim() && !isNeeded) field.name = identifier(field.label, others.map(({ name }) => name));
    this.#say();
  }

  /** @param {Field} field @param {number} steps */
  #shift(field, steps) {
    const focused = /** @type {HTMLElement | null} */ (document.activeElement);
    if (this.#open) this.#close(this.#open);
    const from = this.#fields.indexOf(field);
    this.#fields.splice(from, 1);
    this.#fields.splice(from + steps, 0, field);
    this.#say();
    focused?.focus();
  }

  /** @param {Field} field */
  #remove(field) {
    if (this.#open) this.#close(this.#open);
    const place = this.#fields.indexOf(field);
    this.#fields.splice(place, 1);
    this.#say();
    this.#removed(field.label.trim() || text("nameless"), () => {
      this.#fields.splice(place, 0, field);
      this.#say();
      part(this.#row(field), "change").focus();
    });
  }

  #say() {
    this.show();
    this.#changed();
  }
}
