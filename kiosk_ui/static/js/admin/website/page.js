// The page "Website": what the town embeds, and the texts that every face links.

import { AdminPage } from "../page.js";
import { Embedding } from "./embedding.js";
import { LegalTexts } from "./legal_texts.js";

/**
 * @typedef {import("./shapes.js").WebsiteView} WebsiteView
 */

/** @extends {AdminPage<WebsiteView>} */
export class WebsitePage extends AdminPage {
  #embedding;
  #texts;

  /**
   * @param {HTMLElement} root
   * @param {import("../gate.js").Refused} refused
   */
  constructor(root, refused) {
    super(root, refused, "/api/website");
    this.#embedding = new Embedding(root);
    this.#texts = new LegalTexts(root, this.send);
  }

  /** @param {WebsiteView} website */
  show(website) {
    this.#embedding.show(website);
    this.#texts.show(website.texts);
  }
}
