// The page "Website": what the town embeds, and the texts that every face links.

import { fill, part } from "../../clerk/elements.js";
import { closeMenuFromOutside } from "../../clerk/header.js";
import { isSignedOut } from "../../clerk/session.js";
import { Source } from "../../clerk/source.js";
import { Following } from "../following.js";
import { sending } from "../sending.js";
import { Embedding } from "./embedding.js";
import { LegalTexts } from "./legal_texts.js";

/**
 * @typedef {import("./shapes.js").WebsiteView} WebsiteView
 * @typedef {import("../conditions.js").Overview} Overview
 */

export class WebsitePage {
  #root;
  /** @type {Source<WebsiteView>} */
  #website = new Source("/api/website");
  /** @type {Source<Overview>} */
  #admin = new Source("/api/admin");
  #embedding;
  #texts;
  #following;
  #refused;

  /**
   * @param {HTMLElement} root
   * @param {(error: unknown) => void} refused called when the session is over or lacks the role
   */
  constructor(root, refused) {
    this.#root = root;
    this.#refused = refused;
    this.#embedding = new Embedding(root);
    this.#texts = new LegalTexts(root, sending(root, () => this.refresh(), refused));
    this.#following = new Following(root, this.#admin);
    closeMenuFromOutside(/** @type {HTMLDetailsElement} */ (part(root, "menu")));
    this.#website.addEventListener("view", () => this.#show());
    this.#admin.addEventListener("view", () => this.#showHead());
    for (const source of [this.#website, this.#admin]) {
      source.addEventListener("failed", (event) => this.#failed(/** @type {CustomEvent} */ (event).detail));
    }
  }

  async refresh() {
    await Promise.all([this.#admin.refresh(), this.#website.refresh()]);
  }

  #showHead() {
    const admin = this.#admin.view;
    if (!admin) return;
    fill(this.#root, { organisation: admin.organisation });
    this.#following.follow(admin.offices);
  }

  #show() {
    const website = this.#website.view;
    if (!website) return;
    this.#embedding.show(website);
    this.#texts.show(website.texts);
  }

  /** @param {unknown} error */
  #failed(error) {
    if (isSignedOut(error) || /** @type {{status?: number}} */ (error).status === 403) this.#refused(error);
  }
}
