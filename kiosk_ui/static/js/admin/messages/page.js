// The page of messages: what was not sent, the texts, reminders and the ways out of the house.

import { put } from "../../api.js";
import { fill, fromTemplate, part } from "../../clerk/elements.js";
import { closeMenuFromOutside } from "../../clerk/header.js";
import { isSignedOut } from "../../clerk/session.js";
import { Source } from "../../clerk/source.js";
import { text } from "../../texts.js";
import { Following } from "../following.js";
import { sending } from "../sending.js";
import { TextEditor } from "./text_editor.js";
import { TroubleList } from "./trouble.js";
import { WaysPart } from "./ways.js";

/**
 * @typedef {import("./shapes.js").Messages} Messages
 * @typedef {import("../conditions.js").Overview} Overview
 */

/** Nothing tells when a message has left: a quiet look now and then. */
const LOOK_EVERY_MS = 5_000;

export class MessagesPage {
  #root;
  /** @type {Source<Messages>} */
  #messages = new Source("/api/messages");
  /** @type {Source<Overview>} */
  #admin = new Source("/api/admin");
  #trouble;
  #editor;
  #ways;
  #send;
  #following;
  #refused;
  #isLooking = false;

  /**
   * @param {HTMLElement} root
   * @param {(error: unknown) => void} refused called when the session is over or lacks the role
   */
  constructor(root, refused) {
    this.#root = root;
    this.#refused = refused;
    this.#send = sending(root, () => this.refresh(), refused);
    this.#trouble = new TroubleList(root, this.#send);
    this.#editor = new TextEditor(root, refused);
    this.#ways = new WaysPart(root, this.#send);
    this.#following = new Following(root, this.#admin);
    closeMenuFromOutside(/** @type {HTMLDetailsElement} */ (part(root, "menu")));
    this.#admin.addEventListener("view", () => void this.#messages.refresh());
    this.#messages.addEventListener("view", () => this.#show());
    for (const source of [this.#messages, this.#admin]) {
      source.addEventListener("failed", (event) => this.#failed(/** @type {CustomEvent} */ (event).detail));
    }
  }

  async refresh() {
    await this.#admin.refresh();
    await this.#messages.refresh();
    if (this.#root.hasAttribute("data-admin")) await this.#ways.refresh();
    await this.#editor.start();
    this.#lookNowAndThen();
  }

  #lookNowAndThen() {
    if (this.#isLooking) return;
    this.#isLooking = true;
    setInterval(() => {
      if (!document.hidden && !this.#root.inert && !this.#root.hidden) void this.#messages.refresh();
    }, LOOK_EVERY_MS);
  }

  #show() {
    const [admin, messages] = [this.#admin.view, this.#messages.view];
    if (!admin || !messages) return;
    fill(this.#root, { organisation: admin.organisation });
    this.#trouble.show(messages);
    this.#showReminders(messages);
    this.#following.follow(admin.offices);
  }

  /** @param {Messages} messages */
  #showReminders({ reminders }) {
    const list = part(this.#root, "reminders");
    if (list.children.length !== reminders.length) {
      list.replaceChildren(...reminders.map(({ office }) => this.#reminder(office.id)));
    }
    reminders.forEach(({ office, hours }, index) => {
      const item = list.children[index];
      const input = /** @type {HTMLInputElement} */ (item.querySelector("input"));
      fill(item, { office: office.name });
      if (document.activeElement !== input) input.value = String(hours);
    });
  }

  /** @param {number} officeId */
  #reminder(officeId) {
    const item = fromTemplate("reminder");
    const input = /** @type {HTMLInputElement} */ (item.querySelector("input"));
    input.addEventListener("change", () => void this.#saveReminder(officeId, input));
    return item;
  }

  /**
   * @param {number} officeId
   * @param {HTMLInputElement} input
   */
  async #saveReminder(officeId, input) {
    fill(this.#root, { reminder_saved: "" });
    if (!input.value || !input.reportValidity()) return;
    const hours = Number(input.value);
    const saved = await this.#send(() => put(`/api/messages/reminders/${officeId}`, { hours }));
    if (saved) fill(this.#root, { reminder_saved: text("way.saved") });
  }

  /** @param {unknown} error */
  #failed(error) {
    if (isSignedOut(error) || /** @type {{status?: number}} */ (error).status === 403) this.#refused(error);
  }
}
