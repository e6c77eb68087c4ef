// The administration page at work: one source, one live connection, and the parts that show.

import { LiveConnection, liveUrl } from "../live.js";
import { fill, part } from "../clerk/elements.js";
import { closeMenuFromOutside } from "../clerk/header.js";
import { LinkState } from "../clerk/link_state.js";
import { Notice } from "../clerk/notice.js";
import { isSignedOut } from "../clerk/session.js";
import { Source } from "../clerk/source.js";
import { showAddresses } from "./addresses.js";
import { Backup } from "./backup.js";
import { Devices } from "./devices.js";
import { Offices } from "./offices.js";
import { showTodo } from "./todo.js";

/** @typedef {import("./conditions.js").Overview} View */

const LOOK_EVENTS = ["welcome", "event", "reset", "refused"];

export class Overview {
  #root;
  /** @type {Source<View>} */
  #source = new Source("/api/admin");
  #notice;
  #offices;
  #devices;
  #backup;
  /** @type {LiveConnection | null} */
  #live = null;
  /** @type {LinkState | null} */
  #link = null;

  /**
   * @param {HTMLElement} root
   * @param {(error: unknown) => void} refused called when the session is over or lacks the role
   */
  constructor(root, refused) {
    this.#root = root;
    this.refused = refused;
    this.#notice = new Notice(root);
    this.#offices = new Offices(root, this.#send);
    this.#devices = new Devices(root, this.#send);
    this.#backup = new Backup(root, this.#send);
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
    fill(this.#root, { organisation, version });
    showTodo(this.#root, view);
    this.#offices.show(view.offices);
    this.#devices.show(view);
    showAddresses(this.#root, view.addresses);
    this.#follow(view);
    if (view.backup_trouble !== null) void this.#backup.refresh();
  }

  /** The live connection follows every office; it starts with the first view, which names them. @param {View} view */
  #follow(view) {
    const topics = view.offices.map((office) => `office:${office.id}`);
    if (this.#live?.topics.join() === topics.join()) return;
    this.#link?.stop();
    this.#live?.close();
    this.#live = new LiveConnection(liveUrl(), { topics });
    for (const name of LOOK_EVENTS) this.#live.addEventListener(name, () => void this.refresh());
    this.#link = new LinkState(this.#root, this.#live, this.#source);
    this.#live.watch(true);
    this.#live.open();
  }

  /**
   * Does a request; its refusal is shown, and the newest state either way. Resolves to null when refused.
   * @param {() => Promise<any>} request
   */
  #send = async (request) => {
    try {
      const answer = await request();
      this.#notice.clear();
      return answer ?? true;
    } catch (error) {
      if (isSignedOut(error)) this.refused(error);
      else this.#notice.show(error);
      return null;
    } finally {
      await this.refresh();
    }
  };

  /** @param {unknown} error */
  #failed(error) {
    if (isSignedOut(error) || /** @type {{status?: number}} */ (error).status === 403) this.refused(error);
  }
}
