// The forms of a room, and which of them lies on the table.
import { loadYjs } from "./encoding.js";
import { SharedForm } from "./shared_form.js";

/** @typedef {import("../../live.js").Frame} Frame */

const FRAMES = ["form-state", "form-update", "form-kept", "form-focus", "form-checked", "form-sealed"];

/** Dispatches CustomEvents: "offered" (which forms may be opened), "table" (another form lies there, or none), "failed" {code}. */
export class FormDesk extends EventTarget {
  /** @type {{id: number, title: string}[]} for the clerk only */
  offered = [];
  #room;
  /** @type {string | null} of the server's memory */
  #epoch = null;
  /** @type {number | null} */
  #onTable = null;
  /** @type {Map<number, SharedForm>} every form that this page has seen */
  #forms = new Map();
  #listening = new AbortController();

  /**
   * @param {import("../room.js").Room} room
   * @param {import("../../live.js").LiveConnection} live
   */
  constructor(room, live) {
    super();
    this.#room = room;
    const { signal } = this.#listening;
    /** @type {(name: string, handle: (detail: any) => void) => void} */
    const on = (name, handle) =>
      room.addEventListener(name, (event) => handle(/** @type {CustomEvent} */ (event).detail), { signal });
    on("joined", (frame) => this.#joined(frame.form));
    on("frame:form-table", ({ form }) => void this.#laid(form));
    on("refused", ({ code, of }) => this.#refused(code, of));
    on("participant", ({ id, present }) => present || this.#forms.forEach((form) => form.receive({ type: "form-focus", from: id, field: null })));
    for (const type of FRAMES) on(`frame:${type}`, (frame) => this.#forms.get(frame.form)?.receive(frame));
    live.addEventListener("state", () => live.state === "online" || this.#forms.forEach((form) => form.lost()), { signal });
  }

  /** The form on the table. @returns {SharedForm | null} */
  get form() {
    return this.#onTable === null ? null : this.#forms.get(this.#onTable) ?? null;
  }

  /** @param {number} id */
  open(id) {
    this.#room.send({ type: "form-open", form: id });
  }

  close() {
    this.#room.send({ type: "form-close" });
  }

  stop() {
    this.#listening.abort();
    this.#forms.forEach((form) => form.destroy());
  }

  /** @param {{epoch: string, on_table: number | null, offered: {id: number, title: string}[]} | undefined} state */
  #joined(state) {
    if (!state) return;
    const forgotten = this.#epoch !== null && this.#epoch !== state.epoch;
    const before = this.#onTable;
    this.#epoch = state.epoch;
    this.offered = state.offered;
    this.#forms.forEach((form) => form.join(this.#room.you, forgotten));
    this.#tell("offered", null);
    const cleared = forgotten && state.on_table === null && before !== null; // by nobody: whoever writes goes on
    if (!cleared) void this.#laid(state.on_table);
    else if (this.#room.you === "clerk") this.open(before);
  }

  /** @param {number | null} id */
  async #laid(id) {
    const isOther = id !== this.#onTable;
    this.#onTable = id;
    const known = id === null ? null : this.#forms.get(id);
    if (id !== null && !known) await this.#add(id);
    if (known && !known.isSynced) known.join(this.#room.you);
    const isNew = isOther || known === undefined; // or it did not come before
    if (isNew && this.#onTable === id) this.#tell("table", null);
  }

  /** @param {number} id */
  async #add(id) {
    try {
      const yjs = await loadYjs();
      if (this.#forms.has(id) || this.#listening.signal.aborted) return;
      const form = new SharedForm(yjs, id, (frame) => this.#room.send(frame));
      this.#forms.set(id, form);
      form.join(this.#room.you);
    } catch {
      this.#tell("failed", { code: "unreachable" });
    }
  }

  /** @param {string} code @param {string | null} of */
  #refused(code, of) {
    if (of === "form-update") this.#forms.forEach((form) => form.refused(code));
    else if (of === "form-open") this.#tell("failed", { code });
  }

  /** @param {string} name @param {unknown} detail */
  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
