// Who waits for what, and what is announced: shown while nobody is chosen.

import { fill, fromTemplate, part } from "../clerk/elements.js";
import { momentText, windowText } from "../clock.js";
import { openingText } from "../opening.js";
import { plural, text } from "../texts.js";

/**
 * @typedef {import("./shapes.js").Office} Office
 * @typedef {import("./shapes.js").Service} Service
 */

export class Overview {
  #running;
  #offices;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#running = part(root, "running");
    this.#offices = part(root, "offices");
  }

  /** @param {Office[]} offices */
  show(offices) {
    const said = new Map(offices.flatMap((office) => office.announcements).map((one) => [one.id, one]));
    replace(this.#running, [...said.values()], (one) => {
      const item = fromTemplate("running");
      item.dataset.announcement = String(one.id);
      fill(item, { text: one.de, until: text("until", { when: momentText(one.until) }) });
      return item;
    });
    replace(this.#offices, offices, officeSection);
  }
}

/**
 * Written anew only when something changed, so that what is being read stays.
 * @template T
 * @param {HTMLElement} place
 * @param {T[]} values
 * @param {(value: T) => HTMLElement} item
 */
export function replace(place, values, item) {
  const wanted = JSON.stringify(values);
  if (place.dataset.shown === wanted) return;
  place.dataset.shown = wanted;
  place.replaceChildren(...values.map(item));
}

/** @param {Office} office */
function officeSection(office) {
  const section = fromTemplate("office");
  part(section, "services").append(...office.services.map((service) => serviceRow(service)));
  fill(section, {
    office: office.name,
    opening: openingText(office),
    counters: plural("counters", office.counters_open),
  });
  const line = /** @type {HTMLElement} */ (section.querySelector(".reception-state"));
  fill(line, { waiting: plural("waiting", office.waiting) });
  return section;
}

/** @param {Service} service */
function serviceRow(service) {
  const row = fromTemplate("service");
  fill(row, {
    service: service.name,
    waiting: String(service.waiting),
    window: service.takes_numbers ? windowText(service.window) : text("prospect.appointments"),
  });
  return row;
}
