// What was not sent: each message with its person, the reason, and what to do.

import { newKey, post } from "../../api.js";
import { fill, fromTemplate, part } from "../../clerk/elements.js";
import { text } from "../../texts.js";

/**
 * @typedef {import("./shapes.js").Messages} Messages
 * @typedef {import("./shapes.js").Trouble} Trouble
 */

/** The sentence for a code of `SendingFailed`, and what to do. @param {string} code @param {string} reason */
export function problemWords(code, reason) {
  return {
    problem: text(`problem.${code}`),
    next: text(`problem.${code}.next`),
    reason: reason ? text("problem.reason", { reason }) : "",
  };
}

export class TroubleList {
  #root;
  #send;
  /** @type {Map<number, HTMLElement>} */
  #items = new Map();

  /**
   * @param {HTMLElement} root
   * @param {import("../sending.js").Send} send
   */
  constructor(root, send) {
    this.#root = root;
    this.#send = send;
  }

  /** @param {Messages} messages */
  show(messages) {
    const { planned, due, sent, failed } = messages.counts;
    fill(this.#root, { planned: String(planned), due: String(due), sent: String(sent), failed: String(failed) });
    this.#showMissingWay(messages);
    const ids = messages.trouble.map(({ id }) => id);
    for (const [id, item] of this.#items) if (!ids.includes(id)) this.#forget(id, item);
    const list = part(this.#root, "trouble");
    messages.trouble.forEach((message, place) => {
      const item = this.#item(message.id);
      if (list.children[place] !== item) list.insertBefore(item, list.children[place] ?? null);
      fillItem(item, message, messages.ready);
    });
    part(this.#root, "no-trouble").hidden = ids.length > 0;
  }

  /** Mail is missing for everybody, SMS only where some wait for it. @param {Messages} messages */
  #showMissingWay({ ready, trouble }) {
    const missing = !ready.includes("email") ? "email" : !ready.includes("sms") && trouble.some(({ medium }) => medium === "sms") ? "sms" : "";
    part(this.#root, "no-way").hidden = !missing;
    fill(this.#root, { no_way: missing ? text(`no-way.${missing}`) : "" });
  }

  /** @param {number} id */
  #item(id) {
    const known = this.#items.get(id);
    if (known) return known;
    const item = fromTemplate("trouble-item");
    item.addEventListener("click", (event) => {
      const button = /** @type {Element} */ (event.target).closest("[data-trouble-deed]");
      if (button instanceof HTMLElement) void this.#deed(id, button.dataset.troubleDeed ?? "");
    });
    this.#items.set(id, item);
    return item;
  }

  /**
   * @param {number} id
   * @param {string} name
   */
  #deed(id, name) {
    return this.#send(() => post(`/api/messages/${id}/${name}`, {}, { idempotencyKey: newKey() }));
  }

  /**
   * @param {number} id
   * @param {HTMLElement} item
   */
  #forget(id, item) {
    const hadFocus = item.contains(document.activeElement);
    item.remove();
    this.#items.delete(id);
    if (hadFocus) document.getElementById("trouble-title")?.focus();
  }
}

/**
 * @param {HTMLElement} item
 * @param {Trouble} message
 * @param {string[]} ready
 */
function fillItem(item, message, ready) {
  const words = problemWords(message.problem || (ready.includes(message.medium) ? "" : "not_set_up"), message.reason);
  const hasFailed = message.state === "failed";
  item.toggleAttribute("data-failed", hasFailed);
  const what = text("message.what", { kind: text(`kind.${message.kind}`), medium: text(`medium.${message.medium}`) });
  fill(item, {
    what,
    office: message.office?.name ?? "",
    name: message.name,
    address: message.address,
    problem: hasFailed ? text("problem.given-up", { problem: words.problem }) : words.problem,
    next: hasFailed && words.next === text("problem.refused_for_now.next") ? text("problem.refused.next") : words.next,
    reason: words.reason,
  });
  part(item, "retry").hidden = !ready.includes(message.medium);
  for (const button of item.querySelectorAll("[data-trouble-deed]")) {
    button.setAttribute("aria-label", `${button.textContent?.trim()}: ${what}, ${message.name}`);
  }
}
