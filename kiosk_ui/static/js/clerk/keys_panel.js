// The panel in which a clerk chooses keys: press one, conflicts are named, everything can be put back or switched off.

import { text } from "../texts.js";
import { fill, part } from "./elements.js";
import { isReserved, keyName, keyText } from "./keys.js";

const TAKES_AWAY = ["Delete", "Backspace"];
const LEAVES = ["Escape", "Tab"];

export class KeysPanel {
  #root;
  #keys;
  /** Whose key is asked for. @type {HTMLElement | null} */
  #asking = null;

  /**
   * @param {HTMLElement} root the console
   * @param {import("./keys.js").Keys} keys
   */
  constructor(root, keys) {
    this.#root = /** @type {HTMLElement} */ (root.querySelector('[data-panel="keys"]'));
    this.#keys = keys;
    part(this.#root, "keys-reset").onclick = () => this.#reset();
    for (const row of this.#rows()) buttonOf(row).onclick = () => this.#ask(row);
    this.#root.addEventListener("focusout", this.#left);
    document.addEventListener("keydown", this.#pressed, { capture: true });
    this.#draw();
  }

  stop() {
    document.removeEventListener("keydown", this.#pressed, { capture: true });
    this.#root.removeEventListener("focusout", this.#left);
  }

  open() {
    this.#ask(null);
  }

  /** @param {HTMLElement | null} row */
  #ask(row) {
    this.#asking = row;
    fill(this.#root, { command_problem: "" });
    this.#draw();
  }

  #left = () => {
    if (this.#asking) this.#ask(null);
  };

  /** @param {KeyboardEvent} event */
  #pressed = (event) => {
    const key = this.#asking ? keyName(event) : "";
    if (!this.#asking || !key) return;
    event.stopPropagation();
    if (key === "Tab" || key === "Shift+Tab") return this.#ask(null);
    event.preventDefault();
    this.#choose(this.#asking, key);
  };

  /**
   * @param {HTMLElement} row
   * @param {string} key
   */
  #choose(row, key) {
    const command = commandOf(row);
    const other = this.#keys.conflict(command, key);
    if (LEAVES.includes(key)) return this.#ask(null);
    if (!TAKES_AWAY.includes(key) && isReserved(key)) return this.#refuse(text("command.reserved", { key: keyText(key) }));
    if (other) return this.#refuse(text("command.taken", { key: keyText(key), command: this.#nameOf(other) }));
    this.#keys.choose(command, TAKES_AWAY.includes(key) ? "" : key);
    this.#ask(null);
  }

  /** It goes on asking. @param {string} problem */
  #refuse(problem) {
    fill(this.#root, { command_problem: problem });
  }

  #reset() {
    this.#keys.reset();
    this.#ask(null);
  }

  #draw() {
    for (const row of this.#rows()) {
      const [button, key] = [buttonOf(row), this.#keys.of(commandOf(row))];
      const isAsking = row === this.#asking;
      button.textContent = isAsking ? text("command.press") : keyText(key) || text("command.none");
      button.toggleAttribute("data-asking", isAsking);
    }
  }

  /** @param {string} command */
  #nameOf(command) {
    return this.#root.querySelector(`[data-for-command="${command}"] .command-name`)?.textContent ?? command;
  }

  #rows() {
    return /** @type {NodeListOf<HTMLElement>} */ (this.#root.querySelectorAll("[data-for-command]"));
  }
}

/** @param {HTMLElement} row */
const commandOf = (row) => row.dataset.forCommand ?? "";

/** @param {HTMLElement} row */
const buttonOf = (row) => /** @type {HTMLElement} */ (row.querySelector("button"));
