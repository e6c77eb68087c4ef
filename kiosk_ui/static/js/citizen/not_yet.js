// "Why is it not my turn yet?": what the number counts for, the rule, and who was called before. Asked when it is opened.

import { get } from "../api.js";
import { latest } from "../latest.js";
import { errorText } from "../texts.js";
import { copyOf, need, setText } from "./views.js";

/** @typedef {{own: string, rule: string, before: string[]}} NotYet */

/** @param {string} token @returns {() => void} what is open is asked anew */
export function offerNotYet(token) {
  const part = /** @type {HTMLDetailsElement} */ (need(document, "[data-not-yet]"));
  const ask = latest(async () => {
    try {
      show(part, await get("/api/ticket/why", { bearer: token }));
    } catch (error) {
      setText(need(part, "[data-not-yet-problem]"), errorText(error));
    }
  });
  part.addEventListener("toggle", () => part.open && void ask());
  return () => part.open && void ask();
}

/**
 * @param {HTMLElement} part
 * @param {NotYet} reasons
 */
function show(part, { own, rule, before }) {
  setText(need(part, "[data-not-yet-problem]"), "");
  setText(need(part, "[data-own]"), own);
  setText(need(part, "[data-rule]"), rule);
  need(part, "[data-rule]").hidden = !rule;
  need(part, "[data-nobody-before]").hidden = before.length > 0;
  need(part, "[data-before]").replaceChildren(...before.map((sentence) => {
    const item = copyOf("not-yet-before");
    item.textContent = sentence;
    return item;
  }));
}
