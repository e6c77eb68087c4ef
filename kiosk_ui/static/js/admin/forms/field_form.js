// The settings of one field. Every change holds at once in the draft; nothing is saved before the whole form is.

import { fromTemplate, part } from "../../clerk/elements.js";
import { text } from "../../texts.js";
import { answers } from "./names.js";
import { hasLength, hasOptions, hasValue } from "./shapes.js";

/**
 * @typedef {import("./shapes.js").Field} Field
 * @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Input
 */

export class FieldForm {
  element;
  #field;
  #above;
  #changed;

  /**
   * @param {Field} field is changed in place
   * @param {Field[]} above those that it may depend on
   * @param {(field: Field) => void} changed
   * @param {() => void} done
   */
  constructor(field, above, changed, done) {
    this.element = /** @type {HTMLFormElement} */ (fromTemplate("field-form"));
    this.#field = field;
    this.#above = above.filter(({ type }) => hasValue(type));
    this.#changed = changed;
    this.#write();
    this.element.addEventListener("input", () => this.#read());
    this.element.addEventListener("submit", (event) => event.preventDefault());
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape" || (event.key === "Enter" && event.target instanceof HTMLInputElement)) done();
    });
    part(this.element, "done").addEventListener("click", done);
  }

  focus() {
    this.#input("label").focus();
  }

  #write() {
    const field = this.#field;
    for (const option of /** @type {HTMLSelectElement} */ (this.#input("type")).options) option.text = text(`type.${option.value}`);
    this.#input("label").value = field.label;
    this.#input("type").value = field.type;
    this.#input("writers").value = field.writers;
    this.#input("help").value = field.help;
    this.#input("options").value = field.options.map(({ label }) => label).join("\n");
    this.#box("required").checked = field.required;
    this.#input("longest").value = field.longest ? String(field.longest) : "";
    const depends = /** @type {HTMLSelectElement} */ (this.#input("depends"));
    depends.replaceChildren(new Option(text("always"), ""), ...this.#above.map(({ name, label }) => new Option(label, name)));
    depends.value = field.shown_if?.field ?? "";
    if (typeof field.shown_if?.equals === "string") this.#input("written").value = field.shown_if.equals;
    this.#offerAnswers();
    this.#showParts();
  }

  #read() {
    const field = this.#field;
    const isOther = field.type !== this.#input("type").value;
    field.type = this.#input("type").value;
    const [hasIts, chooses, isText] = [hasValue(field.type), hasOptions(field.type), hasLength(field.type)];
    field.label = this.#input("label").value;
    field.writers = /** @type {Field["writers"]} */ (hasIts ? this.#input("writers").value : "both");
    field.help = hasIts ? this.#input("help").value : "";
    field.required = hasIts && this.#box("required").checked;
    field.options = chooses ? answers(this.#input("options").value, field.options) : [];
    if (isOther) this.#input("longest").value = "";
    field.longest = isText ? Number(this.#input("longest").value) : 0;
    this.#readCondition();
    this.#showParts();
    this.#changed(field);
  }

  #readCondition() {
    const on = this.#dependsOn;
    const isNew = on?.name !== this.#field.shown_if?.field;
    if (isNew) this.#offerAnswers();
    const chosen = this.#input("chosen").value;
    const equals = on?.type === "checkbox" ? chosen !== "false" : on && hasOptions(on.type) ? chosen : this.#input("written").value;
    this.#field.shown_if = on ? { field: on.name, equals } : null;
  }

  get #dependsOn() {
    return this.#above.find(({ name }) => name === this.#input("depends").value);
  }

  #offerAnswers() {
    const on = this.#dependsOn;
    const chosen = /** @type {HTMLSelectElement} */ (this.#input("chosen"));
    const offered = on?.type === "checkbox"
      ? [new Option(text("ticked"), "true"), new Option(text("unticked"), "false")]
      : (on?.options ?? []).map(({ value, label }) => new Option(label, value));
    chosen.replaceChildren(...offered);
    const known = this.#field.shown_if;
    if (on && known?.field === on.name) chosen.value = String(known.equals);
    if (chosen.selectedIndex < 0) chosen.selectedIndex = 0;
  }

  #showParts() {
    const { type } = this.#field;
    const is = { value: hasValue(type), options: hasOptions(type), text: hasLength(type) };
    for (const [name, shown] of Object.entries(is)) {
      for (const one of /** @type {NodeListOf<HTMLElement>} */ (this.element.querySelectorAll(`[data-for="${name}"]`))) one.hidden = !shown;
    }
    const on = this.#dependsOn;
    const chooses = on !== undefined && (on.type === "checkbox" || hasOptions(on.type));
    part(this.element, "condition").hidden = this.#above.length === 0;
    part(this.element, "equals-choice").hidden = !chooses;
    part(this.element, "equals-text").hidden = !on || chooses;
  }

  /** @param {string} name @returns {Input} */
  #input(name) {
    return /** @type {Input} */ (this.element.elements.namedItem(name));
  }

  /** @param {string} name */
  #box(name) {
    return /** @type {HTMLInputElement} */ (this.#input(name));
  }
}
