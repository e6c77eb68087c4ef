// The link is the ticket: to be kept, or sent to the telephone one carries.

import { text } from "../texts.js";
import { need } from "./views.js";

/**
 * @param {HTMLElement} page
 * @param {() => string} number
 */
export function offerLink(page, number) {
  need(page, "[data-share]").onclick = () => share(page, text("share-title", { number: number() }));
}

/**
 * @param {HTMLElement} page
 * @param {string} title
 */
async function share(page, title) {
  try {
    if (navigator.share) await navigator.share({ title, url: location.href });
    else await copy(page);
  } catch (error) {
    if (/** @type {Error} */ (error).name !== "AbortError") showByHand(page); // AbortError: the person changed their mind
  }
}

/** @param {HTMLElement} page */
async function copy(page) {
  await navigator.clipboard.writeText(location.href); // missing in an insecure context: then by hand
  need(page, "[data-shared]").hidden = false;
}

/** @param {HTMLElement} page */
function showByHand(page) {
  need(page, "[data-share-by-hand]").hidden = false;
  const field = /** @type {HTMLInputElement} */ (need(page, "#link"));
  field.value = location.href;
  field.focus();
  field.select();
}
