// The buttons with which a clerk switches a ticket to another channel.

import { text } from "../texts.js";
import { fromTemplate } from "./elements.js";

/**
 * Unchanged choices are not drawn again: one of them may have the focus.
 * @param {HTMLElement} list
 * @param {string[]} channels
 * @param {number} ticket
 * @param {"switch" | "choice"} words how much the buttons say
 */
export function showChoices(list, channels, ticket, words) {
  const wanted = channels.map((channel) => `${ticket} ${channel}`).join();
  if (list.dataset.choices === wanted) return;
  list.dataset.choices = wanted;
  list.replaceChildren(...channels.map((channel) => {
    const button = fromTemplate("channel-choice");
    button.textContent = text(`${words}.${channel}`);
    button.dataset.ticket = String(ticket);
    button.dataset.channel = channel;
    if (words === "switch") button.removeAttribute("tabindex");
    return button;
  }));
}
