// What this clerk does today at this counter: switched off and on by hand.

import { newKey, post } from "../api.js";
import { plural } from "../texts.js";
import { fill, fromTemplate, part } from "./elements.js";

/** @typedef {import("./console_view.js").View} View */

export class Skills {
  #root;
  #list;
  /** @type {View | null} */
  #view = null;

  /**
   * @param {HTMLElement} root the console
   * @param {{accept: (view: View) => void, failed: (error: unknown) => void}} handlers
   */
  constructor(root, { accept, failed }) {
    this.#root = root;
    this.#list = part(root, "skills");
    this.accept = accept;
    this.failed = failed;
  }

  /** @param {View} view */
  show(view) {
    this.#view = view;
    const off = view.skills.filter(({ on }) => !on).length;
    part(this.#root, "skills-off").hidden = off === 0;
    fill(this.#root, { skills_off: plural("skills_off", off) });
    if (this.#list.children.length !== view.skills.length) this.#draw(view);
    for (const { id, on } of view.skills) this.#box(id).checked = on;
  }

  /** @param {View} view */
  #draw(view) {
    this.#list.replaceChildren(...view.skills.map(({ id, name }) => {
      const item = fromTemplate("skill");
      const box = /** @type {HTMLInputElement} */ (part(item, "skill"));
      box.value = String(id);
      box.onchange = () => void this.#send(id, box.checked);
      fill(item, { skill: name });
      return item;
    }));
  }

  /** @param {number} id */
  #box(id) {
    return /** @type {HTMLInputElement} */ (this.#list.querySelector(`input[value="${id}"]`));
  }

  /**
   * @param {number} id
   * @param {boolean} on
   */
  async #send(id, on) {
    try {
      this.accept(await post(`/api/counters/${this.#view?.counter?.id}/skills`, { service_id: id, on }, { idempotencyKey: newKey() }));
    } catch (error) {
      if (this.#view) this.show(this.#view);
      this.failed(error);
    }
  }
}
