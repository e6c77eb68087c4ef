// What the pages of the administration have in common: a view of their own beside the overview, which names the town and
// the offices that are followed.

import { fill, part } from "../clerk/elements.js";
import { closeMenuFromOutside } from "../clerk/header.js";
import { Source } from "../clerk/source.js";
import { Following } from "./following.js";
import { sending } from "./sending.js";

/** @typedef {import("./conditions.js").Overview} Overview */
/** @typedef {import("./gate.js").Refused} Refused */

/** @template {{journal_id?: number}} View */
export class AdminPage {
  /** @type {Source<Overview>} */
  #admin = new Source("/api/admin");
  /** @type {Source<View>} */
  #own;
  #refused;
  #following;

  /**
   * @param {HTMLElement} root
   * @param {Refused} refused
   * @param {string} path of its own view
   */
  constructor(root, refused, path) {
    this.root = root;
    this.send = sending(root, () => this.refresh(), refused);
    this.#refused = refused;
    this.#following = new Following(root, this.#admin);
    closeMenuFromOutside(/** @type {HTMLDetailsElement} */ (part(root, "menu")));
    this.#own = this.#source(path);
    this.#admin.addEventListener("view", () => void this.look());
    this.#admin.addEventListener("failed", (event) => refused(/** @type {CustomEvent} */ (event).detail));
  }

  /** Its own view, null until there is something to show. */
  get view() {
    return this.#admin.view ? this.#own.view : null;
  }

  async refresh() {
    await this.#admin.refresh();
    await this.look();
  }

  /** Only its own view. */
  look() {
    return this.#own.refresh();
  }

  /** Another view of the same kind. @param {string} path */
  goTo(path) {
    this.#own.stop();
    this.#own = this.#source(path);
    return this.look();
  }

  /**
   * Every new state.
   * @param {View} _view
   * @param {Overview} _admin
   */
  show(_view, _admin) {}

  /** @param {string} path @returns {Source<View>} */
  #source(path) {
    /** @type {Source<View>} */
    const source = new Source(path);
    source.addEventListener("view", () => this.#show());
    source.addEventListener("failed", (event) => this.#refused(/** @type {CustomEvent} */ (event).detail));
    return source;
  }

  #show() {
    const [admin, own] = [this.#admin.view, this.#own.view];
    if (!admin || !own) return;
    fill(this.root, { organisation: admin.organisation });
    this.show(own, admin);
    this.#following.follow(admin.offices);
  }
}
