// The written conversation of a room, whole on every page: what the server forgot is sent again by its author.
import { newKey } from "../api.js";

export const LONGEST_MESSAGE = 2_000;

/**
 * @typedef {object} Message
 * @property {string} id random, chosen by the author; makes repeating harmless
 * @property {string} from participant
 * @property {string} text
 * @property {string} at RFC 3339
 * @property {boolean} sent false until the server has it
 */

export class Chat {
  /** @type {Map<string, Message>} in the order in which they were said */
  #messages = new Map();

  get messages() {
    return [...this.#messages.values()];
  }

  get unsent() {
    return this.messages.filter((message) => !message.sent);
  }

  /**
   * @param {string} from
   * @param {string} text
   * @returns {Message}
   */
  write(from, text) {
    const message = { id: newKey(), from, text, at: new Date().toISOString(), sent: false };
    this.#messages.set(message.id, message);
    return message;
  }

  /**
   * A message from the server: somebody else's, or the confirmation of our own.
   * @param {{id: string, from: string, text: string, at?: string}} frame
   * @returns {{message: Message, isNew: boolean}}
   */
  receive({ id, from, text, at }) {
    const known = this.#messages.get(id);
    if (known) {
      known.sent = true;
      return { message: known, isNew: false };
    }
    const message = { id, from, text, at: at ?? new Date().toISOString(), sent: true };
    this.#messages.set(id, message);
    return { message, isNew: true };
  }

  /**
   * What a server that was restarted does not know counts as unsent again.
   * @param {string} author
   * @param {{id: string}[]} known to the server
   */
  forgetConfirmations(author, known) {
    const ids = new Set(known.map(({ id }) => id));
    for (const message of this.#messages.values()) {
      if (message.from === author) message.sent = ids.has(message.id);
    }
  }
}
