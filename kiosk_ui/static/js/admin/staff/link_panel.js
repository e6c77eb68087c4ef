// The link with which a colleague chooses a password.

import { momentText } from "../../clock.js";
import { fill, part } from "../../clerk/elements.js";
import { text } from "../../texts.js";

/** @typedef {import("./shapes.js").Invitation} Invitation */

export class LinkPanel {
  #panel;
  #url;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#panel = part(root, "link-panel");
    this.#url = /** @type {HTMLInputElement} */ (part(this.#panel, "link-url"));
    part(this.#panel, "link-copy").addEventListener("click", () => void this.#copy());
    part(this.#panel, "link-close").addEventListener("click", () => this.hide());
  }

  /** @param {Invitation} invitation */
  show({ colleague, url, until }) {
    const { name } = colleague;
    fill(this.#panel, {
      link_title: text("link.title", { name }),
      link_until: text("link.until", { name, time: momentText(until) }),
      link_copied: "",
    });
    this.#url.value = url;
    this.#panel.hidden = false;
    this.#panel.querySelector("h3")?.focus();
  }

  hide() {
    this.#panel.hidden = true;
    this.#url.value = "";
  }

  /** On plain HTTP there is no clipboard: then it is marked, to be copied by hand. */
  async #copy() {
    this.#url.select();
    if (!navigator.clipboard) return;
    await navigator.clipboard.writeText(this.#url.value);
    fill(this.#panel, { link_copied: text("link.copied") });
  }
}
