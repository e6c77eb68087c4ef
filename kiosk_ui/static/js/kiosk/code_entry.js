// Entering a code: on the screen's keypad, on a keyboard, or by a scanner that types what it reads and ends with Enter.

import { part } from "./slots.js";

/** A scanner types faster than this between two characters, even a slow one by radio; nobody else types a whole address. */
export const SCAN_PAUSE_MS = 500;
export const LINK = /#([tp]_[A-Za-z0-9_-]{43})$/;

/**
 * @typedef {object} Entered
 * @property {(code: string) => void} code all digits were entered and sent off
 * @property {(token: string) => void} [token] the link of a ticket or an appointment was scanned
 */

/** The keypad within `root`: [data-key] buttons 0..9, "delete" and "enter", and [data-code] that shows what was entered. */
export class CodeEntry {
  #root;
  #entered;
  #length;
  #pattern;
  #code = "";
  #scanned = "";
  #last = 0;

  /**
   * @param {HTMLElement} root
   * @param {{length: number, letters?: boolean} & Entered} options `length`: a full code is sent off by itself; 0: by Enter
   */
  constructor(root, { length, letters = false, ...entered }) {
    this.#root = root;
    this.#length = length;
    this.#pattern = letters ? /^[0-9A-Za-z-]$/ : /^[0-9]$/;
    this.#entered = entered;
    root.addEventListener("click", this.#touched);
    document.addEventListener("keydown", this.#typed);
    this.clear();
  }

  stop() {
    this.#root.removeEventListener("click", this.#touched);
    document.removeEventListener("keydown", this.#typed);
    this.clear();
  }

  clear() {
    this.#code = this.#scanned = "";
    this.#show();
  }

  #touched = (/** @type {Event} */ event) => {
    const button = /** @type {HTMLElement} */ (event.target).closest("[data-key]");
    if (button) this.#press(button.getAttribute("data-key") ?? "");
  };

  #typed = (/** @type {KeyboardEvent} */ event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || document.querySelector("dialog[open]")) return;
    if (event.key === "Enter") return this.#enteredByKey(event);
    if (event.key === "Backspace") return this.#press("delete");
    if (event.key.length !== 1) return;
    this.#collect(event);
    if (!this.#isScan()) this.#press(event.key);
  };

  /** @param {KeyboardEvent} event */
  #collect(event) {
    const pause = event.timeStamp - this.#last;
    this.#last = event.timeStamp;
    this.#scanned = pause > SCAN_PAUSE_MS ? event.key : this.#scanned + event.key;
  }

  /** Addresses begin with letters, so their digits never reach the code. */
  #isScan() {
    return this.#scanned.startsWith("http");
  }

  /** Enter on a focused key presses that key, as everywhere; anywhere else it sends off. @param {KeyboardEvent} event */
  #enteredByKey(event) {
    const token = this.#scanned.match(LINK)?.[1];
    const scanned = this.#isScan();
    this.#scanned = "";
    if (scanned) event.preventDefault();
    if (token) this.#entered.token?.(token);
    if (scanned || /** @type {HTMLElement} */ (event.target).closest("button, a")) return;
    this.#press("enter");
  }

  /** @param {string} key */
  #press(key) {
    if (key === "delete") this.#code = this.#code.slice(0, -1);
    else if (key === "enter") this.#send();
    else if (this.#pattern.test(key) && this.#hasRoom()) this.#code += key.toUpperCase();
    this.#show();
    if (key !== "enter" && key !== "delete" && this.#length && this.#code.length === this.#length) this.#send();
  }

  #hasRoom() {
    return this.#code.length < (this.#length || 16);
  }

  #send() {
    if (this.#code.length < (this.#length || 1)) return;
    this.#entered.code(this.#code);
  }

  #show() {
    const place = part("[data-code]", this.#root);
    const blanks = "–".repeat(Math.max(0, this.#length - this.#code.length));
    place.textContent = grouped(this.#code + blanks);
    place.classList.toggle("code--empty", this.#code === "");
  }
}

/** 482913 -> 482 913: people read and remember three digits at a time. @param {string} code */
export function grouped(code) {
  return code.length === 6 ? `${code.slice(0, 3)} ${code.slice(3)}` : code;
}
