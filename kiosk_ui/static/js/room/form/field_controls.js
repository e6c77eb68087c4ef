// What people write and choose with: one kind of control for each type of field, copied from templates/room/form_fields.html.
import { copyOf, part } from "../partial.js";
import { changeBetween, moved } from "./text_change.js";

/** Up to so many options all are seen at once. */
const MOST_RADIOS = 6;
/** What nobody types and no page can print; see appliance/domain/form_values.py. */
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f]/g;

/**
 * @typedef {import("./conditions.js").Field} Field
 * @typedef {object} Control
 * @property {(value: unknown, readOnly: boolean) => void} show
 * @property {(write: (value: unknown, caret?: number) => void) => void} onInput
 * @property {(ids: string, required: boolean) => void} describe
 * @property {(on: boolean) => void} fault
 * @property {() => void} focus
 * @typedef {HTMLInputElement | HTMLTextAreaElement} TextField
 */

/** @type {Record<string, Record<string, string>>} */
const KEYBOARDS = {
  number: { inputmode: "decimal" },
  email: { inputmode: "email", autocapitalize: "off", spellcheck: "false" },
  phone: { inputmode: "tel" },
  iban: { autocapitalize: "characters", spellcheck: "false" },
  name: { autocapitalize: "words", spellcheck: "false" },
};

/** @type {Record<string, string>} */
const TEMPLATES = {
  date: "form-date", long_text: "form-long_text", checkbox: "form-checkbox", choices: "form-group",
  heading: "form-heading", note: "form-note",
};

/**
 * @param {HTMLElement} root with the templates
 * @param {Field} field
 * @returns {{element: HTMLElement, control: Control | null}} null where there is nothing to fill in
 */
export function controlFor(root, field) {
  const name = field.type === "choice" ? (field.options.length > MOST_RADIOS ? "form-select" : "form-group") : TEMPLATES[field.type] ?? "form-input";
  const element = /** @type {HTMLElement} */ (copyOf(root, `[data-template="${name}"]`));
  if (name === "form-heading" || name === "form-note") {
    element.textContent = field.label;
    return { element, control: null };
  }
  part(element, "label-words").textContent = field.label;
  if (name === "form-group") return { element, control: new Group(root, part(element, "control"), field) };
  const control = part(element, "control");
  control.id = `room-form-${field.name}`;
  part(element, "label").setAttribute("for", control.id);
  if (name === "form-select") return { element, control: new Select(/** @type {HTMLSelectElement} */ (control), field) };
  if (name === "form-checkbox") return { element, control: new Checkbox(/** @type {HTMLInputElement} */ (control)) };
  return { element, control: new TextControl(/** @type {TextField} */ (control), field) };
}

/** @implements {Control} */
class TextControl {
  #field;
  #shown = "";
  #composing = false;
  /** @type {string | null} what came while a letter was being composed */
  #waiting = null;

