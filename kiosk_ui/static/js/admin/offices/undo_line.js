// Removing without being asked twice: what was removed is named, and one press brings it back.

import { post } from "../../api.js";
import { fill } from "../../clerk/elements.js";
import { text } from "../../texts.js";

/**
 * @typedef {import("./shapes.js").Kind} Kind
 * @typedef {import("./shapes.js").Named} Named
 */

const SHOWN_MS = 20_000;

export class UndoLine {
  #line;
  #send;
  #path = "";
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {HTMLElement} line
   * @param {import("../sending.js").Send} send
   */
  constructor(line, send) {
    this.#line = line;
    this.#send = send;
    line.querySelector("button")?.addEventListener("click", () => void this.#undo());
  }

  /** @param {Kind} kind @param {Named} thing */
  async remove(kind, { id, name }) {
    const path = `/api/admin/${kind}/${id}`;
    if (!(await this.#send(() => post(`${path}/retire`)))) return;
    this.#path = path;
    this.#line.hidden = false;
    fill(this.#line, { removed: text("removed", { name }) });
    this.#line.querySelector("button")?.focus();
    this.#wait();
  }

  async #undo() {
    if (await this.#send(() => post(`${this.#path}/restore`))) this.#line.hidden = true;
  }

  /** While it has the focus it stays: nothing vanishes under somebody's fingers. */
  #wait() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (this.#line.contains(document.activeElement)) this.#wait();
      else this.#line.hidden = true;
    }, SHOWN_MS);
  }
}
