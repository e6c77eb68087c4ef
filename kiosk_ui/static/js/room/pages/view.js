// The document that all look at, in the place of the large picture: turning, enlarging, pointing and marking, by pointer and by keyboard.
import { endingOf } from "../files/names.js";
import { nameOf } from "../names.js";
import { part, words } from "../partial.js";
import { Sheet } from "./sheet.js";
import { ZOOMS } from "./shared.js";
import { opened } from "./sources.js";

/** One press of an arrow key moves the pointer by so much of the page. */
const STEP = 0.02;
/** What Enter marks at the pointer: about two words of a letter. */
const WORDS = { width: 0.2, height: 0.025 };

/** @typedef {import("../files/shelf.js").Shared} Shared */

export class PagesView {
  /** @type {import("./sources.js").Source | null} */
  #source = null;
  /** @type {string | null} the file of the source */
  #shown = null;
  #marking = false;
  /** Turn of the shared state at which the file could not be shown. */
  #failedAt = -1;
  /** Our own pointer, as moved by keys. */
  #keys = { x: 0.5, y: 0.5 };
  #root;
  #room;
  #notices;
  #shelf;
  #shared;
  #sheet;
  #listening = new AbortController();

  /**
   * @param {import("../features.js").Context} context
   * @param {import("../files/shelf.js").FileShelf} shelf
   * @param {import("./shared.js").SharedPages} shared
   */
  constructor({ root, room, notices }, shelf, shared) {
    this.#root = root;
    this.#room = room;
    this.#notices = notices;
    this.#shelf = shelf;
    this.#shared = shared;
    this.#sheet = new Sheet(root, (id) => nameOf(root, room, id), {
      pointed: (place) => shared.point(place && { page: shared.state.page, ...place }),
      marked: (box) => shared.mark(shared.state.page, box),
    });
    this.#listen();
  }

  stop() {
    this.#listening.abort();
    this.#sheet.stop();
    this.#put(null);
    this.#show(false);
  }

  #listen() {
    const { signal } = this.#listening;
    this.#shared.addEventListener("state", () => void this.#follow(), { signal });
    this.#shared.addEventListener("marks", () => this.#showMarks(), { signal });
    this.#shared.addEventListener("point", (event) => this.#pointed(/** @type {CustomEvent} */ (event).detail), { signal });
    this.#shelf.addEventListener("arrived", () => void this.#follow(), { signal });
    /** @type {Record<string, () => void>} */
    const deeds = {
      "pages-back": () => this.#turn(-1),
      "pages-next": () => this.#turn(1),
      "pages-smaller": () => this.#zoom(-1),
      "pages-larger": () => this.#zoom(1),
      "pages-mark": () => this.#setMarking(!this.#marking),
      "pages-clear": () => this.#shared.clearMarks(),
      "pages-close": () => this.#shared.change({ file: null }),
    };
    for (const [name, act] of Object.entries(deeds)) part(this.#root, name).addEventListener("click", act, { signal });
    part(this.#root, "pages-view").addEventListener("keydown", (event) => this.#pressed(event), { signal });
    const resized = new ResizeObserver(() => this.#shown && void this.#draw());
    resized.observe(part(this.#root, "pages-view"));
    signal.addEventListener("abort", () => resized.disconnect());
  }

  /** Shows what the shared state says, as soon as the file is here. */
  async #follow() {
    const { file: id, turn } = this.#shared.state;
    if (turn === this.#failedAt) return;
    const file = id === null ? null : this.#shelf.file(id);
    this.#show(id !== null);
    if (id !== this.#shown) this.#put(null);
    part(this.#root, "pages-name").textContent = file?.name ?? "";
    part(this.#root, "pages-loading").hidden = this.#shown === id;
    if (id === null || !file?.blob) return;
    if (this.#shown !== id && !(await this.#open(file))) return;
    await this.#draw();
  }

  /** @param {Shared} file */
  async #open(file) {
    try {
      const source = await opened(/** @type {Blob} */ (file.blob), endingOf(file.name) === "pdf");
      if (this.#shared.state.file !== file.id || this.#listening.signal.aborted) return source.close();
      this.#put(source, file.id);
      return true;
    } catch (error) {
      this.#notices.show(/** @type {Error} */ (error).name === "PasswordException" ? "pages-locked" : "pages-broken");
      this.#failedAt = this.#shared.state.turn;
      this.#show(false);
      return false;
    }
  }

  /** @param {import("./sources.js").Source | null} source @param {string | null} [id] */
  #put(source, id = null) {
    this.#source?.close();
    this.#source = source;
    this.#shown = id;
    this.#sheet.clear();
    this.#setMarking(false);
  }

  async #draw() {
    const source = this.#source;
    if (!source) return;
    const { page, zoom } = this.#shared.state;
    const number = Math.min(page, source.count);
    const where = words(this.#root, "pages-where").replace("{page}", String(number)).replace("{count}", String(source.count));
    part(this.#root, "pages-loading").hidden = true;
    setText(part(this.#root, "pages-where"), where);
    setText(part(this.#root, "pages-zoom"), `${Math.round(zoom * 100)} %`);
    setDisabled(part(this.#root, "pages-back"), number <= 1);
    setDisabled(part(this.#root, "pages-next"), number >= source.count);
    setDisabled(part(this.#root, "pages-smaller"), zoom === ZOOMS[0]);
    setDisabled(part(this.#root, "pages-larger"), zoom === ZOOMS[ZOOMS.length - 1]);
    await this.#sheet.draw(source, number, zoom);
    this.#showMarks();
  }

  /** @param {number} by */
  #turn(by) {
    const page = Math.min(Math.max(1, this.#shared.state.page + by), this.#source?.count ?? 1);
    if (page !== this.#shared.state.page) this.#shared.change({ page });
  }

  /** @param {number} by */
  #zoom(by) {
    const zoom = ZOOMS[ZOOMS.indexOf(this.#shared.state.zoom) + by];
    if (zoom) this.#shared.change({ zoom });
  }

  /** @param {boolean} on */
  #setMarking(on) {
    this.#marking = on;
    this.#sheet.setMarking(on);
    part(this.#root, "pages-mark").setAttribute("aria-pressed", String(on));
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    const move = MOVES[event.key];
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (move) this.#moveTo(this.#keys.x + move[0] * STEP, this.#keys.y + move[1] * STEP);
    else if (event.key === "PageDown") this.#turn(1);
    else if (event.key === "PageUp") this.#turn(-1);
    else if (event.key === "+") this.#zoom(1);
    else if (event.key === "-") this.#zoom(-1);
    else if (event.key === "Enter") this.#markHere();
    else return;
    event.preventDefault();
  }

  /** @param {number} x @param {number} y */
  #moveTo(x, y) {
    this.#keys = { x: Math.min(1, Math.max(0, x)), y: Math.min(1, Math.max(0, y)) };
    const { page } = this.#shared.state;
    this.#shared.point({ page, ...this.#keys });
    this.#sheet.point(this.#room.you, this.#keys, true);
  }

  #markHere() {
    const { x, y } = this.#keys;
    const left = Math.min(x, 1 - WORDS.width);
    const top = Math.min(Math.max(0, y - WORDS.height / 2), 1 - WORDS.height);
    this.#shared.mark(this.#shared.state.page, [left, top, WORDS.width, WORDS.height]);
  }

  #showMarks() {
    const { page } = this.#shared.state;
    this.#sheet.showMarks(this.#shared.marks.filter((mark) => mark.page === page));
    setDisabled(part(this.#root, "pages-clear"), this.#shared.marks.length === 0);
  }

  /** @param {{by: string, gone?: boolean, page?: number, x?: number, y?: number}} told */
  #pointed({ by, gone, page, x, y }) {
    const isHere = !gone && page === this.#shared.state.page;
    this.#sheet.point(by, isHere ? { x: Number(x), y: Number(y) } : null, true);
  }

  /** @param {boolean} on */
  #show(on) {
    const pages = part(this.#root, "pages");
    if (pages.hidden !== on) return;
    const hadFocus = pages.contains(document.activeElement);
    pages.hidden = !on;
    part(this.#root, "stage").classList.toggle("room__stage--pages", on);
    if (on) this.#notices.show("pages-open");
    else if (hadFocus) part(this.#root, "chat-toggle").focus();
  }
}

/** @type {Record<string, [number, number]>} */
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** A live region speaks when it is written to. @param {HTMLElement} element @param {string} text */
function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** The focus stays: a button that is not to be pressed says so. @param {HTMLElement} button @param {boolean} disabled */
function setDisabled(button, disabled) {
  button.setAttribute("aria-disabled", String(disabled));
}
