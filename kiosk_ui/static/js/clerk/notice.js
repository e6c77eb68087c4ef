// A refusal by the server, shown plainly where the work is; nothing has to be clicked away.

import { errorText, text } from "../texts.js";
import { fill, part } from "./elements.js";

export class Notice {
  #element;

  /** @param {ParentNode} root holds the partial clerk/notice.html */
  constructor(root) {
    this.#element = part(root, "notice");
    part(this.#element, "notice-close").addEventListener("click", () => this.clear());
  }

  /** @param {unknown} error usually an ApiError */
  show(error) {
    const code = /** @type {{code?: string}} */ (error ?? {}).code ?? "";
    const detail = code === "unreachable" ? text("unreachable.deed") : errorText(error);
    fill(this.#element, { detail, code });
    this.#element.hidden = false;
  }

  clear() {
    this.#element.hidden = true;
  }
}
