// To whom a ticket can be passed on, and what else it can be for: the offices, counters and colleagues of the house.

import { get } from "../api.js";
import { text } from "../texts.js";
import { fill, fromTemplate, part } from "./elements.js";
import { Finder } from "./finder.js";

/**
 * @typedef {import("./console_view.js").View} View
 * @typedef {import("./console_view.js").Subject} Subject
 * @typedef {import("./finder.js").Option} Option
 * @typedef {{id: number, name: string}} Named
 *
 * @typedef {object} Targets
 * @property {(Named & {services: Named[]})[]} offices
 * @property {(Named & {office: string, clerk: string | null})[]} counters
 * @property {(Named & {counter: string | null, office: string | null})[]} colleagues
 */

/** @param {View} view @returns {Promise<Targets>} */
const fetchTargets = (view) => get(`/api/counters/${view.counter?.id}/targets`);

/** Passes a ticket on. */
export class Transfer {
  #finder;

  /**
   * @param {HTMLElement} root the console
   * @param {(error: unknown) => void} failed
   */
  constructor(root, failed) {
    this.failed = failed;
    this.#finder = new Finder(part(root, "transfer-finder"));
  }

  /** @param {View} view */
  open(view) {
    this.#finder.clear();
    fetchTargets(view).then((targets) => this.#finder.offer(receivers(targets, view)), this.failed);
  }
}

/** Colleagues and counters first: they are few. @param {Targets} targets @param {View} view @returns {Option[]} */
function receivers({ offices, counters, colleagues }, view) {
  const deed = { action: "transfer" };
  return [
    ...colleagues.map(({ id, name, counter, office }) => ({
      kind: /** @type {const} */ ("clerk"), name, detail: counter ? joined(counter, office) : text("target.away"), data: { ...deed, clerk: id },
    })),
    ...counters.filter(({ id }) => id !== view.counter?.id).map(({ id, name, office, clerk }) => ({
      kind: /** @type {const} */ ("counter"), name, detail: joined(office, clerk), data: { ...deed, counter: id },
    })),
    ...offices.flatMap((office) => office.services.map(({ id, name }) => ({
      kind: /** @type {const} */ ("service"), name, detail: office.name, data: { ...deed, service: id },
    }))),
  ];
}

/** @param {(string | null)[]} parts */
const joined = (...parts) => parts.filter(Boolean).join(" · ");

/** What a ticket is for: one more, one less, or one with a number of its own. */
export class Services {
  #list;
  #finder;
  /** @type {Option[]} */
  #all = [];
  #drawn = "";

  /**
   * @param {HTMLElement} root the console
   * @param {(error: unknown) => void} failed
   */
  constructor(root, failed) {
    this.failed = failed;
    this.#list = part(root, "concerns");
    this.#finder = new Finder(part(root, "service-finder"));
  }

  /**
   * @param {View} view
   * @param {Subject | null} subject
   */
  open(view, subject) {
    this.#finder.clear();
    fetchTargets(view).then((targets) => {
      this.#all = addable(targets, view);
      this.show(view, subject);
    }, this.failed);
  }

  /**
   * @param {View} view
   * @param {Subject | null} subject
   */
  show(view, subject) {
    const services = subject?.services ?? [];
    const known = services.map(({ id }) => id);
    this.#finder.offer(this.#all.filter(({ data }) => !known.includes(Number(data.add))));
    const drawn = JSON.stringify([subject?.id, services]);
    if (drawn === this.#drawn) return; // a button may have the focus
    this.#drawn = drawn;
    this.#finder.clear();
    this.#list.replaceChildren(...services.map((service) => concern(service, services.length > 1)));
  }
}

/** What the clerk's own office does. @param {Targets} targets @param {View} view @returns {Option[]} */
function addable({ offices }, view) {
  const own = offices.find(({ id }) => id === view.office.id);
  return (own?.services ?? []).map(({ id, name }) => ({ kind: "service", name, detail: "", data: { action: "services", add: id } }));
}

/**
 * @param {Named} service
 * @param {boolean} separable
 */
function concern({ id, name }, separable) {
  const item = fromTemplate("concern");
  fill(item, { concern: name });
  part(item, "concern-deeds").hidden = !separable;
  for (const button of item.querySelectorAll("button")) {
    button.dataset[button.dataset.action === "services" ? "remove" : "service"] = String(id);
    button.setAttribute("aria-label", `${button.textContent}: ${name}`);
  }
  return item;
}
