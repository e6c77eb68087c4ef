// Keys for the actions that are visible now. Which key does what stands on the buttons (data-key), nowhere else.

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
    if (!isOn("shortcuts") || this.root.closest("[inert]") || event.repeat) return;
    const name = keyName(event);
    const buttons = /** @type {NodeListOf<HTMLButtonElement>} */ (this.root.querySelectorAll(`[data-key="${name}"]`));
    if (!buttons.length || (name.startsWith("Control+") && isTyping(event.target))) return;
    event.preventDefault(); // also when nothing is to be done: the browser's own F6 or F10 would surprise
    [...buttons].find((button) => button.checkVisibility?.() ?? button.offsetParent !== null)?.click();
  };
}

/** @param {KeyboardEvent} event */
function keyName(event) {
  if (event.altKey || event.metaKey) return event.metaKey && event.key === "z" ? "Control+Z" : "none";
  const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
  return `${event.ctrlKey ? "Control+" : ""}${event.shiftKey ? "Shift+" : ""}${CSS.escape(key)}`;
}

/** In a text field Ctrl+Z belongs to the text. @param {EventTarget | null} target */
function isTyping(target) {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));
}
