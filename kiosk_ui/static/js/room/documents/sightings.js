// "Hat vorgelegen": the clerk notes that a kind of document was shown, and nothing else about it.
import { ApiError, del, get, newKey, post } from "../../api.js";
import { timeText } from "../../clock.js";
import { copyOf, part, words } from "../partial.js";

/** @typedef {{id: number, kind: string, clerk: string, at: string}} Sighting */

export class Sightings {
  #context;
  #path;
  #listening = new AbortController();

  /** @param {import("../features.js").Context} context */
  constructor(context) {
    this.#context = context;
    this.#path = `/api/consultations/${context.options.consultation}/sightings`;
    const { signal } = this.#listening;
    part(context.root, "sighting-add").addEventListener("click", () => void this.#add(), { signal });
    context.live.addEventListener("event", (event) => this.#happened(/** @type {CustomEvent} */ (event).detail), { signal });
    void this.#send(() => get(this.#path));
  }

  stop() {
    this.#listening.abort();
    part(this.#context.root, "sightings").replaceChildren();
  }

  /** What the citizen says it is. @param {string} kind */
  suggest(kind) {
    const select = this.#select;
    if ([...select.options].some(({ value }) => value === kind)) select.value = kind;
    select.dispatchEvent(new Event("change"));
  }

  get #select() {
    return /** @type {HTMLSelectElement} */ (part(this.#context.root, "document-kind"));
  }

  #add() {
    return this.#send(() => post(this.#path, { kind: this.#select.value }, { idempotencyKey: newKey() }));
  }

  /** @param {number} id */
  async #takeBack(id) {
    await this.#send(() => del(`${this.#path}/${id}`, { idempotencyKey: newKey() }));
    part(this.#context.root, "sighting-add").focus();
  }

  /** Also after another page of the same clerk. @param {{event: string, consultation: number | null}} happened */
  #happened({ event, consultation }) {
    const isOurs = consultation === this.#context.options.consultation;
    if (isOurs && event.startsWith("Document")) void this.#send(() => get(this.#path));
  }

  /** @param {() => Promise<{sightings: Sighting[]}>} ask */
  async #send(ask) {
    const problem = part(this.#context.root, "sighting-problem");
    problem.hidden = true;
    try {
      const { sightings } = await ask();
      if (!this.#listening.signal.aborted) this.#show(sightings);
    } catch (error) {
      if (this.#listening.signal.aborted) return;
      const told = error instanceof ApiError ? error.detail : "";
      problem.textContent = told || words(this.#context.root, "sighting-failed");
      problem.hidden = false;
    }
  }

  /** @param {Sighting[]} sightings */
  #show(sightings) {
    const { root } = this.#context;
    part(root, "sightings").replaceChildren(...sightings.map((one) => this.#row(one)));
    part(root, "sightings-none").hidden = sightings.length > 0;
  }

  /** @param {Sighting} sighting */
  #row({ id, kind, clerk, at }) {
    const { root } = this.#context;
    const row = /** @type {HTMLElement} */ (copyOf(root, '[data-template="sighting"]'));
    part(row, "kind").textContent = words(root, `kind-${kind}`);
    part(row, "clerk").textContent = clerk;
    part(row, "time").textContent = timeText(at);
    part(row, "take-back").addEventListener("click", () => void this.#takeBack(id));
    return row;
  }
}
