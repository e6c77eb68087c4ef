// One message in one language: its text is typed, and beside it stands how it arrives.

import { get, post, put } from "../../api.js";
import { fill, fromTemplate, part } from "../../clerk/elements.js";
import { isSignedOut } from "../../clerk/session.js";
import { errorText, text } from "../../texts.js";
import { showPreview } from "./preview.js";

/**
 * @typedef {import("./shapes.js").TextView} TextView
 * @typedef {import("./shapes.js").Words} Words
 */

const FIELDS = /** @type {const} */ (["subject", "body", "sms"]);
const PREVIEW_PAUSE_MS = 250;

export class TextEditor {
  #root;
  #form;
  #kind;
  #language;
  #refused;
  /** @type {TextView | null} */
  #view = null;
  /** What was typed and not saved, by kind and language. @type {Map<string, Words>} */
  #drafts = new Map();
  /** @type {HTMLInputElement | HTMLTextAreaElement} where a placeholder goes */
  #target;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #round = 0;

  /**
   * @param {HTMLElement} root
   * @param {import("../gate.js").Refused} refused
   */
  constructor(root, refused) {
    this.#root = root;
    this.#refused = refused;
    this.#form = /** @type {HTMLFormElement} */ (part(root, "text-form"));
    this.#kind = /** @type {HTMLSelectElement} */ (part(root, "kind"));
    this.#language = /** @type {HTMLSelectElement} */ (part(root, "language"));
    this.#target = this.#field("body");
    for (const select of [this.#kind, this.#language]) select.addEventListener("change", () => void this.#open());
    for (const name of FIELDS) this.#field(name).addEventListener("focus", () => (this.#target = this.#field(name)));
    this.#form.addEventListener("input", () => this.#typed());
    this.#form.addEventListener("submit", (event) => void this.#save(event));
    part(root, "restore").addEventListener("click", () => void this.#restore());
  }

  /** Opens the first text, once. */
  async start() {
    if (!this.#view) await this.#open();
  }

  get #name() {
    return `${this.#kind.value}/${this.#language.value}`;
  }

  async #open() {
    fill(this.#form, { text_error: "", text_saved: "" });
    const view = await this.#try(() => get(`/api/messages/texts/${this.#name}`));
    if (view && this.#name === `${view.kind}/${view.language}`) this.#show(view);
  }

  /** @param {TextView} view */
  #show(view) {
    this.#view = view;
    const words = this.#drafts.get(this.#name) ?? view;
    for (const name of FIELDS) this.#field(name).value = words[name];
    this.#form.lang = view.language.split("-")[0];
    this.#drawPlaceholders(view.placeholders);
    this.#showState();
    void this.#preview();
  }

  #showState() {
    const state = this.#drafts.has(this.#name) ? "draft" : this.#view?.is_own ? "own" : "delivered";
    fill(this.#root, { text_state: text(`text.${state}`) });
    part(this.#root, "restore").hidden = state === "delivered";
  }

  /** @param {TextView["placeholders"]} placeholders */
  #drawPlaceholders(placeholders) {
    const chips = placeholders.map(({ name, example }) => {
      const chip = fromTemplate("placeholder");
      fill(chip, { placeholder: `{${name}}` });
      chip.title = example;
      chip.addEventListener("click", () => this.#insert(`{${name}}`));
      return chip;
    });
    part(this.#root, "placeholders").replaceChildren(...chips);
  }

  /** @param {string} placeholder */
  #insert(placeholder) {
    const field = this.#target;
    field.setRangeText(placeholder, field.selectionStart ?? 0, field.selectionEnd ?? 0, "end");
    field.focus();
    this.#typed();
  }

  #typed() {
    fill(this.#form, { text_saved: "" });
    const words = this.#words();
    const isChanged = this.#view && FIELDS.some((name) => words[name] !== this.#view?.[name]);
    if (isChanged) this.#drafts.set(this.#name, words);
    else this.#drafts.delete(this.#name);
    this.#showState();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#preview(), PREVIEW_PAUSE_MS);
  }

  /** An answer that another one has overtaken is dropped. */
  async #preview() {
    const round = ++this.#round;
    const [kind, language] = [this.#kind.value, this.#language.value];
    const shown = await this.#try(() => post("/api/messages/preview", { kind, language, ...this.#words() }));
    if (!shown || round !== this.#round) return;
    showPreview(this.#root, shown, language);
    fill(this.#form, { text_error: shown.fault });
  }

  /** @param {Event} event */
  async #save(event) {
    event.preventDefault();
    const [name, words] = [this.#name, this.#words()];
    const view = await this.#try(() => put(`/api/messages/texts/${name}`, words));
    if (view) this.#done(name, view, "text.saved");
  }

  async #restore() {
    const name = this.#name;
    const view = await this.#try(() => post(`/api/messages/texts/${name}/restore`));
    if (view) this.#done(name, view, "text.restored");
  }

  /**
   * @param {string} name
   * @param {TextView} view
   * @param {string} said
   */
  #done(name, view, said) {
    this.#drafts.delete(name);
    if (name !== this.#name) return;
    this.#show(view);
    fill(this.#form, { text_error: "", text_saved: text(said) });
  }

  /** Null when it was refused: the reason stands below the text. @param {() => Promise<any>} request */
  async #try(request) {
    try {
      return await request();
    } catch (error) {
      if (isSignedOut(error)) this.#refused(error);
      else fill(this.#form, { text_error: errorText(error) });
      return null;
    }
  }

  /** @returns {Words} */
  #words() {
    return { subject: this.#field("subject").value, body: this.#field("body").value, sms: this.#field("sms").value };
  }

  /** @param {string} name */
  #field(name) {
    return /** @type {HTMLInputElement | HTMLTextAreaElement} */ (this.#form.elements.namedItem(name));
  }
}
