// The files of a conversation on the page: choosing or dropping them, their way, and saving them. Nothing opens by itself.
import { nameOf } from "../names.js";
import { copyOf, part, showOnly, words } from "../partial.js";
import { endingOf } from "./names.js";

const URL_LIFETIME_MS = 60_000;
const MEGABYTE = 1024 * 1024;
/** What can be looked at together; tiff and heic are not shown by browsers. */
const PAGES = new Set(["pdf", "png", "jpg", "jpeg", "webp", "gif"]);

/**
 * @typedef {import("./shelf.js").Shared} Shared
 * @typedef {"sending" | "waiting" | "sent" | "arriving" | "here" | "refused"} State
 */

export class FilesPanel {
  /** @type {Map<string, HTMLElement>} by file */
  #rows = new Map();
  #new = 0;
  #root;
  #room;
  #panels;
  #notices;
  #shelf;
  #look;
  #listening = new AbortController();

  /**
   * @param {import("../features.js").Context} context
   * @param {import("./shelf.js").FileShelf} shelf
   * @param {(file: Shared) => void} look at it together
   */
  constructor({ root, room, panels, notices }, shelf, look) {
    this.#root = root;
    this.#room = room;
    this.#panels = panels;
    this.#notices = notices;
    this.#shelf = shelf;
    this.#look = look;
    this.#listen();
    this.#count(0);
    this.#showWay();
  }

