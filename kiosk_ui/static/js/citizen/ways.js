// On site, by video, by telephone: an appointment can change it until it is checked in, a number until it is one's turn.

import { errorText, text } from "../texts.js";
import { copyOf, need, setText } from "./views.js";

/** @typedef {import("./booking/words.js").Way} Way */

/** What is offered, as one word: the form stays as it is while nothing changed. */
let offered = "";

/**
 * @param {Way | "terminal"} now
 * @param {{channels: Way[], phone: string}} offer
 */
export function showWays(now, { channels, phone }) {
  const part = need(document, "[data-ways-part]");
  part.hidden = channels.every((way) => way === now);
  const offer = [now, phone, ...channels].join(" ");
  if (offer === offered) return;
  offered = offer;
  setText(need(part, "[data-way-now]"), text(`way-now-${now}`));
  need(part, "[data-ways]").replaceChildren(...channels.map((way) => choice(way, now)));
  const number = numberField();
  if (number) number.value = phone;
  showNumberPart();
}

/** @param {(way: Way, phone: string) => Promise<void>} change */
export function offerWays(change) {
  const form = /** @type {HTMLFormElement} */ (need(document, "[data-way-form]"));
  form.onchange = showNumberPart;
  form.onsubmit = async (event) => {
    event.preventDefault();
    try {
      tell("");
      const way = chosen();
      if (way) await change(way, way === "telephone" ? (numberField()?.value.trim() ?? "") : "");
      /** @type {HTMLDetailsElement} */ (need(document, "[data-ways-part]")).open = false;
    } catch (error) {
      tell(errorText(error));
    }
  };
}

/** @param {Way} way @param {Way | "terminal"} now */
function choice(way, now) {
  const element = copyOf("choice-way");
  const radio = /** @type {HTMLInputElement} */ (need(element, "input"));
  const label = /** @type {HTMLLabelElement} */ (need(element, "label"));
  [radio.id, radio.value, radio.checked] = [`way-${way}`, way, way === now];
  [label.htmlFor, label.textContent] = [radio.id, text(`choose-way-${way}`)];
  return element;
}

function showNumberPart() {
  const part = numberField()?.parentElement;
  if (part) part.hidden = chosen() !== "telephone";
}

/** @param {string} words "" for none */
function tell(words) {
  const problem = need(need(document, "[data-way-form]"), "[data-problem]");
  setText(need(problem, "[data-words]"), words);
  problem.hidden = !words;
}

function chosen() {
  const radio = /** @type {HTMLInputElement | null} */ (document.querySelector("[data-ways] input:checked"));
  return /** @type {Way | null} */ (radio?.value ?? null);
}

/** Not where the number is known or not asked for. */
function numberField() {
  return /** @type {HTMLInputElement | null} */ (document.querySelector("#way-phone"));
}
