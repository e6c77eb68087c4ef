// One picture in the viewer: fitted or as large as one likes, turned, scrolled.
import { part } from "../partial.js";

/** One press of the zoom. */
const ZOOM_STEP = 1.5;
/** Screen pixels for a pixel of the picture, at most. */
const LARGEST = 4;

/**
 * @typedef {import("../still.js").Still} Still
 * @typedef {Still & {url: string, turns: number, from: string}} Shown `turns`: quarters, clockwise
 */

export class StillPane {
  /** @type {Shown | null} */
  shown = null;
  /** @type {number | null} screen pixels for a pixel of the picture; null: the whole picture */
  #scale = null;
  #image;
  #observer;

  /**
   * @param {HTMLElement} view the scrolling box
   * @param {string} image the name of its picture
   */
  constructor(view, image) {
    this.view = view;
    this.sheet = /** @type {HTMLElement} */ (view.firstElementChild);
    this.#image = /** @type {HTMLImageElement} */ (part(view, image));
    this.#observer = new ResizeObserver(() => this.layOut());
    this.#observer.observe(view);
  }

  get isWhole() {
    return this.#scale === null;
  }

  /** @param {Shown} shown */
  show(shown) {
    this.shown = shown;
    this.#image.src = shown.url;
    this.#scale = null;
    this.layOut();
  }

  clear() {
    this.shown = null;
    this.#image.removeAttribute("src");
  }

  end() {
    this.#observer.disconnect();
  }

  /** Between the whole picture and its own size. */
  toggle() {
    this.#scale = this.isWhole ? 1 / devicePixelRatio : null;
    this.layOut();
  }

  whole() {
    this.#scale = null;
    this.layOut();
  }

  /** @param {1 | -1} direction */
  zoom(direction) {
    if (!this.shown) return;
    const fitted = this.#fitted();
    const next = (this.#scale ?? fitted) * ZOOM_STEP ** direction;
    this.#scale = next <= fitted ? null : Math.min(next, LARGEST);
    this.#keepCentre(() => this.layOut());
  }

  /** @param {1 | -1} direction 1: clockwise */
  turn(direction) {
    if (!this.shown) return;
    this.shown.turns = (this.shown.turns + direction + 4) % 4;
    this.layOut();
  }

  /** Of the picture as it is turned. */
  get size() {
    const { width, height, turns } = this.shown ?? { width: 0, height: 0, turns: 0 };
    return turns % 2 ? { width: height, height: width } : { width, height };
  }

  /** The sheet has the turned picture's size, so that scrolling reaches all of it; the picture is turned about its centre. */
  layOut() {
    if (!this.shown) return;
    const scale = this.#scale ?? this.#fitted();
    const turned = this.size;
    Object.assign(this.sheet.style, { width: `${turned.width * scale}px`, height: `${turned.height * scale}px` });
    const { width, height, turns } = this.shown;
    const transform = `translate(-50%, -50%) rotate(${turns * 90}deg)`;
    Object.assign(this.#image.style, { width: `${width * scale}px`, height: `${height * scale}px`, transform });
  }

  #fitted() {
    const { width, height } = this.size;
    return Math.min(this.view.clientWidth / width, this.view.clientHeight / height);
  }

  /** What was in the middle stays there. @param {() => void} change */
  #keepCentre(change) {
    const { view } = this;
    const [across, down] = [
      (view.scrollLeft + view.clientWidth / 2) / view.scrollWidth,
      (view.scrollTop + view.clientHeight / 2) / view.scrollHeight,
    ];
    change();
    view.scrollLeft = across * view.scrollWidth - view.clientWidth / 2;
    view.scrollTop = down * view.scrollHeight - view.clientHeight / 2;
  }
}
