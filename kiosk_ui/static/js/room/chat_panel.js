// The written conversation on the page: reading, writing, and what has not been sent yet.
import { timeText } from "../clock.js";
import { LONGEST_MESSAGE } from "./chat.js";
import { nameOf } from "./names.js";
import { copyOf, part, showOnly, words } from "./partial.js";

/** From here on the remaining characters are shown. */
const COUNT_BELOW = 200;
/** In a box as wide as this the chat beside the pictures takes nothing from them: it is open from the start. */
const WIDE_PX = 900;

/** @typedef {import("./chat.js").Message} Message */

export class ChatPanel {
  /** @type {Map<string, HTMLElement>} by message id */
  #rows = new Map();
  #unread = 0;
  #root;
  #room;
  #panels;
  #field;
  #listening = new AbortController();

  /** @param {import("./features.js").Context} context */
  constructor({ root, room, panels, options }) {
    this.#root = root;
    this.#room = room;
    this.#panels = panels;
    this.#field = /** @type {HTMLTextAreaElement} */ (part(root, "chat-text"));
    this.#field.maxLength = LONGEST_MESSAGE;
    this.#listen();
    if (options.media === "text") panels.open("chat");
    else if (options.role === "clerk") this.#openWhereItFits();
  }

  get isOpen() {
    return this.#panels.current === "chat";
  }

  stop() {
    this.#listening.abort();
    part(this.#root, "messages").replaceChildren();
    this.#field.value = "";
    this.#count(0);
  }

  #listen() {
    const { signal } = this.#listening;
    this.#room.addEventListener("chat", (event) => this.#show(/** @type {CustomEvent} */ (event).detail.message), { signal });
    this.#panels.addEventListener("changed", () => this.#opened(), { signal });
    this.#field.addEventListener("input", () => this.#typed(), { signal });
    this.#field.addEventListener("keydown", (event) => this.#pressed(event), { signal });
    part(this.#root, "chat-form").addEventListener("submit", (event) => this.#submit(event), { signal });
  }

  /** As soon as there is a width: the face may show its box later. */
  #openWhereItFits() {
    const observer = new ResizeObserver(([{ contentRect }]) => {
      if (contentRect.width === 0) return;
      observer.disconnect();
      if (contentRect.width >= WIDE_PX && !this.#panels.current && !this.#listening.signal.aborted) this.#panels.open("chat");
    });
    observer.observe(this.#root);
  }

  #opened() {
    if (!this.isOpen) return;
    this.#count(0);
    this.#scrollToEnd();
  }

  /** @param {Message} message */
  #show(message) {
    const row = this.#rows.get(message.id) ?? this.#add(message);
    row.classList.toggle("room-message--unsent", !message.sent);
    part(row, "unsent").hidden = message.sent;
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
    this.#room.sendChat(text);
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
    const own = message.from === this.#room.you;
    row.classList.toggle("room-message--own", own);
    part(row, "author").textContent = nameOf(this.#root, this.#room, message.from);
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
