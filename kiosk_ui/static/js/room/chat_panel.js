// The written conversation on the page: reading, writing, and what has not been sent yet.
import { timeText } from "../clock.js";
import { LONGEST_MESSAGE } from "./chat.js";
import { copyOf, part, showOnly, words } from "./partial.js";

/** From here on the remaining characters are shown. */
const COUNT_BELOW = 200;

/** @typedef {import("./chat.js").Message} Message */

export class ChatPanel {
  /** @type {Map<string, HTMLElement>} by message id */
  #rows = new Map();
  #unread = 0;
  #root;
  #panel;
  #field;
  #toggle;
  #listening = new AbortController();

  /**
   * @param {HTMLElement} root of the room
   * @param {{you: string, send: (text: string) => void}} options
   */
  constructor(root, { you, send }) {
    this.#root = root;
    this.you = you;
    this.send = send;
    this.#panel = part(root, "chat");
    this.#toggle = part(root, "chat-toggle");
    this.#field = /** @type {HTMLTextAreaElement} */ (part(root, "chat-text"));
    this.#field.maxLength = LONGEST_MESSAGE;
    this.#listen();
  }

  /** @param {{message: Message}} told */
  show({ message }) {
    const row = this.#rows.get(message.id) ?? this.#add(message);
    row.classList.toggle("room-message--unsent", !message.sent);
    part(row, "unsent").hidden = message.sent;
  }

  /** @param {boolean} open */
  open(open, { focus = false } = {}) {
    this.#root.classList.toggle("room--chat", open);
    this.#panel.hidden = !open;
    this.#toggle.setAttribute("aria-expanded", String(open));
    if (open) this.#count(0);
    if (open) this.#scrollToEnd();
    if (focus) (open ? this.#field : this.#toggle).focus();
  }

  get isOpen() {
    return !this.#panel.hidden;
  }

  close() {
    this.#listening.abort();
    part(this.#root, "messages").replaceChildren();
    this.#field.value = "";
    this.#count(0);
    this.open(false);
  }

  #listen() {
    const { signal } = this.#listening;
    this.#toggle.addEventListener("click", () => this.open(!this.isOpen, { focus: true }), { signal });
    part(this.#root, "chat-close").addEventListener("click", () => this.open(false, { focus: true }), { signal });
    this.#panel.addEventListener("keydown", (event) => this.#escape(event), { signal });
    this.#field.addEventListener("input", () => this.#typed(), { signal });
    this.#field.addEventListener("keydown", (event) => this.#pressed(event), { signal });
    part(this.#root, "chat-form").addEventListener("submit", (event) => this.#submit(event), { signal });
  }

  /** @param {KeyboardEvent} event */
  #escape(event) {
    if (event.key === "Escape") this.open(false, { focus: true });
  }

  /** Enter sends, with Shift it begins a new line. @param {KeyboardEvent} event */
  #pressed(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) this.#submit(event);
  }

  /** @param {Event} event */
  #submit(event) {
    event.preventDefault();
    const text = this.#field.value.trim();
    if (!text) return;
    this.#field.value = "";
    this.#typed();
    this.send(text);
  }

  #typed() {
    const left = LONGEST_MESSAGE - this.#field.value.length;
    const counter = part(this.#root, "chat-left");
    counter.hidden = left > COUNT_BELOW;
    counter.textContent = words(this.#root, "chat-left").replace("{count}", String(left));
    this.#field.rows = Math.min(4, this.#field.value.split("\n").length);
  }

  /** @param {Message} message */
  #add(message) {
    const row = /** @type {HTMLElement} */ (copyOf(this.#root, '[data-template="message"]'));
    const own = message.from === this.you;
    row.classList.toggle("room-message--own", own);
    part(row, "author").textContent = words(this.#root, own ? "name-you" : `name-${message.from}`);
    part(row, "text").textContent = message.text;
    part(row, "time").textContent = timeText(message.at);
    this.#rows.set(message.id, row);
    part(this.#root, "messages").append(row);
    this.#scrollToEnd();
    if (!own && !this.isOpen) this.#count(this.#unread + 1);
    return row;
  }

  /** @param {number} unread */
  #count(unread) {
    this.#unread = unread;
    const badge = part(this.#root, "chat-unread");
    badge.hidden = unread === 0;
    part(badge, "chat-unread-count").textContent = String(unread);
    showOnly(badge, "data-count", unread === 1 ? "one" : "many");
  }

  #scrollToEnd() {
    const messages = part(this.#root, "messages");
    messages.scrollTop = messages.scrollHeight;
  }
}
