// Visible time: seconds in words' place and a bar that empties.

import { part } from "./slots.js";

const TICK_MS = 250;

/** Counts down in `root`: seconds into [data-seconds], the share that is left into [data-bar]; both may be absent. */
export class Countdown {
  #timer = 0;

  /**
   * @param {HTMLElement} root
   * @param {() => number} now milliseconds; the server's clock where the server set the end
   */
  constructor(root, now = Date.now) {
    this.root = root;
    this.now = now;
  }

  /**
   * @param {number} seconds
   * @param {() => void} finished
   */
  start(seconds, finished) {
    this.until(this.now() + seconds * 1000, seconds, finished);
  }

  /**
   * @param {number} end milliseconds by `now`
   * @param {number} whole seconds that the full bar stands for
   * @param {() => void} finished
   */
  until(end, whole, finished) {
    this.stop();
    const tick = () => {
      const left = Math.max(0, end - this.now()) / 1000;
      this.#show(left, whole);
      if (left > 0) return;
      this.stop();
      finished();
    };
    this.#timer = window.setInterval(tick, TICK_MS);
    tick();
  }

  stop() {
    clearInterval(this.#timer);
  }

  /**
   * @param {number} left
   * @param {number} whole
   */
  #show(left, whole) {
    for (const place of this.root.querySelectorAll("[data-seconds]")) place.textContent = String(Math.ceil(left));
    for (const bar of this.root.querySelectorAll("[data-bar]")) {
      /** @type {HTMLElement} */ (bar).style.setProperty("--left", String(Math.min(1, left / whole)));
    }
  }
}

/**
 * A countdown in the page's element of this selector.
 * @param {string} selector
 * @param {() => number} [now]
 */
export function countdownIn(selector, now) {
  return new Countdown(part(selector), now);
}
