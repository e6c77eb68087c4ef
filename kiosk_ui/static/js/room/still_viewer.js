// Looking at a still: fitted or at its own size, turned, and gone when it is closed.
import { part, showOnly } from "./partial.js";

/** @typedef {import("./still.js").Still} Still */

export class StillViewer {
  /** @type {Still | null} */
  still = null;
  #root;
  #image;
  #listening = new AbortController();
  #turns = 0;
  #whole = true;

  /** @param {HTMLElement} root of the room */
  constructor(root) {
    this.#root = part(root, "still");
    this.#image = /** @type {HTMLImageElement} */ (part(this.#root, "still-image"));
    const { signal } = this.#listening;
    part(this.#root, "still-zoom").addEventListener("click", () => this.#zoom(!this.#whole), { signal });
    part(this.#root, "still-rotate").addEventListener("click", () => this.#rotate(), { signal });
    part(this.#root, "still-close").addEventListener("click", () => this.close(), { signal });
    this.#root.addEventListener("keydown", ({ key }) => void (key === "Escape" && this.close()), { signal });
    new ResizeObserver(() => this.#layOut()).observe(part(this.#root, "still-view"));
  }

  /** @param {Still} still */
  show(still) {
    this.close();
    this.still = still;
    this.#turns = 0;
    this.#image.src = URL.createObjectURL(still.picture);
    this.#root.hidden = false;
    this.#zoom(true);
    part(this.#root, "still-zoom").focus();
  }

  /** Nothing of it stays behind. */
  close() {
    if (this.#image.src) URL.revokeObjectURL(this.#image.src);
    this.#image.removeAttribute("src");
    this.#root.hidden = true;
    this.still = null;
  }

  end() {
    this.close();
    this.#listening.abort();
  }

  /** @param {boolean} whole */
  #zoom(whole) {
    this.#whole = whole;
    showOnly(part(this.#root, "still-zoom"), "data-zoom", whole ? "actual" : "whole");
    this.#layOut();
  }

  #rotate() {
    this.#turns = (this.#turns + 1) % 4;
    this.#layOut();
  }

  /** The sheet has the turned picture's size, so that scrolling reaches all of it; the picture is turned about its centre. */
  #layOut() {
    if (!this.still) return;
    const { width, height } = this.still;
    const view = part(this.#root, "still-view");
    const [turnedWidth, turnedHeight] = this.#turns % 2 ? [height, width] : [width, height];
    const scale = this.#whole ? Math.min(view.clientWidth / turnedWidth, view.clientHeight / turnedHeight) : 1 / devicePixelRatio;
    const sheet = part(this.#root, "still-sheet");
    sheet.style.width = `${turnedWidth * scale}px`;
    sheet.style.height = `${turnedHeight * scale}px`;
    this.#image.style.width = `${width * scale}px`;
    this.#image.style.height = `${height * scale}px`;
    this.#image.style.transform = `translate(-50%, -50%) rotate(${this.#turns * 90}deg)`;
  }
}
