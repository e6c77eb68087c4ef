// Where do you work today? The counters that a clerk may take.

import { text } from "../texts.js";
import { fill, fromTemplate, part, showFor } from "./elements.js";
import { Notice } from "./notice.js";
import { takeCounter } from "./session.js";

/**
 * @typedef {import("./session.js").SessionView} SessionView
 * @typedef {import("./session.js").CounterChoice} CounterChoice
 */

export class Counters {
  #section = /** @type {HTMLElement} */ (document.querySelector('[data-view="choose_counter"]'));
  #list = part(this.#section, "counters");
  #notice = new Notice(this.#section);
  #busy = false;

  /** @param {{taken: (session: SessionView) => void, failed: (error: unknown) => void}} handlers */
  constructor({ taken, failed }) {
    this.taken = taken;
    this.failed = failed;
  }

  /** @param {SessionView} session */
  show(session) {
    this.#notice.clear();
    fill(this.#section, { name: session.clerk.name });
    this.#list.replaceChildren(...session.counters.map((counter) => this.#choice(counter, session)));
    part(this.#section, "no-counters").hidden = session.counters.length > 0;
    part(this.#section, "no-counters").closest("section")?.querySelector("h1")?.focus();
  }

  /**
   * @param {CounterChoice} counter
   * @param {SessionView} session
   */
  #choice(counter, session) {
    const item = fromTemplate("counter-choice");
    const button = /** @type {HTMLButtonElement} */ (item.querySelector("button"));
    const occupied = counter.clerk !== null && counter.clerk !== session.clerk.name;
    showFor(item, counter.home ? "home" : "building");
    fill(item, { counter: counter.name, office: counter.office.name, state: stateText(counter, occupied) });
    button.disabled = occupied;
    button.addEventListener("click", () => void this.#take(counter.id));
    return item;
  }

  /** @param {number} counterId */
  async #take(counterId) {
    if (this.#busy) return;
    this.#busy = true;
    try {
      this.taken(await takeCounter(counterId));
    } catch (error) {
      this.#notice.show(error);
      this.failed(error);
    } finally {
      this.#busy = false;
    }
  }
}

/**
 * @param {CounterChoice} counter
 * @param {boolean} occupied
 */
function stateText(counter, occupied) {
  if (occupied) return text("counter.occupied", { name: counter.clerk ?? "" });
  return text(counter.home ? "counter.home" : "counter.free");
}
