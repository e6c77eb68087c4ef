// Black boxes over a picture, put in place by pointer or keyboard: arrows move, with Shift they change the size, Delete removes.
import { copyOf, words } from "../partial.js";

const STEP = 0.01;
const LEAST = 0.01;

/** @typedef {import("./kinds.js").Rect} Rect in parts of the picture as it is looked at */

export class Boxes {
  /** @type {Map<HTMLElement, Rect>} */
  #boxes = new Map();
  #root;
  #sheet;
  #changed;

  /**
   * @param {HTMLElement} root of the room, with the template
   * @param {HTMLElement} sheet the picture's, at whose size they are shown
   * @param {() => void} changed
   */
  constructor(root, sheet, changed) {
    this.#root = root;
    this.#sheet = sheet;
    this.#changed = changed;
  }

  get count() {
    return this.#boxes.size;
  }

  /** @returns {Rect[]} */
  get rects() {
    return [...this.#boxes.values()];
  }

  /** @param {Rect} rect */
  add(rect) {
    const box = /** @type {HTMLElement} */ (copyOf(this.#root, '[data-template="box"]'));
    this.#boxes.set(box, rect);
    box.setAttribute("aria-label", words(this.#root, "box-name").replace("{number}", String(this.#boxes.size)));
    box.addEventListener("keydown", (event) => this.#pressed(box, event));
    box.addEventListener("pointerdown", (event) => this.#grabbed(box, event));
    this.#sheet.append(box);
    this.#place(box, rect);
    return box;
  }

  clear() {
    this.#boxes.forEach((_, box) => box.remove());
    this.#boxes.clear();
    this.#changed();
  }

  /**
   * @param {HTMLElement} box
   * @param {KeyboardEvent} event
   */
  #pressed(box, event) {
    const [right, down] = DIRECTIONS[event.key] ?? [0, 0];
    if (event.key === "Delete" || event.key === "Backspace") this.#remove(box);
    else if (!right && !down) return;
    else this.#change(box, right * STEP, down * STEP, event.shiftKey);
    event.preventDefault();
    event.stopPropagation();
  }

  /** Near its lower right corner the size changes, elsewhere the place. @param {HTMLElement} box @param {PointerEvent} event */
  #grabbed(box, event) {
    event.preventDefault();
    box.focus();
    box.setPointerCapture(event.pointerId);
    const outline = box.getBoundingClientRect();
    const grip = Math.min(20, outline.width / 3, outline.height / 3);
    const sizing = outline.right - event.clientX < grip && outline.bottom - event.clientY < grip;
    let { clientX, clientY } = event;
    const listening = new AbortController();
    const { signal } = listening;
    box.addEventListener("pointermove", (moved) => {
      const size = this.#sheet.getBoundingClientRect();
      this.#change(box, (moved.clientX - clientX) / size.width, (moved.clientY - clientY) / size.height, sizing);
      ({ clientX, clientY } = moved);
    }, { signal });
    for (const name of ["pointerup", "pointercancel"]) box.addEventListener(name, () => listening.abort(), { signal });
  }

  /** @param {HTMLElement} box */
  #remove(box) {
    const next = /** @type {HTMLElement | null} */ (box.nextElementSibling ?? this.#sheet.parentElement);
    this.#boxes.delete(box);
    box.remove();
    next?.focus();
    this.#changed();
  }

  /**
   * @param {HTMLElement} box
   * @param {number} right in parts of the picture
   * @param {number} down
   * @param {boolean} sizing
   */
  #change(box, right, down, sizing) {
    const { x, y, width, height } = /** @type {Rect} */ (this.#boxes.get(box));
    const rect = sizing
      ? { x, y, width: within(width + right, LEAST, 1 - x), height: within(height + down, LEAST, 1 - y) }
      : { x: within(x + right, 0, 1 - width), y: within(y + down, 0, 1 - height), width, height };
    this.#boxes.set(box, rect);
    this.#place(box, rect);
  }

  /**
   * @param {HTMLElement} box
   * @param {Rect} rect
   */
  #place(box, rect) {
    Object.assign(box.style, { left: percent(rect.x), top: percent(rect.y), width: percent(rect.width), height: percent(rect.height) });
    this.#changed();
  }
}

/** @type {Record<string, [number, number]>} */
const DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** @param {number} part */
function percent(part) {
  return `${(part * 100).toFixed(2)}%`;
}

/**
 * @param {number} value
 * @param {number} least
 * @param {number} most
 */
function within(value, least, most) {
  return Math.min(most, Math.max(least, value));
}
