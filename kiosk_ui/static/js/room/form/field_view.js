// One field of a form on the page: its control, what is said about it, and what the clerk may do with it.
import { part, showOnly, words } from "../partial.js";
import { isEmpty } from "./conditions.js";
import { controlFor } from "./field_controls.js";

/**
 * @typedef {import("./conditions.js").Field} Field
 * @typedef {import("./shared_form.js").SharedForm} SharedForm
 * @typedef {object} Look what the panel knows beside the form itself
 * @property {boolean} asked the condition of the field holds
 * @property {boolean} complete an empty field is a fault by now
 * @property {string[]} here names of the others who are in it
 * @property {string} person whose colour it has then: a participant
 */

export class FieldView {
  element;
  field;
  #root;
  #form;
  #control;

  /**
   * @param {HTMLElement} root with the templates
   * @param {Field} field
   * @param {SharedForm} form
   * @param {boolean} marks this page may mark fields
   */
  constructor(root, field, form, marks) {
    this.#root = root;
    this.#form = form;
    this.field = field;
    const { element, control } = controlFor(root, field);
    this.element = element;
    this.element.dataset.field = field.name;
    this.#control = control;
    if (control) this.#describe(marks);
  }

  /** @param {Look} look */
  show({ asked, complete, here, person }) {
    const { element, field } = this;
    element.hidden = !asked;
    if (!this.#control || !asked) return;
    const hindrance = this.#form.hindrance(field);
    this.#control.show(this.#form.value(field.name), hindrance !== "");
    showOnly(element, "data-hindrance", hindrance);
    part(element, "optional").hidden = field.required || field.type === "checkbox" || hindrance !== "";
    this.#showMark();
    this.#showFault(complete);
    element.classList.toggle("room-field--here", here.length > 0);
    element.dataset.person = person;
    const label = part(element, "here");
    label.hidden = here.length === 0;
    label.textContent = here.join(", ");
  }

  focus() {
    this.#control?.focus();
  }

  /** @param {boolean} marks */
  #describe(marks) {
    const { element, field } = this;
    const help = part(element, "help");
    help.textContent = field.help;
    help.hidden = !field.help;
    const described = ["help", "error", "state", "comment"].map((name) => {
      part(element, name).id = `room-form-${field.name}-${name}`;
      return part(element, name).id;
    });
    this.#control?.describe(described.join(" "), field.required);
    this.#control?.onInput((value, caret) => this.#write(value, caret));
    part(element, "tools").hidden = !marks;
    if (marks) this.#offerMarks();
  }

  /** @param {unknown} value @param {number} [caret] */
  #write(value, caret) {
    if (this.#form.hindrance(this.field)) return;
    if (this.field.type === "long_text") this.#form.write(this.field.name, String(value), caret);
    else this.#form.set(this.field.name, value);
  }

  #offerMarks() {
    const { element, field } = this;
    part(element, "label").id = `room-form-${field.name}-label`;
    part(element, "tools").setAttribute("aria-labelledby", `room-form-${field.name}-label`);
    const mark = () => this.#form.mark(field.name);
    part(element, "tick").addEventListener("click", () => this.#form.setMark(field.name, { ticked: !mark().ticked }));
    part(element, "lock").addEventListener("click", () => this.#form.setMark(field.name, { locked: !mark().locked }));
    const note = /** @type {HTMLInputElement} */ (part(element, "note"));
    note.id = `room-form-${field.name}-note`;
    part(element, "note-label").setAttribute("for", note.id);
    note.addEventListener("change", () => {
      this.#form.setMark(field.name, { comment: note.value.trim() });
      this.#annotate(false);
    });
    part(element, "annotate").addEventListener("click", () => {
      this.#annotate(Boolean(part(element, "note-box").hidden));
      note.focus();
    });
  }

  /** @param {boolean} open */
  #annotate(open) {
    part(this.element, "note-box").hidden = !open;
    part(this.element, "annotate").setAttribute("aria-expanded", String(open));
  }

  #showMark() {
    const { locked, ticked, comment } = this.#form.mark(this.field.name);
    const { element } = this;
    part(element, "ticked").hidden = !ticked;
    part(element, "comment").hidden = !comment;
    part(element, "comment-words").textContent = comment ?? "";
    part(element, "tick").setAttribute("aria-pressed", String(Boolean(ticked)));
    part(element, "lock").setAttribute("aria-pressed", String(Boolean(locked)));
    const note = /** @type {HTMLInputElement} */ (part(element, "note"));
    if (document.activeElement !== note) note.value = comment ?? "";
  }

  /** Nobody is told while typing; what is empty is a fault only at the end. @param {boolean} complete */
  #showFault(complete) {
    const { element, field } = this;
    const code = this.#form.objections[field.name] ?? "";
    const empty = isEmpty(this.#form.value(field.name));
    const busy = element.contains(document.activeElement) && !part(element, "tools").contains(document.activeElement);
    const said = code !== "" && (empty ? complete && code === "required" : code !== "required" && !busy);
    element.classList.toggle("kern-form-input--error", said && element.classList.contains("kern-form-input"));
    element.classList.toggle("kern-fieldset--error", said && element.classList.contains("kern-fieldset"));
    this.#control?.fault(said);
    part(element, "error").hidden = !said;
    part(element, "error-words").textContent = said ? words(this.#root, `form-objection-${code}`) : "";
  }
}
