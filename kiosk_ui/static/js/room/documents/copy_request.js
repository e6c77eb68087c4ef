// A copy of a document, asked for by the clerk and made only when the citizen agrees; both get it, and no server does.
import { copyOf, part, showOnly, words } from "../partial.js";
import { newKey } from "../../api.js";
import { Boxes } from "./boxes.js";
import { secretsIn, sidesOf } from "./kinds.js";
import { markedCopy } from "./marked_copy.js";

/** @typedef {"none" | "prepare" | "asked" | "agreed" | "refused" | "away"} CopyState */

export class CopyRequest {
  #context;
  #root;
  #viewer;
  /** @type {Boxes | null} over the picture that is looked at */
  #boxes = null;
  /** @type {import("./still_pane.js").Shown | null} whose boxes they are */
  #still = null;
  #turns = 0;
  /** What is asked for at the moment. @type {{id: string, kind: string, purpose: string, picture: Blob} | null} */
  #asked = null;
  /** @type {string[]} */
  #urls = [];
  #ends;
  #listening = new AbortController();

  /**
   * @param {import("../features.js").Context} context
   * @param {import("../still_viewer.js").StillViewer} viewer
   */
  constructor(context, viewer) {
    this.#context = context;
    this.#root = context.root;
    this.#viewer = viewer;
    const { signal } = this.#listening;
    viewer.addEventListener("changed", () => this.#looked(), { signal });
    part(this.#root, "document-kind").addEventListener("change", () => this.#dress(), { signal });
    part(this.#root, "copy-purpose").addEventListener("input", () => this.#dress(), { signal });
    part(this.#root, "copy-box").addEventListener("click", () => this.#addBox(), { signal });
    for (const side of ["front", "back", "page"]) {
      part(this.#root, `copy-${side}`).addEventListener("click", () => this.#suggest(/** @type {any} */ (side)), { signal });
    }
    part(this.#root, "copy-ask").addEventListener("click", () => void this.#ask(), { signal });
    const { wire } = context.room;
    wire.addEventListener("reached", () => this.#asked && this.#tell(), { signal });
    this.#ends = [wire.on("copy-answer", { message: ({ from, payload }) => void this.#answered(from, payload) })];
    this.#state("none");
  }

  stop() {
    this.#listening.abort();
    this.#ends.forEach((end) => end());
    this.#drop();
    this.#urls.splice(0).forEach((url) => URL.revokeObjectURL(url));
    part(this.#root, "copies").replaceChildren();
    this.#asked = null;
  }

  get #kind() {
    return /** @type {import("./kinds.js").DocumentKind} */ (/** @type {HTMLSelectElement} */ (part(this.#root, "document-kind")).value);
  }

  get #purpose() {
    return /** @type {HTMLInputElement} */ (part(this.#root, "copy-purpose")).value.trim();
  }

  /** Boxes belong to one picture as it is turned; of another they would hide the wrong thing. */
  #looked() {
    const shown = this.#viewer.pane?.shown ?? null;
    if (shown === this.#still && shown?.turns === this.#turns) return;
    this.#drop();
    this.#still = shown;
    this.#turns = shown?.turns ?? 0;
    const sheet = this.#viewer.pane?.sheet;
    if (sheet) this.#boxes = new Boxes(this.#root, sheet, () => this.#dress());
    this.#state(shown ? "prepare" : "none");
  }

  #drop() {
    const boxes = this.#boxes;
    this.#boxes = null;
    boxes?.clear();
  }

  #addBox() {
    this.#boxes?.add({ x: 0.4, y: 0.45, width: 0.2, height: 0.1 }).focus();
  }

  /** @param {"front" | "back" | "page"} side */
  #suggest(side) {
    const size = this.#viewer.pane?.size;
    if (!size || !this.#boxes) return;
    this.#boxes.clear();
    for (const rect of secretsIn(size.width, size.height, this.#kind, side)) {
      const { x, y, width, height } = rect;
      this.#boxes.add({ x: x / size.width, y: y / size.height, width: width / size.width, height: height / size.height });
    }
  }

  /** The copy is made before the question, so that what was agreed to is what is kept. */
  async #ask() {
    const still = this.#still;
    if (!still || !this.#boxes || !this.#isReady) return;
    const [kind, purpose] = [this.#kind, this.#purpose];
    const picture = await this.#made(still, purpose);
    if (this.#listening.signal.aborted) return;
    this.#asked = { id: newKey(), kind, purpose, picture };
    this.#state(this.#context.room.participants.get("citizen")?.present ? "asked" : "away");
    this.#tell();
  }

  #tell() {
    const { id, kind, purpose } = this.#asked ?? {};
    this.#context.room.wire.tell("copy-ask", { id, kind, purpose }, { to: "citizen" });
  }

  /**
   * @param {import("./still_pane.js").Shown} still
   * @param {string} purpose
   */
  async #made(still, purpose) {
    const bitmap = await createImageBitmap(still.picture);
    const size = still.turns % 2 ? { width: bitmap.height, height: bitmap.width } : bitmap;
    const boxes = (this.#boxes?.rects ?? []).map(({ x, y, width, height }) => ({
      x: x * size.width, y: y * size.height, width: width * size.width, height: height * size.height,
    }));
    const day = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long" }).format(new Date());
    const mark = words(this.#root, "copy-mark");
    const lines = [words(this.#root, "copy-purpose-line").replace("{purpose}", purpose), words(this.#root, "copy-date-line").replace("{date}", day)];
    const picture = await markedCopy(bitmap, { mark, lines, boxes, turns: still.turns });
    bitmap.close();
    return picture;
  }

  /**
   * @param {string} from
   * @param {any} answer
   */
  async #answered(from, answer) {
    const asked = this.#asked;
    if (from !== "citizen" || !asked || answer?.id !== asked.id) return;
    this.#asked = null;
    this.#state(answer.agreed === true ? "agreed" : "refused");
    if (answer.agreed !== true) return;
    this.#offer(asked);
    await this.#context.room.wire.send("copy", { kind: asked.kind }, asked.picture, { to: "citizen" }).catch(() => {});
  }

  /** @param {{kind: string, picture: Blob}} copy */
  #offer({ kind, picture }) {
    const row = /** @type {HTMLElement} */ (copyOf(this.#root, '[data-template="copy"]'));
    const link = /** @type {HTMLAnchorElement} */ (part(row, "copy-download"));
    link.href = URL.createObjectURL(picture);
    this.#urls.push(link.href);
    link.download = words(this.#root, "copy-file").replace("{kind}", words(this.#root, `kind-${kind}`));
    part(row, "copy-name").textContent = words(this.#root, `kind-${kind}`);
    part(this.#root, "copies").append(row);
  }

  /** @param {CopyState} state */
  #state(state) {
    const desk = part(this.#root, "copy-desk");
    showOnly(desk, "data-copy-state", state);
    desk.querySelector(`p[data-copy-state="${state}"]`)?.scrollIntoView({ block: "nearest" });
    this.#dress();
  }

  /** Numbers of identity documents have to be blackened: without a box there is no copy of those. */
  get #isReady() {
    return Boolean(this.#still && this.#purpose && (sidesOf(this.#kind).length === 0 || (this.#boxes?.count ?? 0) > 0));
  }

  #dress() {
    const sides = sidesOf(this.#kind);
    for (const side of /** @type {const} */ (["front", "back", "page"])) part(this.#root, `copy-${side}`).hidden = !sides.includes(side);
    part(this.#root, "copy-law").hidden = sides.length === 0;
    /** @type {HTMLButtonElement} */ (part(this.#root, "copy-ask")).disabled = !this.#isReady || this.#asked !== null;
  }
}
