// How one board is set up, and how that sounds.

import { newKey, put } from "../../api.js";
import { Announcer } from "../../board/announcer.js";
import { fill, fromTemplate, part, showFor } from "../../clerk/elements.js";
import { soundReady } from "../../sound.js";
import { text } from "../../texts.js";

/**
 * @typedef {import("./page.js").Known} Known
 * @typedef {import("./page.js").View} View
 * @typedef {import("./page.js").Settings} Settings
 */

const LANGUAGES = ["de", "en"];
const SAMPLE = { again: false, rush: false, stands: () => true };

export class BoardForm {
  element = /** @type {HTMLFormElement} */ (fromTemplate("board-form"));
  #id;
  #send;
  #announcer = new Announcer(null);
  #isTouched = false;
  /** @type {View["sample"]} */
  #sample = [];

  /**
   * @param {number} id
   * @param {import("../sending.js").Send} send
   */
  constructor(id, send) {
    this.#id = id;
    this.#send = send;
    this.element.addEventListener("submit", (event) => void this.#save(event));
    this.element.addEventListener("input", () => this.#touched());
    part(this.element, "try").addEventListener("click", () => void this.#try());
  }

  /**
   * @param {Known} board
   * @param {View} view
   */
  show(board, view) {
    this.#sample = view.sample;
    const place = board.place ? text("board.place", { office: board.office.name, place: board.place }) : board.office.name;
    fill(this.element, { name: board.name, where: place });
    showFor(part(this.element, "head"), board.present ? "present" : "missing");
    if (!this.#isTouched) this.#fill(board, view);
  }

  /**
   * @param {Known} board
   * @param {View} view
   */
  #fill({ office, settings }, { offices }) {
    const others = offices.filter(({ id }) => id !== office.id);
    const further = part(this.element, "further");
    further.hidden = others.length === 0;
    for (const old of further.querySelectorAll("label")) old.remove();
    further.append(...others.map((other) => choice(other, settings.offices.includes(other.id))));
    for (const language of LANGUAGES) {
      this.#field(language).checked = settings.speaks && settings.languages.includes(language);
    }
    this.#field("volume").value = String(settings.volume);
    this.#field("quiet").checked = settings.quiet !== null;
    this.#field("begins").value = settings.quiet ? clock(settings.quiet.begins) : "";
    this.#field("ends").value = settings.quiet ? clock(settings.quiet.ends) : "";
    this.#showDependent();
  }

  #touched() {
    this.#isTouched = true;
    fill(this.element, { said: "" });
    this.#showDependent();
  }

  #showDependent() {
    fill(this.element, { volume: text("board.percent", { percent: this.#field("volume").value }) });
    for (const name of ["begins", "ends"]) this.#field(name).disabled = !this.#field("quiet").checked;
  }

  /** @param {Event} event */
  async #save(event) {
    event.preventDefault();
    const settings = this.#settings();
    if (!settings) return fill(this.element, { said: text("board.times") });
    this.#isTouched = false;
    const saved = await this.#send(() => put(`/api/admin/boards/${this.#id}`, settings, { idempotencyKey: newKey() }));
    this.#isTouched = !saved;
    fill(this.element, { said: saved ? text("board.saved") : "" });
  }

  /** Null where a time of the quiet hours is missing. @returns {Settings | null} */
  #settings() {
    const languages = LANGUAGES.filter((language) => this.#field(language).checked);
    const [begins, ends] = [minutes(this.#field("begins").value), minutes(this.#field("ends").value)];
    const isQuiet = this.#field("quiet").checked;
    if (isQuiet && (begins === null || ends === null)) return null;
    return {
      offices: this.#further(),
      speaks: languages.length > 0,
      languages,
      volume: Number(this.#field("volume").value),
      quiet: isQuiet && begins !== null && ends !== null ? { begins, ends } : null,
    };
  }

  #further() {
    const chosen = /** @type {NodeListOf<HTMLInputElement>} */ (this.element.querySelectorAll("[name=office]:checked"));
    return [...chosen].map(({ value }) => Number(value));
  }

  /** As the waiting room will hear it; the button waits until it has been said. */
  async #try() {
    const button = /** @type {HTMLButtonElement} */ (part(this.element, "try"));
    button.disabled = true;
    const spoken = this.#sample.filter(({ language }) => this.#field(language).checked);
    await this.#announcer.say({ spoken }, SAMPLE, Number(this.#field("volume").value) / 100);
    fill(this.element, { said: (await soundReady()) ? "" : text("board.silent") });
    button.disabled = false;
  }

  /** @param {string} name */
  #field(name) {
    return /** @type {HTMLInputElement} */ (this.element.elements.namedItem(name));
  }
}

/**
 * @param {import("./page.js").Named} office
 * @param {boolean} isChosen
 */
function choice({ id, name }, isChosen) {
  const label = fromTemplate("board-office");
  const box = /** @type {HTMLInputElement} */ (label.querySelector("input"));
  box.value = String(id);
  box.checked = isChosen;
  fill(label, { office: name });
  return label;
}

/** @param {number} minute after midnight @returns {string} for example "12:30" */
function clock(minute) {
  return [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, "0")).join(":");
}

/** @param {string} time @returns {number | null} after midnight */
function minutes(time) {
  const found = time.match(/^(\d\d):(\d\d)/);
  return found ? Number(found[1]) * 60 + Number(found[2]) : null;
}
