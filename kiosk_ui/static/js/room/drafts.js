// Real-time text: each character that is written appears at the other side at once (EN 301 549, 6.2), until Enter makes
// it a message. Everybody may switch it off for themselves: then nothing is read or shown before it is sent.
import { nameOf } from "./names.js";
import { copyOf, part } from "./partial.js";

/** Quick keys share a message; half a second is what people and the standard allow, and the network takes its part. */
const GATHER_MS = 50;
const CHOICE_KEY = "vorzimmer-live-text";

export class Drafts {
  /** @type {Map<string, {row: HTMLElement, text: string}>} what others write, by participant */
  #others = new Map();
  /** What the server has of ours. In characters as people and the server count them, not in UTF-16 units. @type {string[]} */
  #sent = [];
  /** @type {number | undefined} */
  #timer;
  #root;
  #room;
  #field;
  #choice;
  #listening = new AbortController();

  /** @param {import("./features.js").Context} context */
  constructor({ root, room }) {
    this.#root = root;
    this.#room = room;
    this.#field = /** @type {HTMLTextAreaElement} */ (part(root, "chat-text"));
    this.#choice = /** @type {HTMLInputElement} */ (part(root, "live-text"));
    this.#choice.checked = wasChosen();
    this.#listen();
  }

  stop() {
    clearTimeout(this.#timer);
    this.#listening.abort();
    this.#forgetAll();
  }

  #listen() {
    const { signal } = this.#listening;
    /** @type {Record<string, (detail: any) => void>} */
    const handlers = {
      joined: ({ drafts }) => this.#entered(drafts ?? []),
      "frame:draft": (frame) => this.#received(frame),
      chat: ({ message }) => this.#said(message.from),
      participant: ({ id, present }) => present || this.#forget(id),
      refused: ({ of }) => of === "draft" && this.#startAnew(),
    };
    for (const [name, handle] of Object.entries(handlers)) {
      this.#room.addEventListener(name, (event) => handle(/** @type {CustomEvent} */ (event).detail), { signal });
    }
    this.#field.addEventListener("input", () => this.#typed(), { signal });
    this.#choice.addEventListener("change", () => this.#chosen(), { signal });
  }

  /** The server keeps drafts of those who are there; ours it has forgotten with the connection. @param {{from: string, text: string}[]} drafts */
  #entered(drafts) {
    this.#forgetAll();
    drafts.forEach(({ from, text }) => this.#show(from, text));
    this.#startAnew();
  }

  #startAnew() {
    this.#sent = [];
    this.#send();
  }

  #typed() {
    this.#timer ??= window.setTimeout(() => this.#send(), GATHER_MS);
  }

  /** Only what is different from where it begins to differ. */
  #send() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const now = this.#choice.checked ? [...this.#field.value] : [];
    const keep = commonLength(this.#sent, now);
    if (keep === now.length && keep === this.#sent.length) return;
    if (this.#room.send({ type: "draft", keep, text: now.slice(keep).join("") })) this.#sent = now;
  }

  /** @param {string} from whose draft has become a message */
  #said(from) {
    if (from === this.#room.you) this.#send();
    else this.#forget(from);
  }

  /** @param {{from: string, keep: number, text: string}} frame */
  #received({ from, keep, text }) {
    const before = [...(this.#others.get(from)?.text ?? "")];
    this.#show(from, before.slice(0, keep).join("") + text);
  }

  /**
   * @param {string} from
   * @param {string} text
   */
  #show(from, text) {
    if (!text) return this.#forget(from);
    const { row } = this.#others.get(from) ?? { row: this.#newRow(from) };
    this.#others.set(from, { row, text });
    part(row, "text").textContent = text;
    this.#arrange();
    row.scrollTop = row.scrollHeight; // the end is what is new
  }

  /** @param {string} from */
  #newRow(from) {
    const row = /** @type {HTMLElement} */ (copyOf(this.#root, '[data-template="draft"]'));
    part(row, "author").textContent = nameOf(this.#root, this.#room, from);
    part(this.#root, "drafts").append(row);
    return row;
  }

  /** @param {string} from */
  #forget(from) {
    this.#others.get(from)?.row.remove();
    this.#others.delete(from);
    this.#arrange();
  }

  #forgetAll() {
    [...this.#others.keys()].forEach((from) => this.#forget(from));
  }

  #arrange() {
    const some = this.#others.size > 0;
    part(this.#root, "drafts").hidden = !some || !this.#choice.checked;
    part(this.#root, "chat-typing").hidden = !some;
  }

  #chosen() {
    try {
      sessionStorage.setItem(CHOICE_KEY, this.#choice.checked ? "on" : "off");
    } catch {
      // storage is refused: the choice lasts as long as the page
    }
    this.#arrange();
    this.#send();
  }
}

/**
 * @param {string[]} one
 * @param {string[]} other
 */
function commonLength(one, other) {
  const shorter = Math.min(one.length, other.length);
  const differs = one.slice(0, shorter).findIndex((character, place) => character !== other[place]);
  return differs < 0 ? shorter : differs;
}

function wasChosen() {
  try {
    return sessionStorage.getItem(CHOICE_KEY) !== "off";
  } catch {
    return true;
  }
}