  /** @param {TextField} element @param {Field} field */
  constructor(element, field) {
    this.#field = element;
    if (field.longest && field.type !== "date") element.maxLength = field.longest;
    for (const [name, value] of Object.entries(KEYBOARDS[field.type] ?? {})) element.setAttribute(name, value);
    element.addEventListener("compositionstart", () => (this.#composing = true));
  }

  /** What another writes meanwhile moves the caret with the text around it. @param {unknown} value @param {boolean} readOnly */
  show(value, readOnly) {
    const text = typeof value === "string" ? value : "";
    this.#field.readOnly = readOnly;
    if (this.#composing) this.#waiting = text;
    else if (text !== this.#field.value) this.#replace(text);
    if (!this.#composing) this.#shown = text;
  }

  /** @param {(value: unknown, caret?: number) => void} write */
  onInput(write) {
    const tell = () => {
      const value = this.#field.value.replace(UNSEEN, "");
      this.#shown = value;
      write(value, this.#caret());
    };
    this.#field.addEventListener("input", () => this.#composing || tell());
    this.#field.addEventListener("compositionend", () => {
      this.#composing = false;
      this.#takeIn();
      tell();
    });
  }

  /** @param {string} ids @param {boolean} required */
  describe(ids, required) {
    this.#field.setAttribute("aria-describedby", ids);
    this.#field.required = required;
  }

  /** @param {boolean} on */
  fault(on) {
    this.#field.classList.toggle("kern-form-input__input--error", on);
    this.#field.setAttribute("aria-invalid", String(on));
  }

  focus() {
    this.#field.focus();
  }

  /** What came from others while a letter was composed is put into what is there now. */
  #takeIn() {
    const change = this.#waiting === null ? null : changeBetween(this.#shown, this.#waiting);
    this.#waiting = null;
    if (!change) return;
    const own = changeBetween(this.#shown, this.#field.value, this.#caret());
    const index = moved(change.index, own);
    const text = this.#field.value;
    this.#replace(text.slice(0, index) + change.inserted + text.slice(index + change.removed));
  }

  /** @param {string} text */
  #replace(text) {
    const field = this.#field;
    const change = changeBetween(field.value, text);
    const { selectionStart, selectionEnd, scrollTop } = field;
    field.value = text;
    if (document.activeElement !== field || selectionStart === null || selectionEnd === null) return;
    field.setSelectionRange(moved(selectionStart, change), moved(selectionEnd, change));
    field.scrollTop = scrollTop;
  }

  #caret() {
    return this.#field.selectionEnd ?? undefined;
  }
}

/** @implements {Control} */
class Checkbox {
  #box;

  /** @param {HTMLInputElement} box */
  constructor(box) {
    this.#box = box;
  }

  /** @param {unknown} value @param {boolean} readOnly */
  show(value, readOnly) {
    this.#box.checked = value === true;
    this.#box.disabled = readOnly;
  }

  /** @param {(value: unknown) => void} write */
  onInput(write) {
    this.#box.addEventListener("change", () => write(this.#box.checked));
  }

  /** @param {string} ids @param {boolean} required */
  describe(ids, required) {
    this.#box.setAttribute("aria-describedby", ids);
    this.#box.required = required;
  }

  /** @param {boolean} on */
  fault(on) {
    this.#box.classList.toggle("kern-form-check__checkbox--error", on);
    this.#box.setAttribute("aria-invalid", String(on));
  }

  focus() {
    this.#box.focus();
  }
}

/** @implements {Control} */
class Select {
  #select;

  /** @param {HTMLSelectElement} select @param {Field} field */
  constructor(select, { options }) {
    this.#select = select;
    select.append(...options.map(({ value, label }) => new Option(label, value)));
  }

  /** @param {unknown} value @param {boolean} readOnly */
  show(value, readOnly) {
    this.#select.value = typeof value === "string" ? value : "";
    this.#select.disabled = readOnly;
  }

  /** @param {(value: unknown) => void} write */
  onInput(write) {
    this.#select.addEventListener("change", () => write(this.#select.value));
  }

  /** @param {string} ids @param {boolean} required */
  describe(ids, required) {
    this.#select.setAttribute("aria-describedby", ids);
    this.#select.required = required;
  }

  /** @param {boolean} on */
  fault(on) {
    this.#select.classList.toggle("kern-form-input__select--error", on);
    this.#select.setAttribute("aria-invalid", String(on));
  }

  focus() {
    this.#select.focus();
  }
}

/** One of several, or several of them. @implements {Control} */
class Group {
  #body;
  #several;
  /** @type {HTMLInputElement[]} */
  #inputs;

  /** @param {HTMLElement} root @param {HTMLElement} body @param {Field} field */
  constructor(root, body, { name, type, options }) {
    this.#body = body;
    this.#several = type === "choices";
    this.#inputs = options.map(({ value, label }, index) => {
      const row = /** @type {HTMLElement} */ (copyOf(root, `[data-template="form-${this.#several ? "box" : "radio"}"]`));
      const [input, words] = [/** @type {HTMLInputElement} */ (row.querySelector("input")), /** @type {HTMLLabelElement} */ (row.querySelector("label"))];
      Object.assign(input, { id: `room-form-${name}-${index}`, name: `room-form-${name}`, value });
      words.htmlFor = input.id;
      words.textContent = label;
      body.append(row);
      return input;
    });
  }

  /** @param {unknown} value @param {boolean} readOnly */
  show(value, readOnly) {
    const chosen = Array.isArray(value) ? value : [value];
    for (const input of this.#inputs) {
      input.checked = chosen.includes(input.value);
      input.disabled = readOnly;
    }
  }

  /** @param {(value: unknown) => void} write */
  onInput(write) {
    this.#body.addEventListener("change", () => {
      const chosen = this.#inputs.filter(({ checked }) => checked).map(({ value }) => value);
      write(this.#several ? chosen : chosen[0] ?? "");
    });
  }

  /** @param {string} ids */
  describe(ids) {
    this.#body.parentElement?.setAttribute("aria-describedby", ids);
  }

  /** @param {boolean} on */
  fault(on) {
    for (const input of this.#inputs) input.setAttribute("aria-invalid", String(on));
  }

  focus() {
    (this.#inputs.find(({ checked }) => checked) ?? this.#inputs[0]).focus();
  }
}
