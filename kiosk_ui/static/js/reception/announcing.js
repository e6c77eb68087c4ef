// Telling everybody who waits: a new announcement, another wording of one, or its end.

import { get, newKey, post, put } from "../api.js";
import { fill, fromTemplate, part } from "../clerk/elements.js";
import { momentText } from "../clock.js";
import { text } from "../texts.js";
import { replace } from "./overview.js";

/**
 * @typedef {import("./shapes.js").Announcements} Announcements
 * @typedef {import("./shapes.js").Known} Known
 * @typedef {(request: () => Promise<unknown>) => Promise<unknown>} Send null after a refusal, which it shows
 */

const PATH = "/api/announcements";
/** What is proposed: until then those who wait now have been called. */
const HOURS = 2;

export class Announcing {
  #form;
  #send;
  #done;
  /** @type {Announcements | null} */
  #view = null;
  /** @type {number | null} the one that is changed */
  #changed = null;

  /**
   * @param {HTMLElement} root
   * @param {Send} send
   * @param {(what: "made" | "ended") => void} done
   */
  constructor(root, send, done) {
    this.#form = /** @type {HTMLFormElement} */ (part(root, "announce"));
    this.#send = send;
    this.#done = done;
    this.#form.addEventListener("submit", (event) => void this.#submit(event));
    this.#field("wording").addEventListener("change", () => this.#takeWording());
    part(this.#form, "end-announcement").addEventListener("click", () => void this.#end());
    part(this.#form, "known").addEventListener("click", (event) => this.#chooseKnown(event));
  }

  /** @param {number | null} id of the one that is to be changed; null: a new one */
  async open(id) {
    this.#form.reset();
    fill(this.#form, { error: "" });
    this.#view = /** @type {Announcements | null} */ (await this.#send(() => get(PATH)));
    if (!this.#view) return;
    this.#showChoices(this.#view);
    this.#showKnown(this.#view);
    const known = this.#view.announcements.find((one) => one.id === id);
    if (known) this.#write(known);
    else this.#writeNew(this.#view);
    this.#field("de").focus();
  }

  /** @param {Announcements} view */
  #showChoices({ offices, wordings, latest_local }) {
    const choice = this.#field("wording");
    choice.replaceChildren(choice.options[0], ...wordings.map(({ de }, index) => new Option(de, String(index))));
    replace(part(this.#form, "announce-offices"), offices, ({ id, name }) => {
      const option = fromTemplate("office-option");
      /** @type {HTMLInputElement} */ (option.querySelector("input")).value = String(id);
      fill(option, { office: name });
      return option;
    });
    this.#field("until").max = latest_local.slice(0, 16);
  }

  /** @param {Announcements} view */
  #showKnown({ announcements }) {
    part(this.#form, "known-part").hidden = announcements.length === 0;
    replace(part(this.#form, "known"), announcements, (one) => {
      const item = fromTemplate("known");
      item.dataset.announcement = String(one.id);
      const again = text(one.runs ? "announcing.edit" : "announcing.again");
      fill(item, { text: one.de, until: text("until", { when: momentText(one.until) }), again });
      return item;
    });
  }

  /** @param {Announcements} view */
  #writeNew({ at }) {
    this.#changed = null;
    part(this.#form, "end-announcement").hidden = true;
    fill(this.#form, { submit: text("announcing.make") });
    this.#field("until").value = local(Date.parse(at) + HOURS * 60 * 60 * 1000);
  }

  /** One that is over begins anew, with a new end. @param {Known} known */
  #write(known) {
    if (this.#view) this.#writeNew(this.#view);
    this.#changed = known.id;
    part(this.#form, "end-announcement").hidden = !known.runs;
    fill(this.#form, { submit: text(known.runs ? "announcing.change" : "announcing.make") });
    [this.#field("de").value, this.#field("en").value] = [known.de, known.en];
    if (known.runs) this.#field("until").value = known.until_local.slice(0, 16);
    for (const box of this.#boxes()) box.checked = known.offices.includes(Number(box.value));
  }

  #takeWording() {
    const wording = this.#view?.wordings[Number(this.#field("wording").value || -1)];
    if (wording) [this.#field("de").value, this.#field("en").value] = [wording.de, wording.en];
  }

  /** @param {Event} event */
  #chooseKnown(event) {
    const item = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("button")?.closest("li"));
    const known = this.#view?.announcements.find((one) => String(one.id) === item?.dataset.announcement);
    if (!known) return;
    this.#write(known);
    this.#field("de").focus();
  }

  /** @param {Event} event */
  async #submit(event) {
    event.preventDefault();
    const offices = this.#boxes().filter((box) => box.checked).map((box) => Number(box.value));
    const [de, en, until] = ["de", "en", "until"].map((name) => this.#field(name).value.trim());
    if (!de || !until || !offices.length) return fill(this.#form, { error: text("announcing.missing") });
    fill(this.#form, { error: "" });
    const [wish, key] = [{ offices, de, en, until }, { idempotencyKey: newKey() }];
    const id = this.#changed;
    const request = () => (id === null ? post(PATH, wish, key) : put(`${PATH}/${id}`, wish, key));
    if (await this.#send(request)) this.#done("made");
  }

  async #end() {
    const id = this.#changed;
    if (await this.#send(() => post(`${PATH}/${id}/end`, {}, { idempotencyKey: newKey() }))) this.#done("ended");
  }

  #boxes() {
    return /** @type {HTMLInputElement[]} */ ([...this.#form.querySelectorAll("[name=office]")]);
  }

  /** @param {string} name */
  #field(name) {
    return /** @type {HTMLInputElement & HTMLSelectElement} */ (this.#form.elements.namedItem(name));
  }
}

/** The town's clock time as the field wants it: "2026-11-23T14:00". @param {number} moment */
function local(moment) {
  const timeZone = document.documentElement.dataset.timeZone || undefined;
  const format = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "short", timeZone });
  return format.format(moment).replace(" ", "T");
}
