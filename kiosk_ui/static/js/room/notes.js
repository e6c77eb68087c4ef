// The clerk's notes: kept by the room while it lasts, never in the store. Whoever takes over the conversation finds them.
import { part, showOnly } from "./partial.js";

/** While somebody writes, every so often is enough. */
const KEEP_AFTER_MS = 400;

export class NotesPanel {
  #room;
  #field;
  #state;
  /** Grows with every change; the room keeps the newest. */
  #revision = 0;
  #kept = 0;
  /** @type {number | undefined} */
  #timer;
  #listening = new AbortController();

  /** @param {import("./features.js").Context} context */
  constructor({ root, room }) {
    this.#room = room;
    this.#field = /** @type {HTMLTextAreaElement} */ (part(root, "notes-text"));
    this.#state = part(root, "notes-state");
    const { signal } = this.#listening;
    this.#field.addEventListener("input", () => this.#written(), { signal });
    room.addEventListener("joined", (event) => this.#entered(/** @type {CustomEvent} */ (event).detail.notes), { signal });
    room.addEventListener("frame:notes-kept", (event) => this.#keptUpTo(/** @type {CustomEvent} */ (event).detail.revision), { signal });
    part(root, "notes-copy").addEventListener("click", () => void this.#copy(), { signal });
    this.#show("");
  }

  stop() {
    clearTimeout(this.#timer);
    this.#listening.abort();
    this.#field.value = "";
  }

  /** What the room has is older after a restart of the server, and newer after a reload of this page. @param {{revision: number, text: string} | undefined} notes */
  #entered(notes) {
    if (!notes) return;
    if (notes.revision < this.#revision) return this.#send();
    if (notes.revision > this.#revision) this.#field.value = notes.text;
    this.#revision = this.#kept = notes.revision;
  }

  #written() {
    this.#revision += 1;
    this.#show("waiting");
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#send(), KEEP_AFTER_MS);
  }

  #send() {
    this.#room.send({ type: "notes", revision: this.#revision, text: this.#field.value });
  }

  /** @param {number} revision */
  #keptUpTo(revision) {
    this.#kept = revision;
    if (this.#kept >= this.#revision) this.#show("kept");
  }

  /** For the office's own system. Where the browser does not let us, the text is marked, ready to be copied. */
  async #copy() {
    try {
      await navigator.clipboard.writeText(this.#field.value);
      this.#show("copied");
    } catch {
      this.#field.select();
    }
  }

  /** @param {string} state */
  #show(state) {
    showOnly(this.#state, "data-notes-are", state);
  }
}
