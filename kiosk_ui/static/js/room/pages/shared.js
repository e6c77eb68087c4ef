// Looking at a document together: which one, which page, how large, who points where, and what is marked is the same on every
// page of the room. Nothing of it passes through the server where a data edge is open.
import { newKey } from "../../api.js";

export const ZOOMS = [0.5, 0.75, 1, 1.5, 2, 3];
const MOST_PAGES = 5_000;
const MOST_MARKS = 200;
/** In one message. */
const MARKS_AT_ONCE = 40;
/** A pointer moves smoothly at this, and no line is full of it. */
const POINT_EVERY_MS = 60;
const PEOPLE = ["clerk", "citizen", "guest1", "guest2"];

/**
 * @typedef {[x: number, y: number, width: number, height: number]} Box parts of the page, 0 to 1
 * @typedef {{id: string, by: string, page: number, box: Box}} Mark
 * @typedef {{file: string | null, page: number, zoom: number, turn: number, by: string}} State `turn` grows with every change
 */

/** Dispatches CustomEvents: "state" State, "marks", "point" {by, page, x, y} or {by, gone: true}. */
export class SharedPages extends EventTarget {
  /** @type {State} */
  state = { file: null, page: 1, zoom: 1, turn: 0, by: "" };
  /** @type {Map<string, Mark>} of the open file */
  #marks = new Map();
  #room;
  #pointedAt = 0;
  /** @type {number | undefined} */
  #later;
  #listening = new AbortController();
  /** @type {(() => void)[]} */
  #stops;

  /** @param {import("../room.js").Room} room */
  constructor(room) {
    super();
    this.#room = room;
    const { wire } = room;
    wire.addEventListener("reached", (event) => this.#reached(/** @type {CustomEvent} */ (event).detail.peer), { signal: this.#listening.signal });
    this.#stops = [
      wire.on("pages", { message: ({ payload }) => this.#heard(payload) }),
      wire.on("pages-marks", { message: ({ payload }) => this.#marked(payload) }),
      wire.on("pages-clear", { message: ({ payload }) => payload?.file === this.state.file && this.#forgetMarks() }),
      wire.on("pages-point", { message: ({ from, payload }) => this.#pointed(from, payload) }),
    ];
  }

  get marks() {
    return [...this.#marks.values()];
  }

  stop() {
    clearTimeout(this.#later);
    this.#listening.abort();
    this.#stops.forEach((stop) => stop());
  }

  /** @param {Partial<Pick<State, "file" | "page" | "zoom">>} change */
  change(change) {
    const next = { ...this.state, ...change, turn: this.state.turn + 1, by: this.#room.you };
    this.#become(next);
    this.#room.wire.tell("pages", next);
  }

  /** @param {number} page @param {Box} box */
  mark(page, box) {
    const mark = { id: newKey(), by: this.#room.you, page, box };
    if (!this.#keep(mark)) return;
    this.dispatchEvent(new CustomEvent("marks"));
    this.#room.wire.tell("pages-marks", { file: this.state.file, marks: [mark] });
  }

  clearMarks() {
    this.#room.wire.tell("pages-clear", { file: this.state.file });
    this.#forgetMarks();
  }

  /** The newest place counts, and it is sent in the end. @param {{page: number, x: number, y: number} | null} place */
  point(place) {
    clearTimeout(this.#later);
    const wait = this.#pointedAt + POINT_EVERY_MS - Date.now();
    if (wait > 0) this.#later = window.setTimeout(() => this.#sendPoint(place), wait);
    else this.#sendPoint(place);
  }

  /** @param {{page: number, x: number, y: number} | null} place */
  #sendPoint(place) {
    this.#pointedAt = Date.now();
    this.#room.wire.tell("pages-point", place ?? { gone: true }, { lossy: place !== null });
  }

  /** @param {string} peer */
  #reached(peer) {
    if (this.state.turn === 0) return;
    const { wire } = this.#room;
    wire.tell("pages", this.state, { to: peer });
    for (let start = 0; start < this.#marks.size; start += MARKS_AT_ONCE) {
      wire.tell("pages-marks", { file: this.state.file, marks: this.marks.slice(start, start + MARKS_AT_ONCE) }, { to: peer });
    }
  }

  /** Of two changes at once the same one counts everywhere. @param {any} told */
  #heard(told) {
    if (!isState(told)) return;
    const { turn, by } = this.state;
    if (told.turn > turn || (told.turn === turn && PEOPLE.indexOf(told.by) < PEOPLE.indexOf(by))) {
      this.#become({ file: told.file, page: told.page, zoom: told.zoom, turn: told.turn, by: told.by });
    }
  }

  /** @param {State} next */
  #become(next) {
    const isOther = next.file !== this.state.file;
    this.state = next;
    if (isOther) this.#forgetMarks();
    this.dispatchEvent(new CustomEvent("state", { detail: next }));
  }

  /** @param {any} told */
  #marked(told) {
    if (told?.file !== this.state.file || !Array.isArray(told?.marks)) return;
    for (const { id, by, page, box } of told.marks.filter(isMark)) this.#keep({ id, by, page, box });
    this.dispatchEvent(new CustomEvent("marks"));
  }

  /** @param {Mark} mark */
  #keep(mark) {
    if (this.#marks.size >= MOST_MARKS && !this.#marks.has(mark.id)) return false;
    this.#marks.set(mark.id, mark);
    return true;
  }

  #forgetMarks() {
    this.#marks.clear();
    this.dispatchEvent(new CustomEvent("marks"));
  }

  /** @param {string} by @param {any} told */
  #pointed(by, told) {
    const { page, x, y } = told ?? {};
    const detail = isPart(x) && isPart(y) && Number.isInteger(page) ? { by, page, x, y } : { by, gone: true };
    this.dispatchEvent(new CustomEvent("point", { detail }));
  }
}

/** @param {unknown} value */
function isPart(value) {
  return typeof value === "number" && value >= 0 && value <= 1;
}

/** @param {any} told */
function isState(told) {
  const isFile = told?.file === null || (typeof told?.file === "string" && told.file.length <= 64);
  const isPage = Number.isInteger(told?.page) && told.page >= 1 && told.page <= MOST_PAGES;
  return isFile && isPage && ZOOMS.includes(told.zoom) && Number.isSafeInteger(told.turn) && told.turn < 1e9 && PEOPLE.includes(told.by);
}

/** @param {any} told */
function isMark(told) {
  const isBox = Array.isArray(told?.box) && told.box.length === 4 && told.box.every(isPart);
  return isBox && typeof told.id === "string" && told.id.length <= 64 && PEOPLE.includes(told.by) && Number.isInteger(told.page);
}
