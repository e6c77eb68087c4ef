// A form as one page knows it: a document of Yjs that the server keeps in step with the others' (live/PROTOCOL.md, "Filling in a form").
import { fromBase64, toBase64 } from "./encoding.js";
import { changeBetween } from "./text_change.js";

/** Fast typing is gathered; the first letter goes at once. */
const GATHER_MS = 40;
/** Of one message of the server's protocol. */
const RESTORE_CHARACTERS = 50_000;
/** The origin of changes that came from the server. */
const SERVER = "server";

/**
 * @typedef {import("../../live.js").Frame} Frame
 * @typedef {import("./yjs.js").Yjs} Yjs
 * @typedef {import("./conditions.js").Field} Field
 * @typedef {"" | "locked" | "confirmed" | "clerk" | "citizen" | "watching"} Hindrance why somebody may not write
 * @typedef {{locked?: boolean, ticked?: boolean, comment?: string}} Mark
 */

/**
 * Dispatches CustomEvents: "changed" (what is in it), "focus" (who is where), "checked", "sealed" (detail: the sealed form),
 * "renewed" {lost, unconfirmed, code}: begun again; names of fields in which own changes were not taken, whether one's
 * confirmation was not, and the server's reason.
 */
export class SharedForm extends EventTarget {
  /** @type {import("./conditions.js").Definition | null} null until the server has told it */
  definition = null;
  /** @type {Map<string, string>} participant -> field */
  focus = new Map();
  /** @type {Record<string, string>} what is wrong or wanting, by field */
  objections = {};
  #yjs;
  /** `clerk` and `citizen` write, others read along. */
  #role = "";
  #send;
  /** @type {import("./yjs.js").YDoc | null} */
  #doc = null;
  /** @type {[string, string][]} what the server signed: its memory, should it lose its own */
  #signed = [];
  #step = 0;
  #serverAhead = 0;
  #synced = false;
  #stale = false;
  #inFlight = 0;
  #unsent = false;
  #replaying = false;
  /** @type {Uint8Array[]} */
  #gathered = [];
  #gathering = 0;
  /** @type {Set<string>} fields with changes of ours that the server has not confirmed */
  #touched = new Set();
  #reason = "";

  /**
   * @param {Yjs} yjs
   * @param {number} id
   * @param {(frame: Frame) => boolean} send
   */
  constructor(yjs, id, send) {
    super();
    this.#yjs = yjs;
    this.id = id;
    this.#send = send;
  }

  // What is in it.

  /** @param {string} name @returns {unknown} a long text as a string; undefined for nothing */
  value(name) {
    const value = this.#map("values")?.get(name);
    return this.#isText(value) ? value.toString() : value;
  }

