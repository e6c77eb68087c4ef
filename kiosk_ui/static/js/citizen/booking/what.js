// The first step: which concerns, how to talk, for how many people.

import { text } from "../../texts.js";
import { copyOf, need, setText, view } from "../views.js";
import { MOST_PERSONS, MOST_SERVICES, bookable, commonWays, fragmentOf, minutesFor } from "./wish.js";

/**
 * @typedef {import("./wish.js").Office} Office
 * @typedef {import("./wish.js").Service} Service
 * @typedef {import("./words.js").Way} Way
 */

/**
 * @param {Office} office
 * @param {number[]} chosen services that a link named, or that were chosen before
 * @param {{persons?: number, channel?: Way}} before
 */
export function showWhat(office, chosen, { persons = 1, channel } = {}) {
  const page = view("what");
  setText(need(page, "[data-office]"), office.name);
  setText(need(page, "[data-place]"), office.place);
  const first = bookable(office).sort((one, other) => Number(chosen.includes(other.id)) - Number(chosen.includes(one.id)));
  need(page, "[data-services]").replaceChildren(...first.map((service) => serviceChoice(service, chosen)));
  showPersons(select(page), persons);
  const form = /** @type {HTMLFormElement} */ (need(page, "[data-what]"));
  form.onchange = () => showConsequences(page, office, wayChosen(page));
  form.onsubmit = (event) => goOn(event, page, office);
  showConsequences(page, office, channel ?? null);
}

/** @param {Service} service @param {number[]} chosen */
function serviceChoice(service, chosen) {
  const choice = copyOf("choice-service");
  const box = dress(choice, `service-${service.id}`, String(service.id), service.name);
  box.checked = chosen.includes(service.id);
  return choice;
}

/** @param {HTMLSelectElement} list @param {number} persons */
function showPersons(list, persons) {
  list.replaceChildren(...Array.from({ length: MOST_PERSONS }, (_, count) => option(count + 1)));
  list.value = String(persons);
}

/** @param {number} count */
function option(count) {
  const element = /** @type {HTMLOptionElement} */ (copyOf("choice-persons"));
  element.value = element.textContent = String(count);
  return element;
}

/**
 * What follows from the choice: how one may talk about all of it, and how long it takes.
 * @param {HTMLElement} page
 * @param {Office} office
 * @param {Way | null} before the way that was chosen until now
 */
function showConsequences(page, office, before) {
  const services = chosenServices(page, office);
  const ways = services.length ? commonWays(services) : [];
  need(page, "[data-ways-part]").hidden = ways.length < 2;
  need(page, "[data-ways]").replaceChildren(...ways.map((way) => wayChoice(way, before && ways.includes(before) ? before : ways[0])));
  const onlyWay = need(page, "[data-only-way]");
  onlyWay.hidden = ways.length !== 1;
  setText(onlyWay, onlyWay.hidden ? "" : text(`only-${ways[0]}`));
  const minutes = minutesFor(services, Number(select(page).value));
  setText(need(page, "[data-length]"), services.length ? text("takes", { minutes }) : "");
  limit(page, services.length >= MOST_SERVICES);
  const impossible = services.length > 0 && ways.length === 0;
  tell(page, impossible ? "no-common-way" : "");
}

/** @param {Way} way @param {Way} chosen */
function wayChoice(way, chosen) {
  const choice = copyOf("choice-way");
  dress(choice, `way-${way}`, way, text(`choose-way-${way}`)).checked = way === chosen;
  return choice;
}

/**
 * @param {HTMLElement} choice
 * @param {string} id
 * @param {string} value
 * @param {string} words
 */
function dress(choice, id, value, words) {
  const box = /** @type {HTMLInputElement} */ (need(choice, "input"));
  const label = /** @type {HTMLLabelElement} */ (need(choice, "label"));
  [box.id, box.value, label.htmlFor, label.textContent] = [id, value, id, words];
  return box;
}

/** @param {HTMLElement} page @param {boolean} enough no further one fits in */
function limit(page, enough) {
  for (const box of boxes(page)) box.disabled = enough && !box.checked;
}

/** @param {Event} event @param {HTMLElement} page @param {Office} office */
function goOn(event, page, office) {
  event.preventDefault();
  const services = chosenServices(page, office);
  const channel = wayChosen(page) ?? commonWays(services)[0];
  if (services.length === 0) tell(page, "choose-service");
  if (services.length === 0 || !channel) return boxes(page)[0]?.focus();
  const persons = Number(select(page).value);
  history.replaceState(null, "", `#${fragmentOf({ services, persons, channel }).replace("when", "what")}`); // "back" finds the choice
  location.hash = fragmentOf({ services, persons, channel });
}

/** @param {HTMLElement} page @param {string} name of a text, "" for nothing to tell */
function tell(page, name) {
  const problem = need(page, "[data-problem]");
  setText(need(problem, "[data-words]"), name && text(name));
  problem.hidden = !name;
}

/** @param {HTMLElement} page @param {Office} office */
function chosenServices(page, office) {
  const chosen = boxes(page).filter((box) => box.checked).map((box) => Number(box.value));
  return bookable(office).filter(({ id }) => chosen.includes(id));
}

/** @param {HTMLElement} page @returns {HTMLInputElement[]} */
function boxes(page) {
  return [.../** @type {NodeListOf<HTMLInputElement>} */ (page.querySelectorAll("input[name=service]"))];
}

/** @param {HTMLElement} page @returns {Way | null} */
function wayChosen(page) {
  const chosen = /** @type {HTMLInputElement | null} */ (page.querySelector("input[name=way]:checked"));
  return /** @type {Way | null} */ (chosen?.value ?? null);
}

/** @param {HTMLElement} page */
function select(page) {
  return /** @type {HTMLSelectElement} */ (need(page, "[data-persons]"));
}
