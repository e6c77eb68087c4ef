// Reads the screen aloud: heading, text and choices in their order, each marked while it is read.

import { Voice } from "../speech.js";
import { part, showOne } from "./slots.js";

/** @typedef {import("./check_in.js").Desk} Desk */
/** @typedef {{element: HTMLElement, text: string, language: string}} Piece */

const PIECES = "h1, h2, h3, p, li, dt, dd, label, button";
/** What nobody wants to hear: keys one by one, and seconds that run away. */
const UNREAD = "[aria-hidden=true], .keypad, .keyboard, [data-countdown], [data-version]";
/** Sentences of at most so many characters at a time: the first words come sooner. */
const LONGEST = 300;
/** Numbers are heard sign by sign: A017, A017/2 and 367 546. */
const SPELLED = /\b[A-ZÄÖÜ]{1,4}\d{3,}(?:\/\d+)?|\b\d{3} \d{3}\b/g;
const MARK = "is-read";

export class ReadAloud {
  #desk;
  /** @type {Voice | null} */
  #voice = null;
  /** @type {AbortController | null} */
  #reading = null;

  /** @param {Desk} desk */
  constructor(desk) {
    this.#desk = desk;
  }

  /** @type {Record<string, () => void>} */
  actions = { read: () => (this.isReading ? this.stop() : void this.#read()) };

  get isReading() {
    return this.#reading !== null;
  }

  /** By the button, and when another screen comes. */
  stop() {
    this.#reading?.abort();
    this.#reading = null;
    this.#say("idle");
  }

  async #read() {
    const reading = (this.#reading = new AbortController());
    this.#say("reading");
    const isHeard = await this.#readAll(pieces(), reading.signal);
    if (this.#reading !== reading) return;
    this.#reading = null;
    this.#say(isHeard ? "idle" : "lost");
  }

  /**
   * @param {Piece[]} all
   * @param {AbortSignal} signal
   */
  async #readAll(all, signal) {
    const voice = (this.#voice ??= new Voice(this.#desk.device.token));
    for (const [index, { element, text, language }] of all.entries()) {
      for (const one of all.slice(index, index + 2)) void voice.prepare(one.text, one.language); // what comes now first
      element.classList.add(MARK);
      element.scrollIntoView({ block: "nearest" });
      const isHeard = await voice.say(text, language, { signal });
      element.classList.remove(MARK);
      if (signal.aborted) return true;
      if (!isHeard) return false;
    }
    return true;
  }

  /** @param {"idle" | "reading" | "lost"} state */
  #say(state) {
    const button = part("[data-tools] [data-action=read]");
    showOne(button, "read", state);
    button.setAttribute("aria-pressed", String(state === "reading"));
  }
}

/** @returns {Piece[]} of the question that is asked, or of the screen with what can be done there */
function pieces() {
  const asked = document.querySelector("dialog[open]");
  const roots = asked ? [asked] : [...document.querySelectorAll("[data-help], [data-screen], [data-footer]")];
  return roots.flatMap((root) => /** @type {HTMLElement[]} */ ([...root.querySelectorAll(PIECES)])).filter(isRead).flatMap(sentences);
}

/** What can be seen and holds no smaller piece. @param {HTMLElement} element */
function isRead(element) {
  if (!element.checkVisibility() || element.closest(UNREAD)) return false;
  return ![...element.querySelectorAll(PIECES)].some((inner) => inner.checkVisibility());
}

/** @param {HTMLElement} element @returns {Piece[]} */
function sentences(element) {
  const words = element.innerText.replace(/\s+/g, " ").trim();
  if (!words) return [];
  const language = /** @type {HTMLElement} */ (element.closest("[lang]")).lang;
  return parts(words.replace(SPELLED, (number) => [...number.replace(" ", "")].join(" "))).map((text) => ({ element, text, language }));
}

/** @param {string} words @returns {string[]} */
function parts(words) {
  const found = [""];
  for (const sentence of words.match(/[^.!?]+[.!?]*\s*/g) ?? [words]) {
    if (found[found.length - 1].length + sentence.length > LONGEST) found.push("");
    found[found.length - 1] += sentence.slice(0, LONGEST);
  }
  return found.filter((text) => text.trim());
}
