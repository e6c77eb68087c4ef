// Second step: services to take over from other offices or from our examples, and services of one's own.

import { fill, fromTemplate, part } from "../../clerk/elements.js";
import { text } from "../../texts.js";
import { NEW_SERVICE, SERVICE_CHOICES, isComplete, read, serviceForm, write } from "../offices/forms.js";
import { serviceFacts } from "../offices/office_page.js";

/**
 * @typedef {import("./assistant.js").Example} Example
 * @typedef {import("../offices/shapes.js").Language} Language
 * @typedef {import("../offices/shapes.js").ServiceSettings} ServiceSettings
 */

export class ServicesStep {
  #form;
  #extra;
  #languages;
  /** @type {{service: ServiceSettings, box: HTMLInputElement, element: HTMLElement}[]} */
  #choices = [];
  /** @type {Map<string, HTMLElement>} by source */
  #groups = new Map();

  /**
   * @param {HTMLFormElement} form
   * @param {HTMLElement} extra for the form of a service of one's own: a form cannot be inside another
   * @param {Example[]} examples
   * @param {Language[]} languages
   */
  constructor(form, extra, examples, languages) {
    this.#form = form;
    this.#extra = extra;
    this.#languages = languages;
    for (const { source, ...service } of examples) this.#add(service, source, false);
    part(form, "filter").addEventListener("input", () => this.#filter());
    form.addEventListener("change", () => this.#tell(""));
    part(extra, "own-add").addEventListener("click", () => this.#openForm());
  }

  isComplete() {
    const isSome = this.#chosen.length > 0;
    this.#tell(isSome ? "" : text("services.none"));
    return isSome;
  }

  values() {
    return { services: this.#chosen };
  }

  /** @param {string} error */
  #tell(error) {
    fill(part(this.#extra, "deeds"), { error });
  }

  get #chosen() {
    return this.#choices.filter(({ box }) => box.checked).map(({ service }) => service);
  }

  /** @param {ServiceSettings} service @param {string} source @param {boolean} isChosen */
  #add(service, source, isChosen) {
    const element = fromTemplate("example");
    const box = /** @type {HTMLInputElement} */ (element.querySelector("input"));
    box.checked = isChosen;
    fill(element, { name: service.name, facts: serviceFacts(service) });
    this.#group(source).append(element);
    this.#choices.push({ service, box, element });
  }

  /** @param {string} source the name of an office; "" are our examples */
  #group(source) {
    const known = this.#groups.get(source);
    if (known) return part(known, "list");
    const group = fromTemplate("example-group");
    fill(group, { source: source ? text("source.office", { office: source }) : text("source.ours") });
    this.#groups.set(source, group);
    part(this.#form, "examples").append(group);
    return part(group, "list");
  }

  #filter() {
    const wanted = /** @type {HTMLInputElement} */ (part(this.#form, "filter")).value.trim().toLocaleLowerCase();
    for (const { service, element } of this.#choices) {
      element.hidden = !service.name.toLocaleLowerCase().includes(wanted);
    }
    for (const group of this.#groups.values()) group.hidden = !group.querySelector(".example:not([hidden])");
  }

  #openForm() {
    const form = serviceForm(this.#languages);
    write(form, NEW_SERVICE);
    const close = () => {
      form.remove();
      part(this.#extra, "own-add").hidden = false;
      part(this.#extra, "own-add").focus();
    };
    part(form, "cancel").addEventListener("click", close);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!isComplete(form, SERVICE_CHOICES)) return;
      this.#add(/** @type {ServiceSettings} */ (read(form)), "", true);
      this.#tell("");
      close();
    });
    part(this.#extra, "own-form").replaceChildren(form);
    part(this.#extra, "own-add").hidden = true;
    /** @type {HTMLElement} */ (form.elements[0]).focus();
  }
}
