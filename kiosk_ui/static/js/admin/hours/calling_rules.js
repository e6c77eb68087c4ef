// How an office calls: its rules in words, and the form that changes them.

import { newKey, put } from "../../api.js";
import { fill, fromTemplate, part } from "../../clerk/elements.js";
import { text } from "../../texts.js";

/**
 * @typedef {object} CallingPlan
 * @property {"next" | "pick" | "alternate"} mode
 * @property {number} appointment_credit minutes
 * @property {number} priority_credit minutes
 * @property {number} walk_ins_per_appointment
 * @property {number} calls_before_no_show
 * @property {number} grace_seconds
 */

const NUMBERS = /** @type {const} */ (["appointment_credit", "priority_credit", "walk_ins_per_appointment",
  "calls_before_no_show", "grace_seconds"]);

export class CallingRules {
  element;
  #id;
  #send;
  #form;
  /** Typed into since it was shown: then it is the person's. */
  #isTouched = false;

  /**
   * @param {number} id the office's
   * @param {import("../sending.js").Send} send
   */
  constructor(id, send) {
    this.element = fromTemplate("office-calling");
    this.#id = id;
    this.#send = send;
    this.#form = /** @type {HTMLFormElement} */ (part(this.element, "form"));
    this.#form.addEventListener("submit", (event) => void this.#save(event));
    this.#form.addEventListener("input", () => this.#touched());
  }

  /** @param {CallingPlan} plan */
  show(plan) {
    part(this.element, "rules").replaceChildren(...inWords(plan).map((rule) => {
      const item = fromTemplate("calling-rule");
      item.textContent = rule;
      return item;
    }));
    if (this.#isTouched) return;
    for (const name of NUMBERS) this.#field(name).value = String(plan[name]);
    const modes = /** @type {RadioNodeList} */ (this.#form.elements.namedItem("mode"));
    modes.value = plan.mode;
    this.#showTurns();
  }

  #touched() {
    this.#isTouched = true;
    this.#showTurns();
    fill(this.element, { saved: "" });
  }

  #showTurns() {
    part(this.#form, "turns").hidden = new FormData(this.#form).get("mode") !== "alternate";
  }

  /** @param {string} name */
  #field(name) {
    return /** @type {HTMLInputElement} */ (this.#form.elements.namedItem(name));
  }

  /** @param {Event} event */
  async #save(event) {
    event.preventDefault();
    if (!this.#form.reportValidity()) return;
    const numbers = NUMBERS.map((name) => [name, Number(this.#field(name).value)]);
    const plan = { ...Object.fromEntries(numbers), mode: new FormData(this.#form).get("mode") };
    this.#isTouched = false;
    const answer = await this.#send(() => put(`/api/offices/${this.#id}/calling`, plan, { idempotencyKey: newKey() }));
    if (answer) fill(this.element, { saved: text("calling.saved") });
    else this.#isTouched = true;
  }
}

/** @param {CallingPlan} plan */
function inWords({ mode, appointment_credit, priority_credit, walk_ins_per_appointment }) {
  const turns = text("calling.alternate", { count: String(walk_ins_per_appointment) });
  const credit = text("calling.appointment", { minutes: String(appointment_credit) });
  return [
    text("calling.arrival"),
    mode === "alternate" ? turns : credit,
    text("calling.priority", { minutes: String(priority_credit) }),
    ...(mode === "pick" ? [text("calling.pick")] : []),
  ];
}
