// Leaving the queue cannot be taken back, so this one step asks.

import { errorText } from "../texts.js";
import { need, setText } from "./views.js";

/** @param {() => Promise<void>} leave */
export function offerLeaving(leave) {
  const dialog = /** @type {HTMLDialogElement} */ (need(document, "[data-leave-dialog]"));
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-leave]"))) {
    button.onclick = () => dialog.showModal();
  }
  need(dialog, "[data-stay]").onclick = () => dialog.close();
  need(dialog, "[data-leave-now]").onclick = () => leaveNow(dialog, leave);
  dialog.addEventListener("close", () => setText(need(dialog, "[data-leave-problem]"), ""));
}

/** A question that no longer fits must not stay on the screen. */
export function withdrawQuestion() {
  const dialog = /** @type {HTMLDialogElement} */ (need(document, "[data-leave-dialog]"));
  if (dialog.open) dialog.close();
}

/**
 * @param {HTMLDialogElement} dialog
 * @param {() => Promise<void>} leave
 */
async function leaveNow(dialog, leave) {
  const button = /** @type {HTMLButtonElement} */ (need(dialog, "[data-leave-now]"));
  button.disabled = true;
  try {
    await leave();
    dialog.close();
  } catch (error) {
    setText(need(dialog, "[data-leave-problem]"), errorText(error));
  } finally {
    button.disabled = false;
  }
}
