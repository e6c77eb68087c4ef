// After a visit: how it was, and the next steps by mail. Both are offered once, and neither has to be answered.

import { ApiError, newKey, post } from "../api.js";
import { errorText, text } from "../texts.js";
import { need, setText } from "./views.js";

const ADDRESS = /^[^@\s]+@[^@\s]+\.[^@\s.]+$/;

/** @param {{may_give_feedback: boolean, may_ask_for_steps: boolean}} ticket */
export function showAfterVisit({ may_give_feedback, may_ask_for_steps }) {
  need(document, "[data-feedback-part]").hidden = !may_give_feedback;
  need(document, "[data-steps-part]").hidden = !may_ask_for_steps;
}

/** @param {string} bearer the ticket's token */
export function offerAfterVisit(bearer) {
  offer("feedback", async () => {
    const answer = /** @type {HTMLInputElement | null} */ (document.querySelector("[data-feedback-form] :checked"))?.value;
    if (!answer) throw new Missing("feedback-missing", "#answer-very_good");
    const comment = field("#feedback-comment").value.trim();
    await post("/api/ticket/feedback", { answer, comment }, { bearer }).catch(unlessGiven);
  });
  offer("steps", async () => {
    const email = field("#steps-email").value.trim();
    if (!ADDRESS.test(email)) throw new Missing("steps-email-wrong", "#steps-email");
    const consent = field("#steps-consent").checked;
    if (!consent) throw new Missing("steps-consent-missing", "#steps-consent");
    await post("/api/ticket/next-steps", { email, consent }, { bearer, idempotencyKey: newKey() });
  });
}

/** Something that the person has left out; `field` is where. */
class Missing extends Error {
  /**
   * @param {string} words
   * @param {string} field
   */
  constructor(words, field) {
    super(words);
    this.field = field;
  }
}

/**
 * @param {"feedback" | "steps"} name
 * @param {() => Promise<void>} send
 */
function offer(name, send) {
  const form = /** @type {HTMLFormElement} */ (need(document, `[data-${name}-form]`));
  form.onsubmit = async (event) => {
    event.preventDefault();
    tell(form, "");
    try {
      await send();
      thank(name);
    } catch (error) {
      tell(form, error instanceof Missing ? text(error.message) : errorText(error));
      if (error instanceof Missing) need(form, error.field).focus();
    }
  };
}

/** @param {"feedback" | "steps"} name */
function thank(name) {
  need(document, `[data-${name}-part]`).hidden = true;
  const thanks = need(document, `[data-${name}-thanks]`);
  thanks.hidden = false;
  thanks.focus();
}

/**
 * @param {HTMLElement} form
 * @param {string} words "" for none
 */
function tell(form, words) {
  const problem = need(form, "[data-problem]");
  setText(need(problem, "[data-words]"), words);
  problem.hidden = !words;
}

/** The answer to an earlier try was lost on its way: then all is well. @param {unknown} error */
function unlessGiven(error) {
  if (!(error instanceof ApiError) || error.code !== "feedback_given") throw error;
}

/** @param {string} selector */
function field(selector) {
  return /** @type {HTMLInputElement} */ (need(document, selector));
}
