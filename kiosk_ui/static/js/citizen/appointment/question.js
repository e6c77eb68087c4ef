// What cannot be taken back takes one more click.

import { errorText, text } from "../../texts.js";
import { need, setText } from "../views.js";

/**
 * @param {string} name of the texts: ask-NAME, ask-NAME-words, ask-NAME-yes
 * @param {Record<string, string>} facts
 * @param {() => Promise<void>} act
 */
export function ask(name, facts, act) {
  const question = dialog();
  setText(need(question, "[data-title]"), text(`ask-${name}`));
  setText(need(question, "[data-words]"), text(`ask-${name}-words`, facts));
  setText(need(question, "[data-yes-words]"), text(`ask-${name}-yes`));
  setText(need(question, "[data-problem]"), "");
  need(question, "[data-no]").onclick = withdraw;
  need(question, "[data-yes]").onclick = () => yes(question, act);
  question.showModal();
}

/** A question that no longer fits must not stay on the screen. */
export function withdraw() {
  if (dialog().open) dialog().close();
}

/** @param {HTMLDialogElement} question @param {() => Promise<void>} act */
async function yes(question, act) {
  const button = /** @type {HTMLButtonElement} */ (need(question, "[data-yes]"));
  button.disabled = true;
  try {
    await act();
    withdraw();
  } catch (error) {
    setText(need(question, "[data-problem]"), errorText(error));
  } finally {
    button.disabled = false;
  }
}

function dialog() {
  return /** @type {HTMLDialogElement} */ (need(document, "[data-question]"));
}
