// Nobody there? After a while the kiosk asks, counts down where everyone can see it, and wipes.

import { Countdown } from "./countdown.js";
import { part } from "./slots.js";

export const IDLE_SECONDS = 45;
export const ANSWER_SECONDS = 15;
const SIGNS_OF_LIFE = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"];

export class IdleWatch {
  #gone;
  #timer = 0;
  isWatching = false;
  #last = performance.now();
  /** @type {Countdown | null} */
  #countdown = null;

  /** @param {() => void} gone nobody answered */
  constructor(gone) {
    this.#gone = gone;
    for (const sign of SIGNS_OF_LIFE) document.addEventListener(sign, this.#seen, { passive: true, capture: true });
  }

  /** Seconds since somebody touched anything. */
  get seconds() {
    return (performance.now() - this.#last) / 1000;
  }

  start() {
    this.stop();
    this.isWatching = true;
    this.#last = performance.now();
    this.#arm();
  }

  stop() {
    this.isWatching = false;
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#close();
  }

  #seen = () => {
    this.#last = performance.now();
    if (this.#timer) this.#arm();
  };

  #arm() {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#ask(), IDLE_SECONDS * 1000);
  }

  /** Only an answer keeps the visit: a sleeve that brushes the screen does not. */
  #ask() {
    this.#timer = 0;
    const dialog = this.#dialog();
    dialog.showModal();
    dialog.onclose = () => this.#answered();
    this.#countdown = new Countdown(dialog);
    this.#countdown.start(ANSWER_SECONDS, () => this.#leave());
  }

  #answered() {
    this.#countdown?.stop();
    if (this.#dialog().returnValue === "end") this.#leave();
    else this.start();
  }

  #leave() {
    this.stop();
    this.#gone();
  }

  #close() {
    this.#countdown?.stop();
    this.#countdown = null;
    const dialog = this.#dialog();
    dialog.onclose = null;
    dialog.close();
  }

  #dialog() {
    return /** @type {HTMLDialogElement} */ (part("#idle"));
  }
}
