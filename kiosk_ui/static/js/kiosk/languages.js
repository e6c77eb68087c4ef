// The language of a visit: everything of the page at once, and the names that come from the server.

const NAMES_PATIENCE_MS = 700;

/**
 * @typedef {object} LanguagesDesk
 * @property {import("./pages.js").Pages} pages
 * @property {import("./own_device.js").OwnDevice} device
 * @property {string} screen
 * @property {(action: string) => void} step
 * @property {(screen: string) => void} show
 * @property {() => void} write
 */

export class Languages {
  #desk;
  /** The language in which the server last named the services. */
  #spoken = document.documentElement.lang;

  /** @param {LanguagesDesk} desk */
  constructor(desk) {
    this.#desk = desk;
  }

  /** @type {Record<string, (element: HTMLElement) => void>} */
  actions = { language: (element) => void this.#choose(element.dataset.language ?? "", element.dataset.next) };

  /** A fresh page for the next person, in the language that most speak. @param {string} language */
  async begin(language) {
    const { pages, device } = this.#desk;
    if (!(await pages.show(language))) await pages.show(pages.language);
    if (language !== this.#spoken) void device.refresh();
    this.#spoken = pages.language;
  }

  /** Which one is spoken is to be seen at the switch. */
  mark() {
    for (const choice of document.querySelectorAll("[data-languages] [data-language]")) {
      choice.setAttribute("aria-pressed", String(choice.getAttribute("data-language") === this.#desk.pages.language));
    }
  }

  /**
   * @param {string} language
   * @param {string} [next] action that follows the choice; the switch in the header stays where it is
   */
  async #choose(language, next) {
    const desk = this.#desk;
    const shown = language === desk.pages.language || (await desk.pages.show(language));
    if (!shown) return;
    desk.write();
    await this.#learnNames(language);
    if (next) desk.step(next);
    else desk.show(desk.screen);
  }

  /** Services are named by the server; without it their last names must do. @param {string} language */
  async #learnNames(language) {
    if (language === this.#spoken) return;
    this.#spoken = language;
    const patience = new Promise((resolve) => setTimeout(resolve, NAMES_PATIENCE_MS));
    await Promise.race([this.#desk.device.refresh(), patience]);
  }
}
