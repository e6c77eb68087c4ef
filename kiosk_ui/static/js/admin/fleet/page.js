// The page of the devices: what needs somebody, new devices, ours, and those without our image.

import { part } from "../../clerk/elements.js";
import { Devices } from "../devices.js";
import { AdminPage } from "../page.js";
import { deviceItems, fleetItems, showItems } from "../todo.js";
import { showConditions } from "./conditions.js";
import { healthFacts, showFacts } from "./facts.js";
import { Found } from "./found.js";
import { OurDevices } from "./our_devices.js";
import { Printers } from "./printers.js";
import { ScreenHours } from "./screen_hours.js";

/**
 * @typedef {import("./shapes.js").FleetView} FleetView
 */

/** Devices that are switched on make no event of ours: the list is asked for. */
const LOOK_AROUND_MS = 5_000;

/** @extends {AdminPage<FleetView>} */
export class FleetPage extends AdminPage {
  #found;
  #ours;
  #hours;
  #others;
  #printers;

  /**
   * @param {HTMLElement} root
   * @param {import("../gate.js").Refused} refused
   */
  constructor(root, refused) {
    super(root, refused, "/api/fleet");
    this.#found = new Found(root, (name) => this.#adopted(name));
    this.#ours = new OurDevices(root, this.send);
    this.#hours = new ScreenHours(root, this.send);
    this.#others = new Devices(root, this.send);
    this.#printers = new Printers(root, this.send);
    setInterval(() => this.#lookAround(), LOOK_AROUND_MS);
  }

  #lookAround() {
    if (this.view && !document.hidden && !this.root.inert) void this.look();
  }

  /** @param {FleetView} fleet @param {import("../conditions.js").Overview} admin */
  show(fleet, admin) {
    showItems(this.root, [...fleetItems(fleet.todo), ...deviceItems(admin)]);
    this.#found.show(fleet, admin.offices);
    this.#ours.show(fleet, admin);
    this.#hours.show(fleet.screen_hours);
    this.#others.show(admin);
    void this.#printers.refresh();
    showConditions(part(this.root, "server-conditions"), fleet.server.conditions);
    showFacts(part(this.root, "server-facts"), healthFacts(fleet.server.health));
  }

  /** @param {string} name */
  async #adopted(name) {
    await this.refresh();
    this.#ours.focus(name);
  }
}
