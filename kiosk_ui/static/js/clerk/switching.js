// The buttons with which a clerk switches a ticket to another channel.

import { text } from "../texts.js";
import { fromTemplate } from "./elements.js";

/**
 * Unchanged choices are not drawn again: one of them may have the focus. To call somebody takes a number: where none is
 * known, it is asked for.
 * @param {HTMLElement} list
 * @param {string[]} channels
 * @param {{id: number, phone_known: boolean}} ticket
 * @param {"switch" | "choice"} words how much the buttons say
 */
export function showChoices(list, channels, ticket, words) {
  const wanted = channels.map((channel) => `${ticket.id} ${channel} ${ticket.phone_known}`).join();
  if (list.dataset.choices === wanted) return;
  list.dataset.choices = wanted;
  list.replaceChildren(...channels.map((channel) => {
    const button = fromTemplate("channel-choice");
    button.textContent = text(`${words}.${channel}`);
    button.dataset.ticket = String(ticket.id);
    button.dataset.channel = channel;
    if (words === "switch") button.removeAttribute("tabindex");
    return channel === "telephone" && !ticket.phone_known ? withNumber(button) : button;
  }));
}

/** @param {HTMLElement} button */
function withNumber(button) {
  const form = /** @type {HTMLFormElement} */ (fromTemplate("number-to-call"));
  form.append(button);
  form.onsubmit = (event) => {
    event.preventDefault();
    button.click();
  };
  return form;
}

/**
 * The number that was written beside the button, "" where none is asked for; null where it is missing.
 * @param {HTMLElement} button
 */
export function writtenNumber(button) {
  const form = button.closest("form");
  if (!form) return "";
  return form.reportValidity() ? /** @type {HTMLInputElement} */ (form.elements.namedItem("phone")).value.trim() : null;
}
