// The page of the devices: what needs somebody, new devices, ours, and those without our image.

import { fill, part } from "../../clerk/elements.js";
import { closeMenuFromOutside } from "../../clerk/header.js";
import { isSignedOut } from "../../clerk/session.js";
import { Source } from "../../clerk/source.js";
import { Devices } from "../devices.js";
import { Following } from "../following.js";
import { sending } from "../sending.js";
import { deviceItems, fleetItems, showItems } from "../todo.js";
import { showConditions } from "./conditions.js";
import { healthFacts, showFacts } from "./facts.js";
import { Found } from "./found.js";
import { OurDevices } from "./our_devices.js";
import { ScreenHours } from "./screen_hours.js";

/**
 * @typedef {import("../conditions.js").Overview} Overview
 * @typedef {import("./shapes.js").FleetView} FleetView
 */

/** Devices that are switched on make no event of ours: the list is asked for. */
const LOOK_AROUND_MS = 5_000;

export class FleetPage {
  #root;
  /** @type {Source<FleetView>} */
  #fleet = new Source("/api/fleet");
  /** @type {Source<Overview>} */
  #admin = new Source("/api/admin");
  #found;
  #ours;
  #hours;
  #others;
  #following;
  #refused;

  /**
   * @param {HTMLElement} root
   * @param {(error: unknown) => void} refused called when the session is over or lacks the role
   */
  constructor(root, refused) {
    this.#root = root;
    this.#refused = refused;
    const send = sending(root, () => this.refresh(), refused);
    this.#found = new Found(root, (name) => this.#adopted(name));
    this.#ours = new OurDevices(root, send);
    this.#hours = new ScreenHours(root, send);
    this.#others = new Devices(root, send);
    this.#following = new Following(root, this.#admin);
    closeMenuFromOutside(/** @type {HTMLDetailsElement} */ (part(root, "menu")));
    this.#admin.addEventListener("view", () => void this.#fleet.refresh());
    this.#fleet.addEventListener("view", () => this.#show());
    for (const source of [this.#fleet, this.#admin]) {
      source.addEventListener("failed", (event) => this.#failed(/** @type {CustomEvent} */ (event).detail));
    }
    setInterval(() => this.#lookAround(), LOOK_AROUND_MS);
  }

  async refresh() {
    await this.#admin.refresh();
    await this.#fleet.refresh();
  }

  #lookAround() {
    if (this.#fleet.view && !document.hidden && !this.#root.inert) void this.#fleet.refresh();
  }

  #show() {
    const [admin, fleet] = [this.#admin.view, this.#fleet.view];
    if (!admin || !fleet) return;
    fill(this.#root, { organisation: admin.organisation });
    showItems(this.#root, [...fleetItems(fleet.todo), ...deviceItems(admin)]);
    this.#found.show(fleet, admin.offices);
    this.#ours.show(fleet, admin);
    this.#hours.show(fleet.screen_hours);
    this.#others.show(admin);
    showConditions(part(this.#root, "server-conditions"), fleet.server.conditions);
    showFacts(part(this.#root, "server-facts"), healthFacts(fleet.server.health));
    this.#following.follow(admin.offices);
  }

  /** @param {string} name */
  async #adopted(name) {
    await this.refresh();
    this.#ours.focus(name);
  }

  /** @param {unknown} error */
  #failed(error) {
    if (isSignedOut(error) || /** @type {{status?: number}} */ (error).status === 403) this.#refused(error);
  }
}
