// The language that somebody chose, in words.

import { text } from "../texts.js";

const NAMES = new Intl.DisplayNames(document.documentElement.lang, { type: "language" });

/** @param {string} code BCP 47 */
export function languageName(code) {
  return text(`language.${code}`) || NAMES.of(code) || code;
}
