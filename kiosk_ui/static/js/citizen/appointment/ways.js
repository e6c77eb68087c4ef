// On site, by video, by telephone: the way of an appointment can change until it is checked in.

import { errorText, text } from "../../texts.js";
import { copyOf, need, setText } from "../views.js";

/**
 * @typedef {import("../booking/words.js").Appointment} Appointment
 * @typedef {import("../booking/words.js").Way} Way
 */

/** What is offered, as one word: the form stays as it is while nothing changed. */
let offered = "";

/** @param {Appointment} appointment */
export function showWays({ channel, channels, phone }) {
  const part = need(document, "[data-ways-part]");
  part.hidden = channels.length < 2;
  const now = [channel, phone, ...channels].join(" ");
  if (now === offered) return;
  offered = now;
  setText(need(part, "[data-way-now]"), text(`way-now-${channel}`));
  need(part, "[data-ways]").replaceChildren(...channels.map((way) => choice(way, channel)));
  number().value = phone;
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
      await change(chosen(), chosen() === "telephone" ? number().value.trim() : "");
      /** @type {HTMLDetailsElement} */ (need(document, "[data-ways-part]")).open = false;
    } catch (error) {
      tell(errorText(error));
    }
  };
}

/** @param {Way} way @param {Way} now */
function choice(way, now) {
  const element = copyOf("choice-way");
  const radio = /** @type {HTMLInputElement} */ (need(element, "input"));
  const label = /** @type {HTMLLabelElement} */ (need(element, "label"));
  [radio.id, radio.value, radio.checked] = [`way-${way}`, way, way === now];
  [label.htmlFor, label.textContent] = [radio.id, text(`choose-way-${way}`)];
  return element;
}

function showNumberPart() {
  need(document, "[data-number-part]").hidden = chosen() !== "telephone";
}

/** @param {string} words "" for none */
function tell(words) {
  const problem = need(need(document, "[data-way-form]"), "[data-problem]");
  setText(need(problem, "[data-words]"), words);
  problem.hidden = !words;
}

function chosen() {
  const radio = /** @type {HTMLInputElement | null} */ (document.querySelector("[data-ways] input:checked"));
  return /** @type {Way} */ (radio?.value ?? "on_site");
}

function number() {
  return /** @type {HTMLInputElement} */ (need(document, "#way-phone"));
}
