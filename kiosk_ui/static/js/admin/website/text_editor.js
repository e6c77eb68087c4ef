// The editor of one legal text: Markdown on one side, what becomes of it on the other. What was typed stays until it is
// saved or given up, also while another text is open.

import { newKey, post, put } from "../../api.js";
import { fill, fromTemplate, part } from "../../clerk/elements.js";
import { text } from "../../texts.js";
import { keyOf } from "./legal_texts.js";

/** @typedef {import("./shapes.js").LegalText} LegalText */

const TYPING_MS = 400;
const EASY = "de-simple";

/** Dispatches "changed" when drafts or the open text changed, and "closed". */
export class TextEditor extends EventTarget {
  /** What was typed and not saved, by text. @type {Map<string, {body: string, revision: number}>} */
  drafts = new Map();
  #place;
  #send;
  #mayWrite;
  /** @type {LegalText | null} */
  #open = null;
  /** @type {HTMLElement | null} */
  #form = null;
  #typing = 0;
  #asked = 0;

  /**
   * @param {HTMLElement} place
   * @param {import("../sending.js").Send} send
   * @param {() => boolean} mayWrite supervisors read
   */
  constructor(place, send, mayWrite) {
    super();
    this.#place = place;
    this.#send = send;
    this.#mayWrite = mayWrite;
  }

  /** Of the open text, "" for none. */
  get key() {
    return this.#open ? keyOf(this.#open) : "";
  }

  /** @param {LegalText} one */
  open(one) {
    this.#open = one;
    this.#form = fromTemplate("legal-editor");
    this.#place.replaceChildren(this.#form);
    this.#place.hidden = false;
    fill(this.#form, { title: text("legal.title", { title: one.title, language: text(`language.${one.language}`) }) });
    part(this.#form, "easy-hint").hidden = one.language !== EASY;
    this.#body.lang = part(this.#form, "preview").lang = one.language;
    this.#body.readOnly = !this.#mayWrite();
    this.#body.value = this.drafts.get(this.key)?.body ?? one.body;
    this.#body.addEventListener("input", () => this.#typed());
    this.#form.addEventListener("submit", (event) => void this.#save(event));
    part(this.#form, "take-back").addEventListener("click", () => void this.#takeBack());
    part(this.#form, "discard").addEventListener("click", () => this.#discard());
    part(this.#form, "close").addEventListener("click", () => this.#close());
    this.refresh([one]);
    void this.#preview();
    this.dispatchEvent(new Event("changed"));
    /** @type {HTMLElement} */ (this.#form.querySelector("h3")).focus();
  }

  /** Takes the newest state of the open text over; what is being typed stays. @param {LegalText[]} texts */
  refresh(texts) {
    const newest = texts.find((one) => keyOf(one) === this.key);
    if (!newest || !this.#form) return;
    const isOutdated = newest.body !== this.#open?.body && !this.drafts.has(this.key);
    this.#open = newest;
    if (isOutdated) this.#body.value = newest.body;
    if (isOutdated) void this.#preview();
    part(this.#form, "take-back").hidden = newest.is_ours;
    this.#showDraft();
    /** @type {HTMLAnchorElement} */ (part(this.#form, "page")).href = newest.path;
  }

  get #body() {
    return /** @type {HTMLTextAreaElement} */ (this.#place.querySelector("textarea"));
  }

  #typed() {
    if (!this.#open || !this.#form) return;
    fill(this.#form, { saved: "" });
    const revision = this.drafts.get(this.key)?.revision ?? this.#open.revision;
    if (this.#body.value === this.#open.body) this.drafts.delete(this.key);
    else this.drafts.set(this.key, { body: this.#body.value, revision });
    this.#showDraft();
    this.dispatchEvent(new Event("changed"));
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => void this.#preview(), TYPING_MS);
  }

  /** An answer that a newer question has overtaken is dropped. */
  async #preview() {
    const [form, asked] = [this.#form, (this.#asked += 1)];
    const answer = await post("/api/website/try-text", { body: this.#body.value }).catch(() => null);
    if (answer && form && asked === this.#asked) part(form, "preview").innerHTML = answer.html;
  }

  /** @param {Event} event */
  async #save(event) {
    event.preventDefault();
    if (!this.#open) return;
    const key = this.key;
    const draft = this.drafts.get(key) ?? { body: this.#body.value, revision: this.#open.revision };
    this.drafts.delete(key);
    const answer = await this.#send(() => put(`/api/website/texts/${key}`, draft, { idempotencyKey: newKey() }));
    if (!answer) this.drafts.set(key, draft);
    this.#said(answer ? "legal.saved" : "");
  }

  async #takeBack() {
    if (!this.#open) return;
    const { revision } = this.#open;
    const key = this.key;
    const answer = await this.#send(() => post(`/api/website/texts/${key}/take-back`, { revision }));
    if (!answer) return;
    this.drafts.delete(key);
    this.#body.value = this.#open?.body ?? "";
    this.#said("legal.taken-back");
    void this.#preview();
  }

  #discard() {
    this.drafts.delete(this.key);
    this.#body.value = this.#open?.body ?? "";
    this.#body.focus();
    this.#said("");
    void this.#preview();
  }

  #showDraft() {
    if (this.#form) part(this.#form, "discard").hidden = !this.drafts.has(this.key);
  }

  /** @param {string} name of a text, "" for none */
  #said(name) {
    if (this.#form) fill(this.#form, { saved: name && text(name) });
    this.#showDraft();
    this.dispatchEvent(new Event("changed"));
  }

  #close() {
    this.#place.hidden = true;
    this.#place.replaceChildren();
    this.dispatchEvent(new Event("closed"));
    this.#open = this.#form = null;
    this.dispatchEvent(new Event("changed"));
  }
}
