// The list of a day: filtered, in the order of time, one stop of the Tab key.

import { text } from "../../texts.js";
import { fill, fromTemplate, part, showFor } from "../elements.js";
import { personsText, stageOf, stateText, timesText } from "./words.js";

/**
 * @typedef {import("./shapes.js").Appointment} Appointment
 * @typedef {import("./shapes.js").Day} Day
 */

/** Keys that move through the list. @type {Record<string, (at: number, last: number) => number>} */
const MOVES = {
  ArrowDown: (at, last) => Math.min(at + 1, last),
  ArrowUp: (at) => Math.max(at - 1, 0),
  Home: () => 0,
  End: (_, last) => last,
};
/** What the choice of state covers. @type {Record<string, string[]>} */
const STAGES = { expected: ["expected", "open", "late"], here: ["here"], over: ["over"] };

export class DayList {
  #list;
  #form;
  #choose;
  /** @type {Map<number, HTMLElement>} rows by appointment, kept so that focus and scrolling stay where they are */
  #rows = new Map();
  /** @type {Day | null} */
  #day = null;
  /** @type {number | null} */
  #chosen = null;

  /**
   * @param {HTMLElement} root
   * @param {(appointment: number) => void} choose
   */
  constructor(root, choose) {
    this.root = root;
    this.#list = part(root, "visits");
    this.#form = /** @type {HTMLFormElement} */ (part(root, "tools"));
    this.#choose = choose;
    this.#list.addEventListener("keydown", this.#moved);
    this.#list.addEventListener("click", this.#clicked);
    this.#form.addEventListener("input", () => this.#draw());
    this.#form.addEventListener("submit", (event) => this.#enterFirst(event));
    part(root, "find").addEventListener("click", () => this.#field("find").select());
  }

  /** @param {Day} day */
  show(day) {
    this.#day = day;
    this.#showOffices(day);
    this.#draw();
  }

  /** Marks the one whose facts are shown. @param {number | null} appointment */
  mark(appointment) {
    this.#chosen = appointment;
    for (const [id, row] of this.#rows) row.querySelector("button")?.setAttribute("aria-pressed", String(id === appointment));
    this.#keepOneTabStop();
  }

  /** Back to the row from the panel. */
  focus() {
    const row = this.#chosen === null ? null : this.#rows.get(this.#chosen);
    (row?.querySelector("button") ?? this.#buttons()[0] ?? this.#field("find")).focus();
  }

  /** Time passes: somebody may check in now, or is late. */
  tick() {
    for (const one of this.#day?.appointments ?? []) {
      const row = this.#rows.get(one.id);
      if (row) fillState(row, one);
    }
  }

  #draw() {
    const day = this.#day;
    if (!day) return;
    const found = day.appointments.filter((one) => this.#fits(one));
    const known = this.#rows;
    this.#rows = new Map(found.map((one) => [one.id, known.get(one.id) ?? fromTemplate("visit")]));
    for (const [id, row] of known) if (!this.#rows.has(id)) row.remove();
    found.forEach((one, index) => {
      const row = /** @type {HTMLElement} */ (this.#rows.get(one.id));
      fillRow(row, one, day.offices.length > 1);
      if (this.#list.children[index] !== row) this.#list.insertBefore(row, this.#list.children[index] ?? null);
    });
    const empty = part(this.root, "empty");
    empty.hidden = found.length > 0;
    empty.textContent = text(day.appointments.length ? "empty.found" : "empty.day");
    this.mark(this.#chosen);
  }

  /** @param {Appointment} one */
  #fits(one) {
    const [office, stage] = [this.#field("office").value, this.#field("stage").value];
    if (office && one.office.id !== Number(office)) return false;
    if (stage && !STAGES[stage].includes(stageOf(one))) return false;
    const words = searchable(this.#field("find").value).split(" ").filter(Boolean);
    const written = searchable([one.name, one.code, one.ticket?.number ?? "", one.phone, one.email].join(" "));
    return words.every((word) => written.includes(word));
  }

  /** @param {Day} day */
  #showOffices(day) {
    part(this.root, "office-choice").hidden = day.offices.length < 2;
    const choice = /** @type {HTMLSelectElement} */ (/** @type {unknown} */ (this.#field("office")));
    const known = [...choice.options].slice(1).map((option) => option.value).join();
    if (known === day.offices.map((office) => String(office.id)).join()) return;
    choice.replaceChildren(choice.options[0], ...day.offices.map(({ id, name }) => new Option(name, String(id))));
  }

  /** Enter in the search opens the first that was found. @param {Event} event */
  #enterFirst(event) {
    event.preventDefault();
    const [first] = this.#rows.keys();
    if (first !== undefined) this.#choose(first);
  }

  /** @param {Event} event */
  #clicked = (event) => {
    const row = /** @type {Element} */ (event.target).closest("li");
    for (const [id, known] of this.#rows) if (known === row) this.#choose(id);
  };

  /** @param {KeyboardEvent} event */
  #moved = (event) => {
    const buttons = this.#buttons();
    const at = buttons.findIndex((button) => button === event.target);
    const move = MOVES[event.key];
    if (at < 0 || !move) return;
    event.preventDefault();
    buttons[move(at, buttons.length - 1)].focus();
    this.#keepOneTabStop();
  };

  #keepOneTabStop() {
    const buttons = this.#buttons();
    const chosen = this.#chosen === null ? null : this.#rows.get(this.#chosen)?.querySelector("button");
    const current = buttons.find((button) => button === document.activeElement) ?? chosen ?? buttons[0];
    for (const button of buttons) button.tabIndex = button === current ? 0 : -1;
  }

  #buttons() {
    return /** @type {HTMLButtonElement[]} */ ([...this.#list.querySelectorAll("button")]);
  }

  /** @param {string} name */
  #field(name) {
    return /** @type {HTMLInputElement} */ (this.#form.elements.namedItem(name));
  }
}

/** Without accents, capitals and gaps in numbers: what is typed in a hurry. @param {string} written */
function searchable(written) {
  return written.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/(?<=\d)\s+(?=\d)/g, "").trim();
}

/**
 * @param {HTMLElement} row
 * @param {Appointment} one
 * @param {boolean} severalOffices
 */
function fillRow(row, one, severalOffices) {
  fill(row, {
    time: timesText(one), name: one.name, persons: personsText(one.persons),
    services: one.services.map(({ name }) => name).join(", "), channel: text(`channel.${one.channel}`),
    where: severalOffices ? `${one.office.name}, ${one.diary}` : one.diary,
  });
  showFor(row, one.channel);
  fillState(row, one);
}

/**
 * @param {HTMLElement} row
 * @param {Appointment} one
 */
function fillState(row, one) {
  row.dataset.stage = stageOf(one);
  fill(row, { state: stateText(one) });
}
