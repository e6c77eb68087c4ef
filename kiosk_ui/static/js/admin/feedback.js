// What citizens say of their visits, by service; nothing of services about which only few have said something.

import { get } from "../api.js";
import { plural, text } from "../texts.js";
import { fill, fromTemplate, part } from "../clerk/elements.js";

/**
 * @typedef {{service: {name: string}, office: {name: string}, is_shown: boolean, total: number | null,
 *   counts: Record<string, number>, comments: string[]}} Said
 * @typedef {{days: number, least: number, services: Said[]}} View
 */

/** The best one first. */
const ANSWERS = ["very_good", "good", "fair", "poor"];

/** Asked once: it changes slowly. */
export class Feedback {
  #root;
  #asked = false;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#root = root;
  }

  async refresh() {
    if (this.#asked) return;
    this.#asked = true;
    try {
      this.#show(await get("/api/admin/feedback"));
    } catch {
      this.#asked = false; // the block stays away; the overview itself tells what is wrong
    }
  }

  /** @param {View} view */
  #show({ days, least, services }) {
    fill(this.#root, { feedback_days: text(services.length ? "feedback.days" : "feedback.none", { days, least }) });
    part(this.#root, "feedback-services").replaceChildren(...services.map((said) => item(said, least)));
    part(this.#root, "feedback").hidden = false;
  }
}

/**
 * @param {Said} said
 * @param {number} least
 */
function item({ service, office, is_shown, total, counts, comments }, least) {
  const row = fromTemplate("feedback-service");
  fill(row, { service: service.name, office: office.name, few: text("feedback.few", { least }) });
  part(row, "few").hidden = is_shown;
  part(row, "counts").replaceChildren(...(is_shown ? ANSWERS : []).map((answer) => bar(answer, counts[answer], total ?? 0)));
  part(row, "comments").hidden = comments.length === 0;
  fill(row, { comments: plural("feedback.comments", comments.length) });
  part(row, "comment-list").replaceChildren(...comments.map((words) => Object.assign(document.createElement("li"), { textContent: words })));
  return row;
}

/**
 * @param {string} answer
 * @param {number} count
 * @param {number} total
 */
function bar(answer, count, total) {
  const line = fromTemplate("feedback-count");
  fill(line, { answer: text(`feedback.${answer}`), count: String(count) });
  const meter = /** @type {HTMLMeterElement} */ (part(line, "meter"));
  Object.assign(meter, { max: Math.max(1, total), value: count, ariaLabel: text(`feedback.${answer}`) });
  return line;
}
