// Those who are here, or who were found: one stop of the Tab key, the arrow keys move in it.

import { fill, fromTemplate, part, showFor } from "../clerk/elements.js";
import { plural, text } from "../texts.js";
import { sinceText, stageOf, stateText, wayText } from "./words.js";

/**
 * @typedef {import("./shapes.js").Row} Row
 * @typedef {import("./shapes.js").View} View
 */

/** Keys that move through the list. @type {Record<string, (at: number, last: number) => number>} */
const MOVES = {
  ArrowDown: (at, last) => Math.min(at + 1, last),
  ArrowUp: (at) => Math.max(at - 1, 0),
  Home: () => 0,
  End: (_, last) => last,
};
/** Whoever types is not asked about every letter. */
const PAUSE_MS = 200;

export class Rows {
  #root;
  #list;
  #form;
  #handlers;
  /** @type {Map<string, HTMLElement>} by `keyOf`, kept so that focus and scrolling stay where they are */
  #rows = new Map();
  /** @type {Row[]} */
  #shown = [];
  /** @type {string | null} */
  #chosen = null;
  #timer = 0;

  /**
   * @param {HTMLElement} root
   * @param {{choose: (row: Row) => void, find: (sought: string) => Promise<void>, narrowed: () => void}} handlers
   */
  constructor(root, handlers) {
    this.#root = root;
    this.#handlers = handlers;
    this.#list = part(root, "visits");
    this.#form = /** @type {HTMLFormElement} */ (part(root, "tools"));
    this.#list.addEventListener("keydown", this.#moved);
    this.#list.addEventListener("click", this.#clicked);
    this.#field("find").addEventListener("input", () => this.#soon());
    this.#field("office").addEventListener("change", () => handlers.narrowed());
    this.#form.addEventListener("submit", (event) => void this.#enterFirst(event));
    part(root, "find").addEventListener("click", () => this.#field("find").select());
  }

  /** The only office that is looked at; 0: every one. */
  get office() {
    return Number(this.#field("office").value);
  }

  get sought() {
    return this.#field("find").value.trim();
  }

  /** @param {View} view */
  show(view) {
    this.#showOffices(view);
    this.#shown = view.rows.filter((row) => !this.office || row.office.id === this.office);
    const known = this.#rows;
    this.#rows = new Map(this.#shown.map((row) => [keyOf(row), known.get(keyOf(row)) ?? fromTemplate("person")]));
    for (const [key, item] of known) if (!this.#rows.has(key)) item.remove();
    this.#shown.forEach((row, index) => {
      const item = /** @type {HTMLElement} */ (this.#rows.get(keyOf(row)));
      fillRow(item, row, view.offices.length > 1);
      if (this.#list.children[index] !== item) this.#list.insertBefore(item, this.#list.children[index] ?? null);
    });
    const empty = part(this.#root, "empty");
    empty.hidden = this.#shown.length > 0;
    empty.textContent = text(this.sought ? "empty.found" : "empty.here");
    part(this.#root, "more").hidden = !view.more;
    this.mark(this.#chosen);
  }

  /** Marks the one whose facts are shown. @param {string | null} key from `keyOf` */
  mark(key) {
    this.#chosen = key;
    for (const [known, item] of this.#rows) item.querySelector("button")?.setAttribute("aria-pressed", String(known === key));
    this.#keepOneTabStop();
  }

  /** Back to the row from the panel. */
  focus() {
    const row = this.#chosen === null ? null : this.#rows.get(this.#chosen);
    (row?.querySelector("button") ?? this.#field("find")).focus();
  }

  #soon() {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#handlers.find(this.sought), PAUSE_MS);
  }

  /** Enter in the search opens the first that is found. @param {Event} event */
  async #enterFirst(event) {
    event.preventDefault();
    clearTimeout(this.#timer);
    await this.#handlers.find(this.sought);
    if (this.#shown[0]) this.#handlers.choose(this.#shown[0]);
  }

  /** @param {Event} event */
  #clicked = (event) => {
    const item = /** @type {Element} */ (event.target).closest("li");
    const row = this.#shown.find((one) => this.#rows.get(keyOf(one)) === item);
    if (row) this.#handlers.choose(row);
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
    const stop = buttons.find((button) => button === document.activeElement)
      ?? buttons.find((button) => button.getAttribute("aria-pressed") === "true") ?? buttons[0];
    for (const button of buttons) button.tabIndex = button === stop ? 0 : -1;
  }

  /** @param {View} view */
  #showOffices({ offices }) {
    part(this.#root, "office-choice").hidden = offices.length < 2;
    const choice = /** @type {HTMLSelectElement} */ (/** @type {unknown} */ (this.#field("office")));
    const known = [...choice.options].slice(1).map((option) => option.value).join();
    if (known === offices.map(({ id }) => String(id)).join()) return;
    const before = choice.value;
    choice.replaceChildren(choice.options[0], ...offices.map(({ id, name }) => new Option(name, String(id))));
    choice.value = offices.some(({ id }) => String(id) === before) ? before : "";
  }

  #buttons() {
    return /** @type {HTMLButtonElement[]} */ ([...this.#list.querySelectorAll("button")]);
  }

  /** @param {"find" | "office"} name */
  #field(name) {
    return /** @type {HTMLInputElement} */ (this.#form.elements.namedItem(name));
  }
}

/** Numbers and appointments are counted apart. @param {{kind: string, id: number}} row */
export const keyOf = ({ kind, id }) => `${kind}:${id}`;

/**
 * @param {HTMLElement} item
 * @param {Row} row
 * @param {boolean} isOneOfMany offices
 */
function fillRow(item, row, isOneOfMany) {
  item.dataset.stage = stageOf(row);
  showFor(item, row.channel);
  fill(item, {
    number: row.number || "–",
    who: row.name || row.services,
    persons: row.persons > 1 ? plural("persons", row.persons) : "",
    what: [row.name ? row.services : "", sinceText(row), row.priority ? text(`priority.${row.priority}`) : ""].filter(Boolean).join(" · "),
    channel: wayText(row),
    office: isOneOfMany ? row.office.name : "",
    state: stateText(row),
  });
}