  /** @param {string} name @returns {Mark} */
  mark(name) {
    return /** @type {Mark | undefined} */ (this.#map("marks")?.get(name)) ?? {};
  }

  /** @returns {string | null} RFC 3339 */
  get confirmedAt() {
    const confirmed = /** @type {{at: string} | undefined} */ (this.#map("state")?.get("confirmed"));
    return confirmed?.at ?? null;
  }

  get isSynced() {
    return this.#synced;
  }

  /** Everything that was written here is with the server. */
  get isSettled() {
    return this.#synced && !this.#unsent && this.#inFlight === 0 && this.#gathered.length === 0;
  }

  /** @param {Field} field @returns {Hindrance} */
  hindrance({ name, writers }) {
    if (this.#role !== "clerk" && this.#role !== "citizen") return "watching";
    if (writers !== "both" && writers !== this.#role) return writers;
    if (this.confirmedAt) return "confirmed";
    return this.mark(name).locked ? "locked" : "";
  }

  // What people do.

  /**
   * @param {string} name
   * @param {unknown} value undefined empties
   */
  set(name, value) {
    const values = this.#map("values");
    if (!values) return;
    const text = values.get(name);
    if (this.#isText(text)) return this.write(name, String(value ?? ""));
    if (sameValue(text, value)) return;
    this.#touched.add(name);
    this.#doc?.transact(() => (value === undefined ? values.delete(name) : values.set(name, value)));
  }

  /** Only what is different is written, so that what another writes meanwhile stays. @param {string} name @param {string} whole @param {number} [caret] */
  write(name, whole, caret) {
    const text = this.#map("values")?.get(name);
    if (!this.#isText(text)) return;
    const change = changeBetween(text.toString(), whole, caret);
    if (!change) return;
    this.#touched.add(name);
    this.#doc?.transact(() => {
      if (change.removed) text.delete(change.index, change.removed);
      if (change.inserted) text.insert(change.index, change.inserted);
    });
  }

  /** @param {string} name @param {Mark} change */
  setMark(name, change) {
    const mark = { ...this.mark(name), ...change };
    this.#doc?.transact(() => this.#map("marks")?.set(name, mark));
  }

  confirm() {
    const at = new Date(Date.now() + this.#serverAhead).toISOString();
    this.#doc?.transact(() => this.#map("state")?.set("confirmed", { at }));
  }

  takeBack() {
    this.#doc?.transact(() => this.#map("state")?.delete("confirmed"));
  }

  /** @param {string | null} field */
  tellFocus(field) {
    this.#send({ type: "form-focus", form: this.id, field });
  }

  /** Answered by "checked". @returns {boolean} false without a connection */
  check() {
    return this.#send({ type: "form-check", form: this.id });
  }

  /** Answered by "sealed". @returns {boolean} false without a connection */
  seal() {
    return this.#send({ type: "form-seal", form: this.id });
  }

  destroy() {
    clearTimeout(this.#gathering);
    this.#doc?.destroy();
    this.#doc = null;
  }

  // Keeping in step.

  /**
   * The connection is there, perhaps again.
   * @param {string} role
   * @param {boolean} [forgotten] the server knows nothing of before
   */
  join(role, forgotten = false) {
    this.lost();
    this.#role = role;
    if (forgotten) this.#restore();
    this.#send({ type: "form-sync", form: this.id });
  }

  /** What is under way may not have arrived. */
  lost() {
    this.#unsent ||= this.#inFlight > 0 || this.#gathered.length > 0;
    this.#gathered = [];
    this.#inFlight = 0;
    this.#synced = false;
  }

  /** @param {Frame} frame */
  receive(frame) {
    const handle = this.#handlers[frame.type];
    if (handle) handle(frame);
  }

  /** Something of ours was not taken: begin again from what the server has. @param {string} code */
  refused(code) {
    if (this.isSettled || this.#stale) return;
    this.#stale = true;
    this.lost();
    this.#reason = code;
    this.#send({ type: "form-sync", form: this.id });
  }

  /** @type {Record<string, (frame: Frame) => void>} */
  #handlers = {
    "form-state": (frame) => this.#stated(frame),
    "form-update": (frame) => this.#updated(frame),
    "form-kept": (frame) => this.#kept(frame),
    "form-focus": (frame) => this.#focused(frame),
    "form-checked": (frame) => this.#checked(frame),
    "form-sealed": (frame) => this.#tell("sealed", frame.sealed),
  };

  /** @param {Frame} frame */
  #stated(frame) {
    const update = fromBase64(frame.update);
    this.#signed = [[frame.update, frame.sign]];
    this.#step = frame.step;
    this.#serverAhead = Date.parse(frame.at) - Date.now();
    this.focus = new Map(Object.entries(frame.focus));
    const isOther = this.definition?.version !== frame.version;
    if (this.#doc && !isOther) this.#yjs.applyUpdate(this.#doc, update, SERVER);
    const hindered = this.#unsent && [...this.#touched].some((name) => !this.#mayStay(name));
    this.definition = frame.definition;
    this.#synced = true;
    if (!this.#doc || isOther || this.#stale || hindered) this.#begin(update, this.#doc !== null);
    else if (this.#unsent) this.#sendMissing(update);
    this.#tell("focus", null);
    this.#tell("changed", null);
  }

  /** A new document with what the server has, and again what may stay of our own. @param {Uint8Array} update @param {boolean} again */
  #begin(update, again) {
    const own = [...this.#touched].map((name) => /** @type {const} */ ([name, this.value(name)]));
    const wasConfirmed = this.confirmedAt !== null;
    this.#doc?.destroy();
    const doc = (this.#doc = new this.#yjs.Doc());
    this.#yjs.applyUpdate(doc, update, SERVER);
    doc.on("update", (bytes, origin) => this.#changed(doc, bytes, origin));
    this.#touched.clear();
    this.#unsent = this.#stale = false;
    const other = own.filter(([name, value]) => !sameValue(this.value(name), value));
    const kept = this.#replaying ? [] : other.filter(([name]) => this.#mayStay(name));
    this.#replaying = kept.length > 0;
    for (const [name, value] of kept) this.set(name, value);
    const lost = other.map(([name]) => name).filter((name) => !kept.some(([one]) => one === name));
    if (again) this.#tell("renewed", { lost, unconfirmed: wasConfirmed && !this.confirmedAt, code: this.#reason });
    this.#reason = "";
  }

  /** @param {string} name */
  #mayStay(name) {
    const field = this.definition?.fields.find((one) => one.name === name);
    return field !== undefined && this.hindrance(field) === "";
  }

  /** What was written without a connection. @param {Uint8Array} server the whole document as the server has it */
  #sendMissing(server) {
    if (!this.#doc) return;
    const state = this.#yjs.encodeStateVectorFromUpdate(server);
    this.#unsent = false;
    this.#dispatch(this.#yjs.encodeStateAsUpdate(this.#doc, state));
  }

  /** @param {Frame} frame */
  #updated(frame) {
    this.#signed.push([frame.update, frame.sign]);
    this.#step = Math.max(this.#step, frame.step);
    if (frame.from === this.#role) this.#receipted();
    if (this.#doc) this.#yjs.applyUpdate(this.#doc, fromBase64(frame.update), SERVER);
    this.#tell("changed", null);
  }

  #receipted() {
    this.#inFlight = Math.max(0, this.#inFlight - 1);
    if (!this.isSettled) return;
    this.#touched.clear();
    this.#replaying = false;
  }

  /** @param {Frame} frame */
  #kept(frame) {
    this.#signed = [[frame.update, frame.sign]];
    this.#step = Math.max(this.#step, frame.step);
    if (this.#doc) this.#yjs.applyUpdate(this.#doc, fromBase64(frame.update), SERVER);
    this.#tell("changed", null);
  }

  /** @param {Frame} frame */
  #focused({ from, field }) {
    if (field) this.focus.set(from, field);
    else this.focus.delete(from);
    this.#tell("focus", null);
  }

  /** @param {Frame} frame */
  #checked({ objections }) {
    this.objections = objections;
    this.#tell("checked", null);
  }

  /**
   * @param {import("./yjs.js").YDoc} doc
   * @param {Uint8Array} update
   * @param {unknown} origin
   */
  #changed(doc, update, origin) {
    if (origin === SERVER || doc !== this.#doc) return;
    this.#tell("changed", null);
    if (!this.#synced) {
      this.#unsent = true;
      return;
    }
    this.#gathered.push(update);
    if (!this.#gathering) this.#sendGathered();
  }

  #sendGathered = () => {
    this.#gathering = 0;
    if (this.#gathered.length === 0 || !this.#synced) return;
    const update = this.#yjs.mergeUpdates(this.#gathered.splice(0));
    this.#dispatch(update);
    this.#gathering = window.setTimeout(this.#sendGathered, GATHER_MS);
  };

  /** @param {Uint8Array} update */
  #dispatch(update) {
    const sent = this.#send({ type: "form-update", form: this.id, update: toBase64(update), seen: this.#step });
    if (sent) this.#inFlight += 1;
    else this.#unsent = true;
  }

  #restore() {
    const version = this.definition?.version;
    if (version === undefined || this.#role.startsWith("guest")) return;
    /** @type {[string, string][]} */
    let entries = [];
    let size = 0;
    const send = () => this.#send({ type: "form-restore", form: this.id, version, entries });
    for (const entry of this.#signed) {
      if (size + entry[0].length > RESTORE_CHARACTERS && entries.length > 0) {
        send();
        [entries, size] = [[], 0];
      }
      entries.push(entry);
      size += entry[0].length + entry[1].length + 8;
    }
    if (entries.length > 0) send();
  }

  /** @param {"values" | "marks" | "state"} name */
  #map(name) {
    return this.#doc?.getMap(name);
  }

  /** @param {unknown} value @returns {value is import("./yjs.js").YText} */
  #isText(value) {
    return value instanceof this.#yjs.Text;
  }

  /** @param {string} name @param {unknown} detail */
  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/** @param {unknown} one @param {unknown} other */
function sameValue(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}
