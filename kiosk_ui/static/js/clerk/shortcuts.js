// Keys for the actions that are visible now. Which key does what stands on the buttons (data-key), nowhere else.

import { isCharacter, keyName } from "./keys.js";
import { isOn } from "./preferences.js";

export class Shortcuts {
  /** @param {HTMLElement} root the buttons with data-key */
  constructor(root) {
    this.root = root;
    document.addEventListener("keydown", this.#pressed);
    this.apply();
  }

  stop() {
    document.removeEventListener("keydown", this.#pressed);
  }

  /** Shows or hides the keys on the buttons. */
  apply() {
    this.root.toggleAttribute("data-shortcuts-off", !isOn("shortcuts"));
  }

  /** @param {KeyboardEvent} event */
  #pressed = (event) => {
    if (!isOn("shortcuts") || this.root.closest("[inert]") || event.repeat || event.defaultPrevented) return;
    const name = keyName(event);
    const all = /** @type {NodeListOf<HTMLButtonElement>} */ (this.root.querySelectorAll("[data-key]"));
    const buttons = [...all].filter(({ dataset }) => dataset.key === name);
    if (!name || !buttons.length || (isTyping(event.target) && isOfText(name))) return;
    event.preventDefault(); // also when nothing is to be done: the browser's own F6 or F10 would surprise
    (buttons.find((button) => button.checkVisibility?.() ?? button.offsetParent !== null) ?? buttons.find(isOffered))?.click();
  };
}

/** What opens a panel may itself stand in one that is closed. @param {HTMLElement} button */
function isOffered(button) {
  return "open" in button.dataset && !button.closest("[hidden][data-for]");
}

/** In a text field Ctrl+Z belongs to the text, and so do letters. @param {string} name */
function isOfText(name) {
  return name.startsWith("Control+") || isCharacter(name);
}

/** @param {EventTarget | null} target */
function isTyping(target) {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));
}
