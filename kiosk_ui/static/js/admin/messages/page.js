// The page of messages: what was not sent, the texts, reminders and the ways out of the house.

import { put } from "../../api.js";
import { fill, fromTemplate, part } from "../../clerk/elements.js";
import { text } from "../../texts.js";
import { AdminPage } from "../page.js";
import { TextEditor } from "./text_editor.js";
import { TroubleList } from "./trouble.js";
import { WaysPart } from "./ways.js";

/**
 * @typedef {import("./shapes.js").Messages} Messages
 */

/** Nothing tells when a message has left: a quiet look now and then. */
const LOOK_EVERY_MS = 5_000;

/** @extends {AdminPage<Messages>} */
export class MessagesPage extends AdminPage {
  #trouble;
  #editor;
  #ways;
  #isLooking = false;

  /**
   * @param {HTMLElement} root
   * @param {import("../gate.js").Refused} refused
   */
  constructor(root, refused) {
    super(root, refused, "/api/messages");
    this.#trouble = new TroubleList(root, this.send);
    this.#editor = new TextEditor(root, refused);
    this.#ways = new WaysPart(root, this.send);
  }

  async refresh() {
    await super.refresh();
    if (this.root.hasAttribute("data-admin")) await this.#ways.refresh();
    await this.#editor.start();
    this.#lookNowAndThen();
  }

  #lookNowAndThen() {
    if (this.#isLooking) return;
    this.#isLooking = true;
    setInterval(() => {
      if (!document.hidden && !this.root.inert && !this.root.hidden) void this.look();
    }, LOOK_EVERY_MS);
  }

  /** @param {Messages} messages */
  show(messages) {
    this.#trouble.show(messages);
    this.#showReminders(messages);
  }

  /** @param {Messages} messages */
  #showReminders({ reminders }) {
    const list = part(this.root, "reminders");
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
    fill(this.root, { reminder_saved: "" });
    if (!input.value || !input.reportValidity()) return;
    const hours = Number(input.value);
    const saved = await this.send(() => put(`/api/messages/reminders/${officeId}`, { hours }));
    if (saved) fill(this.root, { reminder_saved: text("way.saved") });
  }
}
