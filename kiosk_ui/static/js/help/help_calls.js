// Calls for help from kiosks, on the pages of those who can go there: they ring until somebody says "I am coming".
// The page includes clerk/help_calls.html and hands in its own live connection, which follows the offices.

import { get, newKey, post } from "../api.js";
import { fill, fromTemplate, part } from "../clerk/elements.js";
import { timeText } from "../clock.js";
import { helpRing } from "../sound.js";
import { text } from "../texts.js";

/**
 * @typedef {object} HelpCall
 * @property {number} id
 * @property {string} device
 * @property {string} place
 * @property {string} office
 * @property {string} called_at
 * @property {string | null} taken_at
 * @property {string | null} taken_by
 * @property {boolean} is_own this clerk goes there
 */

const RING_EVERY_MS = 4_000;
const TITLE_EVERY_MS = 1_000;
/** The server counts somebody as listening for 75 s. */
const LISTEN_EVERY_MS = 25_000;
const EVENTS = new Set(["HelpCalled", "HelpTaken", "HelpEnded"]);

export class HelpCalls {
  #list;
  #live;
  #options;
  /** @type {HelpCall[]} */
  #calls = [];
  #ring = 0;
  #blink = 0;
  #listen = 0;
  #title = "";

  /**
   * @param {ParentNode} root where clerk/help_calls.html is included
   * @param {EventTarget} live the page's LiveConnection
   * @param {{mayRing?: () => boolean, failed?: (error: unknown) => void}} [options] mayRing: whether sound is wanted
   */
  constructor(root, live, options = {}) {
    this.#list = part(root, "help-calls");
    this.#live = live;
    this.#options = options;
    this.#list.addEventListener("click", this.#clicked);
    live.addEventListener("event", this.#heed);
    live.addEventListener("welcome", this.#look);
    live.addEventListener("reset", this.#look);
    this.#listen = window.setInterval(() => void this.#listens(), LISTEN_EVERY_MS);
    void this.#listens();
    void this.refresh();
  }

  stop() {
    this.#live.removeEventListener("event", this.#heed);
    this.#live.removeEventListener("welcome", this.#look);
    this.#live.removeEventListener("reset", this.#look);
    this.#list.removeEventListener("click", this.#clicked);
    clearInterval(this.#listen);
    this.#show([]);
  }

  async refresh() {
    const answer = await get("/api/help-calls").catch(() => null); // the page itself says when its session is over
    if (answer) this.#show(answer.calls);
  }

  #listens() {
    return post("/api/help-calls/listen").catch(() => {});
  }

  #look = () => void this.refresh();

  /** @param {Event} event */
  #heed = (event) => {
    if (EVENTS.has(/** @type {CustomEvent} */ (event).detail.event)) void this.refresh();
  };

  /** @param {Event} event */
  #clicked = (event) => {
    const button = /** @type {Element} */ (event.target).closest("[data-help]");
    if (button instanceof HTMLElement) void this.#act(button);
  };

  /** @param {HTMLElement} button */
  async #act(button) {
    const { call } = /** @type {HTMLElement} */ (button.closest("[data-call]")).dataset;
    const path = `/api/help-calls/${call}/${button.dataset.help}`;
    try {
      this.#show((await post(path, {}, { idempotencyKey: newKey() })).calls);
    } catch (error) {
      this.#options.failed?.(error);
      await this.refresh();
    }
  }

  /** What a colleague has taken is settled for everybody else. @param {HelpCall[]} calls */
  #show(calls) {
    const known = new Map([...this.#list.children].map((row) => [/** @type {HTMLElement} */ (row).dataset.call, row]));
    this.#calls = calls.filter((call) => call.is_own || !call.taken_at);
    this.#list.replaceChildren(...this.#calls.map((call) => row(call, known.get(String(call.id)))));
    this.#list.hidden = this.#calls.length === 0;
    const ringing = this.#calls.find((call) => !call.taken_at);
    if (ringing) this.#startRinging(ringing);
    else this.#stopRinging();
  }

  /** @param {HelpCall} call */
  #startRinging(call) {
    clearInterval(this.#blink);
    this.#blink = window.setInterval(() => this.#showTitle(call), TITLE_EVERY_MS);
    if (this.#ring) return;
    this.#sound();
    this.#ring = window.setInterval(() => this.#sound(), RING_EVERY_MS);
  }

  #stopRinging() {
    clearInterval(this.#ring);
    clearInterval(this.#blink);
    this.#ring = 0;
    if (this.#title && document.title === this.#blinking) document.title = this.#title;
    this.#blinking = this.#title = "";
  }

  #blinking = "";

  /** The page goes on writing its own title; what it last wrote stands there again afterwards. @param {HelpCall} call */
  #showTitle(call) {
    if (document.title !== this.#blinking) this.#title = document.title;
    this.#blinking = text("help.title", { device: call.device });
    document.title = document.title === this.#blinking ? this.#title : this.#blinking;
  }

  #sound() {
    if (this.#options.mayRing?.() ?? true) void helpRing();
  }
}

/**
 * The same element for the same call, so that focus stays and nothing is announced twice.
 * @param {HelpCall} call
 * @param {Element} [known]
 */
function row(call, known) {
  const item = /** @type {HTMLElement} */ (known ?? fromTemplate("help-call"));
  item.dataset.call = String(call.id);
  item.toggleAttribute("data-own", call.is_own);
  fill(item, {
    help_where: text(call.place ? "help.where" : "help.where.unplaced", { ...names(call) }),
    help_what: call.is_own ? text("help.own") : text("help.called", { time: timeText(call.called_at) }),
  });
  /** @type {HTMLElement} */ (item.querySelector("[data-help=take]")).hidden = call.is_own;
  /** @type {HTMLElement} */ (item.querySelector("[data-help=done]")).hidden = !call.is_own;
  return item;
}

/** @param {HelpCall} call */
const names = ({ device, place, office }) => ({ device, place, office });
