// Imprint, privacy notice and accessibility statement at the kiosk: shown, not linked, as nothing leads out of it.

import { get } from "../api.js";
import { fillSlots, part } from "./slots.js";

/** @typedef {import("./check_in.js").Desk} Desk */

const FIRST = "imprint";
/** Of what is seen, so that nobody loses the line. */
const SCROLLED = 0.8;

export class Legal {
  #desk;
  #name = FIRST;

  /** @param {Desk} desk */
  constructor(desk) {
    this.#desk = desk;
  }

  /** @type {Record<string, (element: HTMLElement) => void>} */
  actions = {
    legal: (element) => this.#choose(element.dataset.value ?? FIRST),
    legal_scroll: (element) => this.#scroll(Number(element.dataset.value)),
  };

  /** @type {Record<string, () => void>} what its screens need before they are seen */
  screens = { legal: () => void this.#fill() };

  /** @param {string} name */
  #choose(name) {
    this.#name = name;
    this.#desk.show("legal");
  }

  async #fill() {
    const screen = part("[data-screen=legal]");
    const { lang: language } = document.documentElement;
    const path = `/api/texts/${this.#name}/${language}`;
    this.#press(screen);
    const text = await get(path).catch(() => null);
    if (!screen.isConnected || path !== `/api/texts/${this.#name}/${language}`) return;
    const words = part("[data-legal-words]", screen);
    words.lang = language;
    words.replaceChildren(...(text ? unlinked(text.html) : []));
    words.scrollTop = 0;
    part("[data-legal-lost]", screen).hidden = text !== null;
  }

  /** @param {HTMLElement} screen */
  #press(screen) {
    for (const button of screen.querySelectorAll("[data-action=legal]")) {
      const isChosen = button.getAttribute("data-value") === this.#name;
      button.setAttribute("aria-pressed", String(isChosen));
      if (isChosen) fillSlots(screen, { legal_title: button.textContent });
    }
  }

  /** @param {number} direction */
  #scroll(direction) {
    const words = part("[data-legal-words]");
    words.scrollBy({ top: direction * words.clientHeight * SCROLLED, behavior: "smooth" });
  }
}

/** The server's HTML; of a link its words stay, and its address where the words do not say it. @param {string} html */
function unlinked(html) {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  for (const link of body.querySelectorAll("a")) {
    const address = link.protocol.startsWith("http") && link.host !== location.host ? link.href : "";
    const words = link.textContent ?? "";
    link.replaceWith(address && !address.includes(words) ? `${words} (${address})` : words);
  }
  return [...body.childNodes];
}
