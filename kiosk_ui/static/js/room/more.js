// The control bar has one row. Where it is too short, controls with `data-rare` go behind "More", the last ones first.
import { part } from "./partial.js";

/** On a phone: five, "More" with them; a sixth would cut the words. */
const PHONE_PX = 520;
const PHONE_CONTROLS = 5;
/** Where controls are as wide as their words. */
const NATURAL_PX = 150;
const NEW = ".room-control:not([hidden]) .room-control__badge:not([hidden])";

/** @typedef {{control: HTMLElement, mark: Comment}} Rare */

export class More {
  #root;
  #bar;
  #box;
  #toggle;
  #list;
  /** Every control that may go, and its place in the bar. @type {Rare[]} */
  #rare;
  #listening = new AbortController();
  #observers;

  /** @param {{root: HTMLElement}} context */
  constructor({ root }) {
    this.#root = root;
    this.#box = part(root, "more");
    this.#toggle = part(root, "more-toggle");
    this.#list = part(root, "more-list");
    this.#bar = /** @type {HTMLElement} */ (this.#box.parentElement);
    this.#rare = [...this.#bar.querySelectorAll(":scope > [data-rare]")].map((control) => withMark(/** @type {HTMLElement} */ (control)));
    this.#listen();
    const resized = new ResizeObserver(() => this.#arrange());
    resized.observe(this.#bar);
    const changed = new MutationObserver(() => this.#arrange());
    changed.observe(this.#bar, { subtree: true, attributeFilter: ["hidden"] });
    this.#observers = [resized, changed];
    this.#arrange();
  }

  stop() {
    this.#listening.abort();
    this.#observers.forEach((observer) => observer.disconnect());
    this.#open(false);
    for (const { control, mark } of this.#rare) mark.replaceWith(control);
  }

  #listen() {
    const { signal } = this.#listening;
    this.#toggle.addEventListener("click", () => this.#open(Boolean(this.#list.hidden), true), { signal });
    this.#list.addEventListener("click", () => this.#open(false), { signal });
    this.#box.addEventListener("keydown", (event) => this.#pressed(event), { signal });
    document.addEventListener("pointerdown", (event) => this.#elsewhere(event), { signal });
  }

  /** As few as possible are put away; each has its place when there is room again. */
  #arrange() {
    const { cost, room } = this.#measure();
    const shown = this.#rare.filter(({ control }) => !control.hidden);
    const always = /** @type {HTMLElement[]} */ ([...this.#bar.children]).filter((one) => one !== this.#box && !one.hasAttribute("data-rare") && !one.hidden);
    let left = room - sum(always.map(cost));
    const all = left >= sum(shown.map(({ control }) => cost(control)));
    if (!all) left -= cost(this.#toggle);
    for (const one of shown) {
      left -= cost(one.control);
      if (all || left >= 0) this.#toBar(one);
      else this.#toList(one);
    }
    setHidden(this.#box, all);
    if (all) this.#open(false);
    setHidden(part(this.#box, "more-badge"), this.#list.querySelector(NEW) === null);
  }

  /** What a control takes of the one row, and what the row has. */
  #measure() {
    const width = this.#bar.clientWidth;
    if (width === 0) return { cost: () => 1, room: Infinity }; // not shown yet
    if (this.#root.clientWidth < PHONE_PX) return { cost: () => 1, room: PHONE_CONTROLS };
    const gap = parseFloat(getComputedStyle(this.#bar).columnGap) || 0;
    const cost = (/** @type {HTMLElement} */ control) => (parseFloat(getComputedStyle(control).flexBasis) || NATURAL_PX) + gap;
    return { cost, room: width + gap };
  }

  /** @param {Rare} one */
  #toBar({ control, mark }) {
    if (control.parentElement !== this.#bar) mark.after(control);
  }

  /** @param {Rare} one */
  #toList({ control }) {
    if (control.parentElement === this.#list) return;
    const later = this.#rare.slice(this.#rare.findIndex((one) => one.control === control) + 1);
    const next = later.find((one) => one.control.parentElement === this.#list);
    this.#list.insertBefore(control, next?.control ?? null);
  }

  /** @param {boolean} open */
  #open(open, focus = false) {
    setHidden(this.#list, !open);
    this.#toggle.setAttribute("aria-expanded", String(open));
    if (!open || !focus) return;
    const first = /** @type {HTMLElement | null} */ (this.#list.querySelector(".room-control:not([hidden], :disabled)"));
    first?.focus();
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (event.key !== "Escape" || this.#list.hidden) return;
    event.preventDefault();
    this.#open(false);
    this.#toggle.focus();
  }

  /** @param {Event} event */
  #elsewhere(event) {
    if (!this.#list.hidden && !this.#box.contains(/** @type {Node} */ (event.target))) this.#open(false);
  }
}

/** @param {number[]} numbers */
function sum(numbers) {
  return numbers.reduce((all, one) => all + one, 0);
}

/** Only what changes is set: this is watched. @param {HTMLElement} element @param {boolean} hidden */
function setHidden(element, hidden) {
  if (element.hidden !== hidden) element.hidden = hidden;
}

/** @param {HTMLElement} control @returns {Rare} */
function withMark(control) {
  const mark = document.createComment("");
  control.before(mark);
  return { control, mark };
}
