// One page of a document with what lies on it: its words for screen readers and for copying, marks, and the pointers of all.
import { copyOf, part, words } from "../partial.js";

/** A page is read best at this width; more is the business of zoom. */
const READING_PX = 900;
/** A touch stays to be seen for so long. */
const TOUCH_MS = 3_000;
/** Less is a slip of the hand and no mark. */
const LEAST_MARK = 0.005;

/**
 * @typedef {{x: number, y: number}} Place parts of the page
 * @typedef {import("./shared.js").Mark} Mark
 * @typedef {object} Told
 * @property {(place: Place | null) => void} pointed
 * @property {(box: import("./shared.js").Box) => void} marked
 */

export class Sheet {
  #root;
  #view;
  #sheet;
  #nameOf;
  #told;
  #marking = false;
  /** @type {Place | null} where a mark begins */
  #from = null;
  /** @type {Map<string, HTMLElement>} by person */
  #pointers = new Map();
  /** Drawings must not overlap; only the newest is wanted. */
  #drawing = 0;
  /** @type {number | undefined} */
  #fading;
  #listening = new AbortController();

  /**
   * @param {HTMLElement} root of the room
   * @param {(id: string) => string} nameOf
   * @param {Told} told
   */
  constructor(root, nameOf, told) {
    this.#root = root;
    this.#view = part(root, "pages-view");
    this.#sheet = part(root, "pages-sheet");
    this.#nameOf = nameOf;
    this.#told = told;
    const { signal } = this.#listening;
    this.#sheet.addEventListener("pointerdown", (event) => this.#down(event), { signal });
    this.#sheet.addEventListener("pointermove", (event) => this.#moved(event), { signal });
    this.#sheet.addEventListener("pointerup", (event) => this.#up(event), { signal });
    this.#sheet.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && !this.#from && this.#left(), { signal });
  }