  stop() {
    this.#listening.abort();
    part(this.#root, "files-list").replaceChildren();
    part(this.#root, "files-none").hidden = false;
    this.#told(null);
  }

  #listen() {
    const { signal } = this.#listening;
    /** @param {EventTarget} target @param {string} name @param {(detail: any) => void} act */
    const on = (target, name, act) => target.addEventListener(name, (event) => act(/** @type {CustomEvent} */ (event).detail), { signal });
    on(this.#shelf, "added", (file) => this.#show(file));
    on(this.#shelf, "changed", (file) => this.#show(file));
    on(this.#shelf, "removed", (file) => this.#remove(file));
    on(this.#shelf, "arrived", (file) => this.#arrived(file));
    on(this.#room, "joined", () => this.#showLimits());
    on(this.#room.wire, "way", () => this.#showWay());
    on(this.#panels, "changed", () => this.#isOpen && this.#count(0));
    const input = this.#input;
    part(this.#root, "files-choose").addEventListener("click", () => input.click(), { signal });
    input.addEventListener("change", () => this.#chosen(), { signal });
    this.#listenForDrops(signal);
  }

  /** Anywhere in the room. What is dragged inside the page, or from a terminal without files, is none. @param {AbortSignal} signal */
  #listenForDrops(signal) {
    const carriesFiles = (/** @type {DragEvent} */ { dataTransfer }) => dataTransfer?.types.includes("Files") ?? false;
    const mark = (/** @type {boolean} */ on) => this.#root.classList.toggle("room--drop", on);
    this.#root.addEventListener("dragover", (event) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      mark(true);
    }, { signal });
    this.#root.addEventListener("dragleave", (event) => {
      if (!this.#root.contains(/** @type {Node | null} */ (event.relatedTarget))) mark(false);
    }, { signal });
    this.#root.addEventListener("drop", (event) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      mark(false);
      this.#panels.open("files");
      this.#add([...(event.dataTransfer?.files ?? [])]);
    }, { signal });
  }

  get #isOpen() {
    return this.#panels.current === "files";
  }

  get #input() {
    return /** @type {HTMLInputElement} */ (part(this.#root, "files-input"));
  }

  #chosen() {
    this.#add([...(this.#input.files ?? [])]);
    this.#input.value = "";
  }

  /** What was wrong with a file stays until the next ones are chosen. @param {File[]} files */
  #add(files) {
    this.#told(null);
    for (const file of files) {
      const { code } = this.#shelf.add(file);
      if (code) this.#told(code, file.name);
    }
  }

  /** @param {string | null} code @param {string} [name] */
  #told(code, name = "") {
    const box = part(this.#root, "files-refused");
    box.hidden = code === null;
    if (!code) return box.replaceChildren();
    const line = document.createElement("p");
    const values = { name, size: this.#megabytes(this.#shelf.limits.largest), types: this.#types() };
    line.textContent = words(this.#root, `file-${code}`).replace(/\{(\w+)\}/g, (whole, key) => values[/** @type {keyof typeof values} */ (key)] ?? whole);
    box.append(line);
  }

  #showLimits() {
    const { largest, types } = this.#shelf.limits;
    this.#input.accept = types.map((type) => `.${type}`).join(",");
    const text = words(this.#root, "files-limits").replace("{size}", this.#megabytes(largest)).replace("{types}", this.#types());
    part(this.#root, "files-limits").textContent = text;
  }

  #types() {
    return this.#shelf.limits.types.join(", ");
  }

  #showWay() {
    const { peers } = this.#room.wire;
    const indirect = peers.some((peer) => this.#room.wire.wayTo(peer) === "server");
    showOnly(part(this.#root, "files-way"), "data-way-is", peers.length === 0 ? "" : indirect ? "server" : "direct");
    this.#shelf.files.forEach((file) => this.#show(file));
  }

  /** @param {Shared} file */
  #arrived(file) {
    if (file.from === this.#room.you || this.#isOpen) return;
    this.#count(this.#new + 1);
    this.#notices.show("file-arrived", () => {
      this.#notices.clear("file-arrived");
      this.#panels.open("files", { focus: true });
    });
  }

  /** @param {number} count */
  #count(count) {
    this.#new = count;
    const badge = part(this.#root, "files-new");
    badge.hidden = count === 0;
    part(badge, "files-new-count").textContent = String(count);
    if (count === 0) this.#notices.clear("file-arrived");
  }

  /** @param {Shared} file */
  #show(file) {
    const row = this.#rows.get(file.id) ?? this.#newRow(file);
    const { state, bytes } = this.#stateOf(file);
    if (row.dataset.state !== state) {
      row.dataset.state = state;
      showOnly(row, "data-file-is", state);
    }
    const progress = /** @type {HTMLProgressElement} */ (part(row, "progress"));
    progress.max = file.size;
    progress.value = bytes;
    const percent = String(Math.floor((100 * bytes) / file.size));
    part(row, "percent").textContent = state === "sending" || state === "arriving" ? `${percent} %` : "";
    part(row, "look").hidden = !PAGES.has(endingOf(file.name)) || !file.blob;
  }

  /** @param {Shared} file @returns {{state: State, bytes: number}} */
  #stateOf(file) {
    if (!file.blob) return { state: "arriving", bytes: file.arrived };
    if (file.from !== this.#room.you) return { state: "here", bytes: file.size };
    if (file.refused) return { state: "refused", bytes: 0 };
    const { peers } = this.#room.wire;
    const bytes = Math.min(...peers.map((peer) => file.sent.get(peer) ?? 0), file.size);
    if (peers.length > 0) return { state: bytes === file.size ? "sent" : "sending", bytes };
    const reached = [...file.sent.values()].some((sent) => sent === file.size);
    return reached ? { state: "sent", bytes: file.size } : { state: "waiting", bytes: 0 };
  }

  /** @param {Shared} file */
  #newRow(file) {
    const row = /** @type {HTMLElement} */ (copyOf(this.#root, '[data-template="file"]'));
    part(row, "name").textContent = file.name;
    part(row, "size").textContent = this.#sizeText(file.size);
    part(row, "from").textContent = nameOf(this.#root, this.#room, file.from);
    for (const button of row.querySelectorAll("button")) button.setAttribute("aria-describedby", `room-file-${file.id}`);
    part(row, "name").id = `room-file-${file.id}`;
    const { signal } = this.#listening;
    part(row, "save").addEventListener("click", () => save(file), { signal });
    part(row, "look").addEventListener("click", () => this.#look(file), { signal });
    part(row, "cancel").addEventListener("click", () => this.#shelf.cancel(file.id), { signal });
    this.#rows.set(file.id, row);
    part(this.#root, "files-list").append(row);
    part(this.#root, "files-none").hidden = true;
    return row;
  }

  /** @param {Shared} file */
  #remove(file) {
    const row = this.#rows.get(file.id);
    if (row?.contains(document.activeElement)) part(this.#root, "files-choose").focus();
    row?.remove();
    this.#rows.delete(file.id);
    part(this.#root, "files-none").hidden = this.#rows.size > 0;
  }

  /** @param {number} bytes */
  #megabytes(bytes) {
    return String(Math.round(bytes / MEGABYTE));
  }

  /** @param {number} bytes */
  #sizeText(bytes) {
    const large = bytes >= MEGABYTE;
    const unit = large ? "megabyte" : "kilobyte";
    const format = new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit, maximumFractionDigits: large ? 1 : 0 });
    return format.format(Math.max(bytes / (large ? MEGABYTE : 1024), large ? 0 : 1));
  }
}

/** As a file of no type: browsers save it, and show it nowhere. @param {Shared} file */
function save({ blob, name }) {
  if (!blob) return;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([blob], { type: "application/octet-stream" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), URL_LIFETIME_MS);
}
