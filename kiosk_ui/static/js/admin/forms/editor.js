// One form being edited: title, services, fields. It is a draft until it is saved as a whole.

import { newKey, post, put } from "../../api.js";
import { fill, fromTemplate, part } from "../../clerk/elements.js";
import { plural, text } from "../../texts.js";
import { boxes } from "../offices/forms.js";
import { FieldRows } from "./field_rows.js";
import { newField } from "./shapes.js";

/**
 * @typedef {import("./shapes.js").Form} Form
 * @typedef {import("./shapes.js").Fault} Fault
 * @typedef {import("./shapes.js").Forms} Forms
 * @typedef {import("./shapes.js").Service} Service
 */

/** What is not right is asked after a pause in writing. */
const CHECK_MS = 400;

/**
 * @typedef {object} Deeds
 * @property {import("../sending.js").Send} send
 * @property {(fields: Form["fields"]) => void} preview
 * @property {(forms: Forms) => void} saved
 * @property {(form: Form) => Promise<void>} remove
 */

export class Editor {
  element = fromTemplate("form-editor");
  #form;
  #deeds;
  #rows;
  #isChanged = false;
  #key = newKey();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #asked = 0;

  /**
   * @param {Form} form
   * @param {Service[]} services
   * @param {Deeds} deeds
   */
  constructor(form, services, deeds) {
    this.#form = structuredClone(form);
    this.#deeds = deeds;
    const { element } = this;
    this.#offerServices(services);
    const title = /** @type {HTMLInputElement} */ (element.querySelector('[name="title"]'));
    title.value = form.title;
    title.addEventListener("input", () => this.#retitled(title.value));
    this.#rows = new FieldRows(part(element, "rows"), this.#form.fields, () => this.#changed(), (name, undo) => this.#removed(name, undo));
    part(element, "add-field").addEventListener("click", () => this.#rows.add(newField("text", "")));
    part(element, "add-heading").addEventListener("click", () => this.#rows.add(newField("heading", "")));
    part(element, "save").addEventListener("click", () => void this.#save());
    part(element, "remove-form").addEventListener("click", () => void deeds.remove(form));
    part(element, "remove-form").hidden = form.id === 0;
    part(element, "paper").hidden = !form.has_paper;
    this.#showPrint();
    this.#retitle();
    deeds.preview(this.#form.fields);
  }

  get id() {
    return this.#form.id;
  }

  get version() {
    return this.#form.version;
  }

  /** Something was typed that the server does not know. */
  get isChanged() {
    return this.#isChanged;
  }

  focus() {
    const title = /** @type {HTMLInputElement} */ (this.element.querySelector('[name="title"]'));
    if (this.#form.id === 0) title.focus();
    else /** @type {HTMLElement} */ (this.element.querySelector('[data-field="heading"]')).focus();
  }

  /** @param {Service[]} services */
  #offerServices(services) {
    const offices = [...new Set(services.map(({ office }) => office))];
    part(this.element, "services").append(...offices.map((office) => {
      const group = fromTemplate("service-group");
      fill(group, { office });
      group.append(...boxes("services", services.filter((one) => one.office === office).map(({ id, name }) => ({ value: String(id), label: name }))));
      return group;
    }));
    for (const box of this.#boxes()) {
      box.checked = this.#form.services.includes(Number(box.value));
      box.addEventListener("change", () => this.#attached());
    }
    this.#showServices();
  }

  #boxes() {
    return /** @type {HTMLInputElement[]} */ ([...this.element.querySelectorAll('[name="services"]')]);
  }

  #attached() {
    this.#form.services = this.#boxes().filter(({ checked }) => checked).map(({ value }) => Number(value));
    this.#showServices();
    this.#changed();
  }

  #showServices() {
    fill(this.element, { services: plural("services", this.#form.services.length) });
  }

  /** @param {string} title */
  #retitled(title) {
    this.#form.title = title;
    this.#retitle();
    this.#changed();
  }

  #retitle() {
    fill(this.element, { heading: this.#form.title.trim() || text("new-form") });
  }

  #changed() {
    this.#isChanged = true;
    fill(this.element, { state: text("unsaved") });
    this.#deeds.preview(this.#form.fields);
    this.#showPrint();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#check(), CHECK_MS);
  }

  /** What is printed is what was saved. */
  #showPrint() {
    const print = /** @type {HTMLAnchorElement} */ (part(this.element, "print"));
    print.hidden = this.#form.id === 0 || this.#isChanged;
    print.href = `/api/admin/forms/${this.#form.id}/pdf`;
  }

  /** An answer that a later question has overtaken is dropped. @returns {Promise<Fault[]>} */
  async #check() {
    clearTimeout(this.#timer);
    const asked = (this.#asked += 1);
    const { title, fields } = this.#form;
    const found = await post("/api/admin/forms/check", { title, fields }).catch(() => null);
    if (!found || asked !== this.#asked) return [];
    this.#showFaults(found.faults);
    return found.faults;
  }

  /** @param {Fault[]} faults */
  #showFaults(faults) {
    const own = faults.filter(({ field }) => field === null).map((fault) => fault.part);
    for (const name of ["title", "fields"]) fill(this.element, { [`fault-${name}`]: own.includes(name) ? text(`fault.${name}`) : "" });
    this.#rows.showFaults(faults);
  }

  async #save() {
    const [first] = await this.#check();
    if (first) return this.#goTo(first);
    const { id, version, title, fields, services } = this.#form;
    const body = { title, fields, services, version: version || null };
    /** @type {Forms | null} */
    const forms = await this.#deeds.send(() =>
      id === 0 ? post("/api/admin/forms", body, { idempotencyKey: this.#key }) : put(`/api/admin/forms/${id}`, body));
    if (!forms) {
      this.#key = newKey();
      return;
    }
    this.#isChanged = false;
    this.#deeds.saved(forms);
  }

  /** @param {Fault} fault */
  #goTo({ field }) {
    if (field === null) /** @type {HTMLElement} */ (this.element.querySelector('[name="title"]')).focus();
    else this.#rows.open(field);
  }

  /** @param {string} name @param {() => void} undo */
  #removed(name, undo) {
    const line = part(this.element, "undo-field");
    const button = /** @type {HTMLButtonElement} */ (line.querySelector("button"));
    fill(line, { "removed-field": text("removed", { name }) });
    line.hidden = false;
    button.onclick = () => {
      line.hidden = true;
      undo();
    };
    button.focus();
  }

  saved() {
    fill(this.element, { state: text("saved") });
  }
}
