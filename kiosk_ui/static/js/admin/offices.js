// Offices: open or closed, who waits, who is at the counters.

import { newKey, post } from "../api.js";
import { openingText } from "../opening.js";
import { plural, text } from "../texts.js";
import { fill, fromTemplate, part, showFor } from "../clerk/elements.js";

/** @typedef {import("./conditions.js").Office} Office */

export class Offices {
  #list;
  #root;
  #send;

  /**
   * @param {HTMLElement} root
   * @param {(request: () => Promise<unknown>) => Promise<unknown>} send does a request and shows its failure
   */
  constructor(root, send) {
    this.#root = root;
    this.#list = part(root, "offices");
    this.#send = send;
    this.#list.addEventListener("click", this.#clicked);
  }

  /** @param {Office[]} offices */
  show(offices) {
    while (this.#list.children.length > offices.length) this.#list.lastElementChild?.remove();
    while (this.#list.children.length < offices.length) this.#list.append(fromTemplate("office"));
    offices.forEach((office, index) => fillOffice(/** @type {HTMLElement} */ (this.#list.children[index]), office));
    part(this.#root, "no-offices").hidden = offices.length > 0;
  }

  /** @param {MouseEvent} event */
  #clicked = (event) => {
    const button = /** @type {Element} */ (event.target).closest("[data-office-deed]");
    const item = /** @type {HTMLElement | null | undefined} */ (button?.closest(".office"));
    if (!(button instanceof HTMLElement) || !item) return;
    const path = `/api/offices/${item.dataset.id}/${button.dataset.officeDeed}`;
    void this.#send(() => post(path, {}, { idempotencyKey: newKey() })).then(() => focusShown(item));
  };
}

/**
 * @param {HTMLElement} item
 * @param {Office} office
 */
function fillOffice(item, office) {
  item.dataset.id = String(office.id);
  const pill = part(item, "state");
  pill.dataset.state = office.state;
  showFor(pill, office.state);
  fill(item, {
    name: office.name,
    department: office.department,
    state: openingText(office),
    waiting: waitingText(office),
  });
  part(item, "counters").replaceChildren(...office.counters.map(counterItem));
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (item.querySelectorAll("[data-office-deed]"))) {
    button.hidden = (button.dataset.officeDeed === "close") !== office.open;
    button.setAttribute("aria-label", `${button.textContent?.trim()}: ${office.name}`);
  }
}

/** @param {Office} office */
function waitingText(office) {
  const waiting = plural("office.waiting", office.waiting);
  return office.capacity ? text("office.capacity", { waiting, capacity: office.capacity }) : waiting;
}

/** @param {{name: string, clerk: string | null}} counter */
function counterItem(counter) {
  const item = fromTemplate("office-counter");
  item.toggleAttribute("data-staffed", Boolean(counter.clerk));
  fill(item, { counter: counter.name, clerk: counter.clerk ?? text("counter.empty") });
  return item;
}

/** The button that was pressed has given way to its opposite. @param {HTMLElement} item */
function focusShown(item) {
  const button = /** @type {HTMLElement | null} */ (item.querySelector("[data-office-deed]:not([hidden])"));
  button?.focus();
}
