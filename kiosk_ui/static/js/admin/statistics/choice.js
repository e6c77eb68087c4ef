// What is counted: days, office, service, channel. The address keeps it, for a reload and for a colleague.

import { part } from "../../clerk/elements.js";

/** @typedef {import("./shapes.js").Statistics} Statistics */

const DAY_MS = 86_400_000;
const FIELDS = ["first", "last", "office", "service", "channel"];

export class Choice {
  #form;
  #csv;
  #path;
  #chosen;
  /** The town's. */
  #today = "";

  /**
   * @param {HTMLElement} root
   * @param {string} path of the API
   * @param {(query: string) => void} chosen is told the query
   */
  constructor(root, path, chosen) {
    this.#path = path;
    this.#chosen = chosen;
    this.#form = /** @type {HTMLFormElement} */ (part(root, "choice"));
    this.#csv = /** @type {HTMLAnchorElement} */ (part(root, "csv"));
    this.#form.addEventListener("submit", (event) => event.preventDefault());
    this.#form.addEventListener("change", (event) => this.#changed(/** @type {HTMLInputElement} */ (event.target).name));
  }

  /** @param {Statistics} view */
  show({ first, last, today, office, service, channel, offices, channels }) {
    this.#today = today;
    const services = offices.filter(({ id }) => office === null || id === office).flatMap((one) => one.services);
    this.#offer("office", offices.map(({ id, name }) => [String(id), name]), office);
    this.#offer("service", services.map(({ id, name }) => [String(id), name]), service);
    this.#offer("channel", channels.map((one) => [one.channel, one.name]), channel);
    if (!this.#form.contains(document.activeElement)) this.#showDays(first, last); // else somebody is entering them
    this.#csv.href = `${this.#path}/csv${this.#query({ lang: document.documentElement.lang })}`;
  }

  /**
   * Choices after the first, which is "all"; what is retired since it was chosen stays chosen under its number.
   * @param {string} name of the field
   * @param {string[][]} choices value and name of each
   * @param {string | number | null} chosen
   */
  #offer(name, choices, chosen) {
    const select = /** @type {HTMLSelectElement} */ (this.#form.elements.namedItem(name));
    const known = choices.some(([value]) => value === String(chosen)) || chosen === null;
    const offered = known ? choices : [...choices, [String(chosen), String(chosen)]];
    const shown = JSON.stringify(offered);
    if (select.dataset.shown !== shown) {
      select.dataset.shown = shown;
      select.replaceChildren(select.options[0], ...offered.map(([value, words]) => new Option(words, value)));
    }
    select.value = chosen === null ? "" : String(chosen);
  }

  /**
   * Days until today have a name, others their dates.
   * @param {string} first
   * @param {string} last
   */
  #showDays(first, last) {
    this.#field("first").value = first;
    this.#field("last").value = last;
    const select = /** @type {HTMLSelectElement} */ (this.#form.elements.namedItem("days"));
    const days = String((Date.parse(last) - Date.parse(first)) / DAY_MS + 1);
    const named = last === this.#today && [...select.options].some(({ value }) => value === days);
    select.value = named ? days : "";
    this.#showDates(!named);
  }

  /** @param {boolean} areShown */
  #showDates(areShown) {
    for (const name of ["first", "last"]) part(this.#form, name).hidden = !areShown;
  }

  /** @param {string} name of the field */
  #changed(name) {
    if (name === "days" && !this.#takeDays(Number(this.#field("days").value))) return;
    if (name === "office") this.#field("service").value = "";
    const [first, last] = [this.#field("first"), this.#field("last")];
    if (!first.value || !last.value) return;
    if (first.value > last.value) (name === "first" ? last : first).value = this.#field(name).value;
    const language = new URLSearchParams(location.search).get("lang");
    history.replaceState(null, "", location.pathname + this.#query(language ? { lang: language } : {}));
    this.#chosen(this.#query());
  }

  /** The last days until today; false where the dates are to be entered. @param {number} days */
  #takeDays(days) {
    this.#showDates(days === 0);
    if (days === 0) return false;
    this.#field("last").value = this.#today;
    this.#field("first").value = new Date(Date.parse(this.#today) - (days - 1) * DAY_MS).toISOString().slice(0, 10);
    return true;
  }

  /** @param {Record<string, string>} more */
  #query(more = {}) {
    const chosen = FIELDS.map((name) => [name, this.#field(name).value]).filter(([, value]) => value !== "");
    return `?${new URLSearchParams({ ...Object.fromEntries(chosen), ...more })}`;
  }

  /** @param {string} name */
  #field(name) {
    return /** @type {HTMLInputElement} */ (this.#form.elements.namedItem(name));
  }
}
