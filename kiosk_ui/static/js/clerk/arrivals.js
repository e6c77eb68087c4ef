// Somebody arrives and nobody notices: not here. Title, sound, notification, and a reminder while nobody reacts.

import { chime, enableSound, soundReady } from "../sound.js";
import { text } from "../texts.js";
import { channelOf } from "./console_view.js";
import { part } from "./elements.js";
import { isOn } from "./preferences.js";

/**
 * @typedef {import("./console_view.js").View} View
 * @typedef {import("./console_view.js").Row} Row
 */

const REMINDER_MS = 60_000;
const REMINDERS = 5;
const NOTICED_BY = ["pointerdown", "keydown"];

export class Arrivals {
  /** @type {Set<number> | null} tickets that this clerk has been told of; null before the first view */
  #known = null;
  /** @type {Row | null} who came and has not been noticed */
  #unnoticed = null;
  /** @type {View | null} */
  #view = null;
  #reminders = 0;
  #timer = 0;

  /** @param {HTMLElement} root the console */
  constructor(root) {
    this.root = root;
    for (const name of NOTICED_BY) document.addEventListener(name, this.#noticed);
    for (const button of this.#allowButtons()) button.onclick = () => void this.#askPermission();
    part(root, "sound-blocked").onclick = () => void this.showSoundState();
    this.#showPermission();
    void this.showSoundState();
  }

  stop() {
    clearInterval(this.#timer);
    for (const name of NOTICED_BY) document.removeEventListener(name, this.#noticed);
  }

  /** @param {View} view */
  show(view) {
    const callable = view.waiting.filter((row) => row.callable);
    const known = this.#known;
    const came = known ? callable.filter((row) => !known.has(row.id)) : [];
    const others = callable.length - came.length;
    this.#view = view;
    this.#known = new Set([...(known ?? []), ...callable.map((row) => row.id)]);
    if (view.current || !callable.length) this.#calm();
    if (came.length && (!view.current || others === 0)) this.#arrived(came[0]);
    this.#showTitle();
  }

  /** A browser keeps a page silent until it is touched; the console says so. */
  async showSoundState() {
    const ready = await soundReady();
    part(this.root, "sound-blocked").hidden = ready || !isOn("sound");
  }

  /** @param {Row} row */
  #arrived(row) {
    this.#unnoticed = row;
    this.#reminders = REMINDERS;
    this.#sound();
    this.#notify(row);
    clearInterval(this.#timer);
    this.#timer = window.setInterval(() => this.#remind(), REMINDER_MS);
  }

  #remind() {
    if (!this.#unnoticed || this.#reminders-- <= 0) return this.#calm();
    this.#sound();
  }

  #calm() {
    clearInterval(this.#timer);
    this.#unnoticed = null;
  }

  #noticed = () => {
    if (this.#unnoticed) this.#calm();
    this.#showTitle();
    if (!part(this.root, "sound-blocked").hidden) void enableSound().then(() => this.showSoundState());
  };

  #sound() {
    if (isOn("sound")) void chime();
  }

  /** @param {Row} row */
  #notify(row) {
    if (document.hasFocus() || !mayNotify()) return;
    const body = text("notification.body", { service: row.service, channel: text(`channel.${channelOf(row)}`) });
    const note = new Notification(text("notification.title", { number: row.number }), { body, tag: "arrival" });
    note.onclick = () => {
      window.focus();
      note.close();
    };
  }

  #showTitle() {
    if (!this.#view?.counter) return;
    const count = this.#view.waiting_count;
    const facts = { count, counter: this.#view.counter.name, number: this.#unnoticed?.number ?? "" };
    const name = this.#unnoticed ? "title.arrival" : count ? "title.waiting" : "title";
    document.title = text(name, facts);
  }

  async #askPermission() {
    await Notification.requestPermission();
    this.#showPermission();
  }

  #showPermission() {
    const askable = "Notification" in window && Notification.permission === "default";
    for (const button of this.#allowButtons()) button.hidden = !askable;
  }

  #allowButtons() {
    return /** @type {NodeListOf<HTMLElement>} */ (this.root.querySelectorAll('[data-part="allow-notifications"]'));
  }
}

function mayNotify() {
  return "Notification" in window && Notification.permission === "granted";
}
