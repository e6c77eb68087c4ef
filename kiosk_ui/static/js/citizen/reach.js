// Whoever cannot leave the page open gives a number to be called at: then the page may be closed.

import { errorText } from "../texts.js";
import { need, setText } from "./views.js";

/** @param {import("./ticket_states.js").Ticket} ticket */
export function showReach({ channel, at_terminal, phone }) {
  const isRemote = channel === "video" && !at_terminal;
  need(document, "[data-reach-open]").hidden = !isRemote || Boolean(phone);
  need(document, "[data-reach-known]").hidden = !isRemote || !phone;
  need(document, "[data-reach-part]").hidden = !isRemote || Boolean(phone);
}

/** @param {(phone: string) => Promise<void>} give */
export function offerReach(give) {
  const form = /** @type {HTMLFormElement} */ (need(document, "[data-reach-form]"));
  const number = /** @type {HTMLInputElement} */ (need(form, "input"));
  form.onsubmit = async (event) => {
    event.preventDefault();
    const problem = need(form, "[data-reach-problem]");
    try {
      setText(problem, "");
      if (number.value.trim()) await give(number.value.trim());
      else number.focus();
    } catch (error) {
      setText(problem, errorText(error));
    }
  };
}