  stop() {
    clearTimeout(this.#fading);
    this.#listening.abort();
    this.clear();
  }

  clear() {
    this.#drawing += 1;
    this.#sheet.replaceChildren();
    this.#sheet.hidden = true;
    this.#pointers.clear();
    part(this.#root, "pages-marks").replaceChildren();
  }

  /** @param {boolean} on */
  setMarking(on) {
    this.#marking = on;
    this.#sheet.classList.toggle("room-pages__sheet--marking", on);
  }

  /**
   * The old page stays until the new one is drawn.
   * @param {import("./sources.js").Source} source
   * @param {number} page
   * @param {number} zoom
   */
  async draw(source, page, zoom) {
    const turn = (this.#drawing += 1);
    const width = Math.min(this.#view.clientWidth, READING_PX) * zoom;
    if (width <= 0) return;
    const canvas = document.createElement("canvas");
    canvas.setAttribute("aria-hidden", "true");
    const text = document.createElement("div");
    text.className = "room-pages__words";
    await source.draw(page, width, canvas, text).catch(() => {});
    if (turn !== this.#drawing) return;
    canvas.style.width = `${width}px`;
    if (!text.textContent) text.textContent = words(this.#root, "pages-no-words");
    const changed = this.#sheet.dataset.page !== String(page);
    this.#sheet.dataset.page = String(page);
    this.#sheet.replaceChildren(canvas, text, ...this.#pointers.values());
    this.#sheet.hidden = false;
    if (changed) this.#view.scrollTo(0, 0);
  }

  /** @param {Mark[]} marks of this page */
  showMarks(marks) {
    this.#sheet.querySelectorAll(".room-pages__mark").forEach((old) => old.remove());
    const list = part(this.#root, "pages-marks");
    list.replaceChildren();
    for (const { by, box } of marks) {
      const mark = this.#newMark(by, box);
      this.#sheet.append(mark);
      const line = document.createElement("li");
      const text = words(this.#root, "pages-marked").replace("{name}", this.#nameOf(by)).replace("{text}", this.#wordsUnder(mark));
      line.textContent = text;
      list.append(line);
    }
  }

  /**
   * @param {string} by
   * @param {Place | null} place
   * @param {boolean} [follow] bring it into sight
   */
  point(by, place, follow = false) {
    const pointer = this.#pointers.get(by) ?? this.#newPointer(by);
    pointer.hidden = place === null;
    if (!place) return;
    pointer.style.left = `${100 * place.x}%`;
    pointer.style.top = `${100 * place.y}%`;
    if (follow) this.#bringIntoSight(pointer);
  }

  /** @param {HTMLElement} pointer */
  #bringIntoSight(pointer) {
    const [dot, view] = [pointer.getBoundingClientRect(), this.#view.getBoundingClientRect()];
    const isSeen = dot.left >= view.left && dot.left <= view.right && dot.top >= view.top && dot.top <= view.bottom;
    if (isSeen || view.width === 0) return;
    this.#view.scrollBy(dot.left - view.left - view.width / 2, dot.top - view.top - view.height / 2);
  }

  /** @param {string} by */
  #newPointer(by) {
    const pointer = /** @type {HTMLElement} */ (copyOf(this.#root, '[data-template="pages-pointer"]'));
    pointer.dataset.by = by;
    part(pointer, "name").textContent = this.#nameOf(by);
    this.#pointers.set(by, pointer);
    this.#sheet.append(pointer);
    return pointer;
  }

  /** @param {string} by @param {import("./shared.js").Box} box */
  #newMark(by, [x, y, width, height]) {
    const mark = document.createElement("div");
    mark.className = "room-pages__mark";
    mark.dataset.by = by;
    mark.setAttribute("aria-hidden", "true");
    Object.assign(mark.style, { left: `${100 * x}%`, top: `${100 * y}%`, width: `${100 * width}%`, height: `${100 * height}%` });
    return mark;
  }

  /** For those who do not see it. @param {HTMLElement} mark */
  #wordsUnder(mark) {
    const box = mark.getBoundingClientRect();
    const spans = [...this.#sheet.querySelectorAll(".room-pages__words span")].filter((span) => !span.firstElementChild);
    const touched = spans.filter((span) => {
      const { left, right, top, bottom } = span.getBoundingClientRect();
      const middle = (top + bottom) / 2;
      return left < box.right && right > box.left && middle > box.top && middle < box.bottom;
    });
    return touched.map(({ textContent }) => textContent?.trim()).filter(Boolean).join(" ");
  }

  /** @param {PointerEvent} event @returns {Place} */
  #place({ clientX, clientY }) {
    const { left, top, width, height } = this.#sheet.getBoundingClientRect();
    const within = (/** @type {number} */ part) => Math.min(1, Math.max(0, part));
    return { x: within((clientX - left) / width), y: within((clientY - top) / height) };
  }

  /** @param {PointerEvent} event */
  #down(event) {
    if (!this.#marking) return;
    event.preventDefault();
    this.#sheet.setPointerCapture(event.pointerId);
    this.#from = this.#place(event);
  }

  /** A finger points where it rests, and may scroll. @param {PointerEvent} event */
  #moved(event) {
    if (event.pointerType === "mouse" || this.#from) this.#told.pointed(this.#place(event));
  }

  /** @param {PointerEvent} event */
  #up(event) {
    const place = this.#place(event);
    if (this.#from) this.#marked(this.#from, place);
    this.#from = null;
    this.#told.pointed(place);
    if (event.pointerType === "mouse") return;
    clearTimeout(this.#fading);
    this.#fading = window.setTimeout(() => this.#left(), TOUCH_MS);
  }

  /** @param {Place} from @param {Place} to */
  #marked(from, to) {
    const [width, height] = [Math.abs(to.x - from.x), Math.abs(to.y - from.y)];
    if (width < LEAST_MARK || height < LEAST_MARK) return;
    this.#told.marked([Math.min(from.x, to.x), Math.min(from.y, to.y), width, height]);
  }

  #left() {
    this.#told.pointed(null);
  }
}
