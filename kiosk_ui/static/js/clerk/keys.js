// Which key does what: as it stands in the page (data-key), until a clerk chooses another in this browser.

import { text } from "../texts.js";
import { chosenKeys, rememberKeys } from "./preferences.js";

/** Keys that work the page or the browser. */
const RESERVED = new Set(["Tab", "Enter", " ", "Escape", "F5", "F11", "F12", "Shift+F10", "Dead", "Process", "Unidentified", "CapsLock", "NumLock",
  "ContextMenu", "ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End", "PageUp", "PageDown"]);
/** Of the keys with Control the browser has almost all. */
const ALLOWED_WITH_CONTROL = "Control+Z";
const MODIFIERS = ["Shift", "Control", "Alt", "AltGraph", "Meta"];

export class Keys {
  #root;
  #clerk;
  /** As the page has them. @type {Map<string, string>} */
  #standard = new Map();
  /** @type {Record<string, string>} by command; "" for none */
  #chosen = {};

  /**
   * @param {HTMLElement} root the console
   * @param {number} clerk whose choice it is
   */
  constructor(root, clerk) {
    this.#root = root;
    this.#clerk = clerk;
    for (const { dataset } of this.#buttons()) this.#standard.set(dataset.command ?? "", dataset.standardKey ??= dataset.key ?? "");
    this.#chosen = chosenKeys(clerk);
    this.#apply();
  }

  /** The key of a command, "" for none. @param {string} command */
  of(command) {
    return this.#chosen[command] ?? this.#standard.get(command) ?? "";
  }

  /** Which other command has this key already, null for none. @param {string} command @param {string} key */
  conflict(command, key) {
    return [...this.#standard.keys()].find((other) => other !== command && this.of(other) === key) ?? null;
  }

  /** @param {string} command @param {string} key "" for none */
  choose(command, key) {
    this.#chosen = { ...this.#chosen, [command]: key };
    this.#keep();
  }

  reset() {
    this.#chosen = {};
    this.#keep();
  }

  #keep() {
    rememberKeys(this.#clerk, this.#chosen);
    this.#apply();
  }

  #apply() {
    for (const button of this.#buttons()) {
      const key = this.of(button.dataset.command ?? "");
      button.dataset.key = key;
      if (key) button.setAttribute("aria-keyshortcuts", key);
      else button.removeAttribute("aria-keyshortcuts");
    }
    for (const shown of /** @type {NodeListOf<HTMLElement>} */ (this.#root.querySelectorAll('[data-part="key"]'))) {
      const owner = /** @type {HTMLElement | null} */ (shown.closest("[data-command]") ?? shown.closest("[data-key-of]"));
      const key = this.of(owner?.dataset.command ?? owner?.dataset.keyOf ?? "");
      shown.textContent = keyText(key);
      shown.hidden = !key;
    }
  }

  #buttons() {
    return /** @type {NodeListOf<HTMLElement>} */ (this.#root.querySelectorAll("[data-command]"));
  }
}

/** "Shift+F3", "Control+Z", "P"; "" for a modifier alone. @param {KeyboardEvent} event */
export function keyName(event) {
  if (MODIFIERS.includes(event.key)) return "";
  if (event.altKey || event.metaKey) return event.metaKey && event.key === "z" ? "Control+Z" : "none";
  const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
  return `${event.ctrlKey ? "Control+" : ""}${event.shiftKey ? "Shift+" : ""}${key}`;
}

/** Whether the browser or the page itself needs this key. @param {string} key */
export function isReserved(key) {
  return key === "none" || RESERVED.has(key) || (key.startsWith("Control+") && key !== ALLOWED_WITH_CONTROL);
}

/** A letter, a digit, a sign: not while somebody writes (WCAG 2.1.4). @param {string} key */
export function isCharacter(key) {
  return key.replace("Shift+", "").length === 1;
}

/** As it stands on the keyboard: "Strg+Z". @param {string} key */
export function keyText(key) {
  return key.split("+").map((one) => text(`key.${one}`) || one).join("+");
}
