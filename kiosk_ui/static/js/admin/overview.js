// The administration page at work: one source, one live connection, and the parts that show.

import { plural } from "../texts.js";
import { fill, part } from "../clerk/elements.js";
import { closeMenuFromOutside } from "../clerk/header.js";
import { isSignedOut } from "../clerk/session.js";
import { Source } from "../clerk/source.js";
import { showAddresses } from "./addresses.js";
import { Backup } from "./backup.js";
import { Certificate } from "./certificate.js";
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
  #following;

  /**
   * @param {HTMLElement} root
   * @param {(error: unknown) => void} refused called when the session is over or lacks the role
   */
  constructor(root, refused) {
    this.#root = root;
    this.refused = refused;
    const send = sending(root, () => this.refresh(), refused);
    this.#offices = new Offices(root, send);
    this.#backup = new Backup(root, send);
    this.#updates = new Updates(root, send);
    this.#certificate = new Certificate(root, send, () => this.refresh());
    this.#following = new Following(root, this.#source);
    closeMenuFromOutside(/** @type {HTMLDetailsElement} */ (part(root, "menu")));
    this.#source.addEventListener("view", (event) => this.#show(/** @type {CustomEvent<View>} */ (event).detail));
    this.#source.addEventListener("failed", (event) => this.#failed(/** @type {CustomEvent} */ (event).detail));
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
    this.#following.follow(view.offices);
    if (view.backup_trouble === null) return; // none of this person's business
    void this.#backup.refresh();
    void this.#updates.refresh(connected);
    void this.#certificate.refresh();
  }

  /** @param {unknown} error */
  #failed(error) {
    if (isSignedOut(error) || /** @type {{status?: number}} */ (error).status === 403) this.refused(error);
  }
}
