// How we talk: picture, voice, text or the telephone, changed at any time. The panel says how well each would go now.
import { errorText } from "../texts.js";
import { Ladder } from "./ladder.js";
import { part, showOnly } from "./partial.js";

/** @typedef {import("./devices.js").Media} Media */

export class Ways {
  #context;
  #root;
  #panel;
  #ladder;
  #listening = new AbortController();

  /** @param {import("./features.js").Context} context */
  constructor(context) {
    this.#context = context;
    this.#root = context.root;
    this.#panel = /** @type {HTMLElement} */ (context.root.querySelector("[data-panel=ways]"));
    const form = part(this.#panel, "call-back");
    form.hidden = !context.options.callBack;
    const { signal } = this.#listening;
    for (const button of this.#choices) button.addEventListener("click", () => this.talkBy(/** @type {Media} */ (button.dataset.media)), { signal });
    form.addEventListener("submit", (event) => void this.#callBack(event), { signal });
    context.local.addEventListener("changed", () => this.#show(), { signal });
    context.quality.addEventListener("changed", () => this.#show(), { signal });
    this.#ladder = new Ladder(context, this);
    this.#show();
  }

  stop() {
    this.#ladder.stop();
    this.#listening.abort();
    this.#say("");
  }

  /** @param {Media} media */
  async talkBy(media) {
    const { local, panels, options } = this.#context;
    this.#root.dataset.media = media;
    await Promise.all([local.setCamera(media === "camera"), local.setMicrophone(media !== "text")]);
    if (media === "text") panels.open("chat", { focus: true });
    this.#show();
    options.chooseMedia?.(media).catch(() => {}); // it is remembered for the next time; this talk goes on without
  }

  openCallBack() {
    this.#context.panels.open("ways");
    part(this.#panel, "phone").focus();
  }

  #show() {
    const { local, quality } = this.#context;
    showOnly(part(this.#panel, "ways-quality"), "data-ways-when", quality.shown);
    for (const button of this.#choices) button.setAttribute("aria-pressed", String(button.dataset.media === mediaOf(local.status)));
  }

  /** @param {Event} event */
  async #callBack(event) {
    event.preventDefault();
    const number = /** @type {HTMLInputElement} */ (part(this.#panel, "phone"));
    const button = /** @type {HTMLButtonElement} */ (part(this.#panel, "call-back-now"));
    if (!number.reportValidity()) return;
    this.#say("");
    button.disabled = true;
    try {
      await this.#context.options.callBack?.(number.value.trim()); // the face closes the room
    } catch (error) {
      this.#say(errorText(error));
    } finally {
      button.disabled = false;
    }
  }

  /** @param {string} words */
  #say(words) {
    part(this.#panel, "call-back-problem").textContent = words;
  }

  get #choices() {
    return /** @type {HTMLButtonElement[]} */ ([...this.#panel.querySelectorAll("button[data-media]")]);
  }
}

/**
 * What somebody takes part with who has these devices on.
 * @param {{microphone: string, camera: string}} status
 * @returns {Media}
 */
function mediaOf({ microphone, camera }) {
  if (camera === "on") return "camera";
  return microphone === "on" ? "voice" : "text";
}
