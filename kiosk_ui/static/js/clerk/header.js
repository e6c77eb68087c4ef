// The line at the top: counter, office, how many wait and for how long.

import { timeText } from "../clock.js";
import { openingText } from "../opening.js";
import { plural, text } from "../texts.js";
import { durationText, elapsed } from "./durations.js";
import { fill, part, showFor } from "./elements.js";

/** @typedef {import("./console_view.js").View} View */

export class Header {
  #root;
  /** @type {string | null} arrival of the person who waits longest, RFC 3339 */
  #first = null;

  /** @param {HTMLElement} root the console */
  constructor(root) {
    this.#root = /** @type {HTMLElement} */ (root.querySelector("header"));
    closeMenuFromOutside(/** @type {HTMLDetailsElement} */ (part(root, "menu")));
  }

  /** @param {View} view */
  show(view) {
    this.#first = view.waiting.map((row) => row.taken_at).sort()[0] ?? null;
    const pill = part(this.#root, "office-state");
    pill.dataset.state = view.office.state;
    showFor(pill, view.office.state);
    fill(this.#root, {
      counter: view.counter?.name ?? "",
      office: view.office.name,
      office_state: openingText(view.office),
      waiting: plural("waiting", view.waiting_count),
      clerk: view.clerk.name,
      paused: view.pause ? text("paused", { time: timeText(view.pause.since) }) : "",
    });
    this.#showPause(Boolean(view.pause), !view.current || view.current.state === "finished");
    this.tick();
  }

  /**
   * @param {boolean} isPaused
   * @param {boolean} free whether nobody is here
   */
  #showPause(isPaused, free) {
    part(this.#root, "paused").hidden = !isPaused;
    for (const button of /** @type {NodeListOf<HTMLElement>} */ (this.#root.querySelectorAll('[data-command="pause"]'))) {
      button.hidden = isPaused !== (button.dataset.action === "end-pause");
      button.setAttribute("aria-disabled", String(!isPaused && !free));
    }
  }

  tick() {
    part(this.#root, "longest").hidden = !this.#first;
    if (this.#first) fill(this.#root, { longest: text("longest", { duration: durationText(elapsed(this.#first)) }) });
  }
}

/** @param {HTMLDetailsElement} menu */
export function closeMenuFromOutside(menu) {
  document.addEventListener("click", (event) => {
    if (menu.open && !menu.contains(/** @type {Node} */ (event.target))) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menu.open = false;
    menu.querySelector("summary")?.focus();
  });
}
