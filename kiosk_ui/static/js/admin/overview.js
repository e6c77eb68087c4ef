// The administration page at work: one source, one live connection, and the parts that show.

import { plural } from "../texts.js";
import { fill, part } from "../clerk/elements.js";
import { closeMenuFromOutside } from "../clerk/header.js";
import { Source } from "../clerk/source.js";
import { showAddresses } from "./addresses.js";
import { Backup } from "./backup.js";
import { Certificate } from "./certificate.js";
import { Feedback } from "./feedback.js";
import { Following } from "./following.js";
import { Offices } from "./offices.js";
import { sending } from "./sending.js";
import { showTodo } from "./todo.js";
import { Updates } from "./updates.js";

/** @typedef {import("./conditions.js").Overview} View */

export class Overview {
  #root;
  /** @type {Source<View>} */
  #source = new Source("/api/admin");
  #offices;
  #backup;
  #updates;
  #certificate;
  #feedback;
  #following;

  /**
   * @param {HTMLElement} root
   * @param {import("./gate.js").Refused} refused
   */
  constructor(root, refused) {
    this.#root = root;
    const send = sending(root, () => this.refresh(), refused);
    this.#offices = new Offices(root, send);
    this.#backup = new Backup(root, send);
    this.#updates = new Updates(root, send);
    this.#certificate = new Certificate(root, send, () => this.refresh());
    this.#feedback = new Feedback(root);
    this.#following = new Following(root, this.#source);
    closeMenuFromOutside(/** @type {HTMLDetailsElement} */ (part(root, "menu")));
    this.#source.addEventListener("view", (event) => this.#show(/** @type {CustomEvent<View>} */ (event).detail));
    this.#source.addEventListener("failed", (event) => refused(/** @type {CustomEvent} */ (event).detail));
  }

  get view() {
    return this.#source.view;
  }

  refresh() {
    return this.#source.refresh();
  }

  /** @param {View} view */
  #show(view) {
    const { organisation, version } = view;
    const connected = view.devices.filter((device) => device.enrolled);
    fill(this.#root, { organisation, version, device_summary: plural("devices", connected.length) });
    showTodo(this.#root, view);
    this.#offices.show(view.offices);
    showAddresses(this.#root, view.addresses);
    void this.#feedback.refresh();
    this.#following.follow(view.offices);
    if (view.backup_trouble === null) return; // none of this person's business
    void this.#backup.refresh();
    void this.#updates.refresh(connected);
    void this.#certificate.refresh();
  }
}
