// The page in every language, as the server wrote it: the source of each fresh screen and of the wipe.

/**
 * Keeps an untouched copy of the body for each language. Changing the language or wiping puts a fresh copy in place, so
 * nothing that was written into the page survives, and both work while the server is away.
 */
export class Pages {
  /** @type {Map<string, HTMLElement>} */
  #bodies = new Map();

  /** Call before anything is written into the page. */
  constructor() {
    this.#keep(this.language, document.body);
  }

  get language() {
    return document.documentElement.lang;
  }

  /** Fetches what is missing; a language that cannot be had now is tried again when it is wanted. @param {string[]} languages */
  async prepare(languages) {
    const missing = languages.filter((language) => !this.#bodies.has(language));
    await Promise.all(missing.map((language) => this.#fetch(language).catch(() => {})));
  }

  /** Puts a fresh page in place. @param {string} language @returns {Promise<boolean>} false: not to be had, nothing changed */
  async show(language) {
    await this.prepare([language]);
    const body = this.#bodies.get(language);
    if (!body) return false;
    document.documentElement.lang = language;
    document.body.replaceChildren(...document.importNode(body, true).childNodes);
    return true;
  }

  /** @param {string} language */
  async #fetch(language) {
    const response = await fetch(`${location.pathname}?lang=${encodeURIComponent(language)}`);
    if (!response.ok) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (page.documentElement.lang === language) this.#keep(language, page.body);
  }

  /**
   * @param {string} language
   * @param {HTMLElement} body
   */
  #keep(language, body) {
    const copy = /** @type {HTMLElement} */ (body.cloneNode(true));
    for (const script of copy.querySelectorAll("script")) script.remove();
    this.#bodies.set(language, copy);
  }
}
