// The text of the file, with numbered lines, so that a finding leads to its place.

import { part } from "../../clerk/elements.js";

const WIDE_MARKS = [[0xff, 0xfe, "utf-16le"], [0xfe, 0xff, "utf-16be"]];

export class Sheet {
  #text;
  #numbers;

  /**
   * @param {HTMLElement} root
   * @param {() => void} changed called when somebody types, or another file is there
   */
  constructor(root, changed) {
    this.#text = /** @type {HTMLTextAreaElement} */ (part(root, "text"));
    this.#numbers = part(root, "numbers");
    this.#text.addEventListener("input", () => {
      this.#count();
      changed();
    });
    this.#text.addEventListener("scroll", () => (this.#numbers.scrollTop = this.#text.scrollTop));
  }

  get text() {
    return this.#text.value;
  }

  set text(text) {
    this.#text.value = text;
    this.#text.scrollTop = this.#text.scrollLeft = 0;
    this.#count();
  }

  /** Marks the line and brings it into sight. @param {number} line from 1 */
  goTo(line) {
    const lines = this.#text.value.split("\n");
    const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    this.#text.focus();
    this.#text.setSelectionRange(start, start + (lines[line - 1] ?? "").length);
    const height = this.#text.scrollHeight / Math.max(lines.length, 1);
    this.#text.scrollTop = Math.max(0, (line - 4) * height);
    this.#text.scrollIntoView({ block: "nearest" });
  }

  #count() {
    const count = this.#text.value.split("\n").length;
    this.#numbers.textContent = Array.from({ length: count }, (_, index) => index + 1).join("\n");
    this.#numbers.scrollTop = this.#text.scrollTop;
  }
}

/**
 * UTF-8, UTF-16 with its mark, or else what German Windows writes.
 * @param {Blob} file
 */
export async function textOf(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const wide = WIDE_MARKS.find(([first, second]) => bytes[0] === first && bytes[1] === second);
  if (wide) return new TextDecoder(String(wide[2])).decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}
