// Adds somebody, or a place, to the plan of the office.

import { newKey, post } from "../../api.js";
import { fill, part } from "../../clerk/elements.js";
import { text } from "../../texts.js";
import { drawSkills, readSkills } from "../staff/skills.js";
import { servicesByOffice } from "./diary.js";

/** @typedef {import("./shapes.js").Staffing} Staffing */

const PLACE = "place";

export class NewDiary {
  #more;
  #form;
  #who;
  #send;
  /** @type {Staffing | null} */
  #plan = null;

  /**
   * @param {HTMLElement} root
   * @param {import("../sending.js").Send} send
   */
  constructor(root, send) {
    this.#send = send;
    this.#more = /** @type {HTMLDetailsElement} */ (part(root, "new-more"));
    this.#form = /** @type {HTMLFormElement} */ (part(root, "new-form"));
    this.#who = /** @type {HTMLSelectElement} */ (this.#form.elements.namedItem("who"));
    this.#who.addEventListener("change", () => this.#choose());
    this.#form.addEventListener("submit", (event) => void this.#add(event));
  }

  /** @param {Staffing} plan */
  show(plan) {
    const isSame = JSON.stringify([plan.office, plan.clerks, plan.places]) === JSON.stringify(
      this.#plan && [this.#plan.office, this.#plan.clerks, this.#plan.places]);
    this.#plan = plan;
    if (isSame) return; // what is being chosen stays
    const groups = [group("new.clerks", "clerk", plan.clerks), group("new.places", "diary", plan.places)];
    this.#who.replaceChildren(...groups.filter((one) => one.children.length > 0), new Option(text("new.place"), PLACE));
    drawSkills(part(this.#form, "place-services"), servicesByOffice(plan), []);
    this.#choose();
  }

  #choose() {
    const isPlace = this.#who.value === PLACE;
    for (const name of ["place-name", "place-services"]) part(this.#form, name).hidden = !isPlace;
    fill(this.#form, { error: "" });
  }

  /** @param {Event} event */
  async #add(event) {
    event.preventDefault();
    const wanted = this.#read();
    fill(this.#form, { error: wanted ? "" : text("new.missing") });
    const office = this.#plan?.office.id;
    if (!wanted || !office) return;
    if (!(await this.#send(() => post(`/api/offices/${office}/diaries`, wanted, { idempotencyKey: newKey() })))) return;
    this.#form.reset();
    this.#choose();
    this.#more.open = false;
    this.#more.querySelector("summary")?.focus();
  }

  #read() {
    const [kind, id] = this.#who.value.split(":");
    if (kind !== PLACE) return { [`${kind}_id`]: Number(id) };
    const name = /** @type {HTMLInputElement} */ (this.#form.elements.namedItem("name")).value.trim();
    const services = readSkills(part(this.#form, "place-services"));
    return name && services.length > 0 ? { name, services } : null;
  }
}

/**
 * @param {string} label
 * @param {string} kind
 * @param {{id: number, name: string}[]} choices
 */
function group(label, kind, choices) {
  const element = document.createElement("optgroup");
  element.label = text(label);
  element.append(...choices.map(({ id, name }) => new Option(name, `${kind}:${id}`)));
  return element;
}
