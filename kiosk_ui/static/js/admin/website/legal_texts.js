// The legal texts: a table of what is there in which language, and the editor of the one that was opened.

import { fill, fromTemplate, part } from "../../clerk/elements.js";
import { momentText } from "../../clock.js";
import { plural, text } from "../../texts.js";
import { TextEditor } from "./text_editor.js";

/** @typedef {import("./shapes.js").LegalText} LegalText */

export class LegalTexts {
  #root;
  #editor;
  /** @type {LegalText[]} */
  #texts = [];

  /**
   * @param {HTMLElement} root
   * @param {import("../sending.js").Send} send
   */
  constructor(root, send) {
    this.#root = root;
    this.#editor = new TextEditor(part(root, "editor"), send, () => root.hasAttribute("data-admin"));
    this.#editor.addEventListener("changed", () => this.show(this.#texts));
    this.#editor.addEventListener("closed", () => this.#button(this.#editor.key)?.focus());
    addEventListener("beforeunload", (event) => {
      if (this.#editor.drafts.size > 0) event.preventDefault();
    });
  }

  /** @param {LegalText[]} texts */
  show(texts) {
    this.#texts = texts;
    const languages = [...new Set(texts.map((one) => one.language))];
    const body = part(this.#root, "legal");
    if (body.children.length === 0) this.#draw(body, texts, languages);
    for (const one of texts) this.#showState(one);
    this.#editor.refresh(texts);
  }

  /**
   * @param {HTMLElement} body
   * @param {LegalText[]} texts
   * @param {string[]} languages
   */
  #draw(body, texts, languages) {
    const head = /** @type {HTMLElement} */ (body.closest("table")?.querySelector("thead tr"));
    head.append(...languages.map((language) => columnHead(text(`language.${language}`))));
    for (const name of new Set(texts.map((one) => one.name))) {
      const mine = texts.filter((one) => one.name === name);
      const row = fromTemplate("legal-row");
      fill(row, { title: mine[0].title });
      row.append(...mine.map((one) => this.#cell(one)));
      body.append(row);
    }
  }

  /** @param {LegalText} one */
  #cell(one) {
    const cell = fromTemplate("legal-cell");
    cell.dataset.key = keyOf(one);
    fill(cell, { language: text(`language.${one.language}`) });
    part(cell, "open").addEventListener("click", () => this.#editor.open(this.#newest(one)));
    return cell;
  }

  /** @param {LegalText} one */
  #newest(one) {
    return this.#texts.find((other) => keyOf(other) === keyOf(one)) ?? one;
  }

  /** @param {LegalText} one */
  #showState(one) {
    const button = this.#button(keyOf(one));
    if (!button) return;
    fill(button, { state: this.#editor.drafts.has(keyOf(one)) ? text("legal.unsaved") : stateText(one) });
    button.toggleAttribute("data-gaps", one.gaps.length > 0);
    button.setAttribute("aria-pressed", String(this.#editor.key === keyOf(one)));
  }

  /** @param {string} key */
  #button(key) {
    return /** @type {HTMLElement | null} */ (this.#root.querySelector(`[data-key="${key}"] button`));
  }
}

/** @param {LegalText} one */
export function keyOf({ name, language }) {
  return `${name}/${language}`;
}

/** @param {LegalText} one */
function stateText({ is_ours: isOurs, changed_at: changedAt, gaps }) {
  const whose = isOurs ? text("legal.ours") : text("legal.changed", { day: momentText(changedAt ?? "") });
  if (gaps.length === 0) return text("legal.whole", { whose });
  return plural("legal.gaps", gaps.length).replace("{whose}", whose);
}

/** @param {string} name */
function columnHead(name) {
  const cell = document.createElement("th");
  cell.scope = "col";
  cell.textContent = name;
  return cell;
}
