// The page of opening hours: every office with its week and the days to come, closing days of all, public holidays.

import { fill, part } from "../../clerk/elements.js";
import { closeMenuFromOutside } from "../../clerk/header.js";
import { isSignedOut } from "../../clerk/session.js";
import { Source } from "../../clerk/source.js";
import { dateText } from "../../clock.js";
import { put } from "../../api.js";
import { text } from "../../texts.js";
import { Following } from "../following.js";
import { sending } from "../sending.js";
import { OfficeWeek } from "./office_week.js";
import { SpecialList } from "./special_list.js";

/**
 * @typedef {import("./shapes.js").HoursView} HoursView
 * @typedef {import("../conditions.js").Overview} Overview
 */

const HOLIDAYS_NAMED = 4;

export class HoursPage {
  #root;
  /** @type {Source<HoursView>} */
  #hours = new Source("/api/hours");
  /** @type {Source<Overview>} */
  #admin = new Source("/api/admin");
  /** @type {Map<number, OfficeWeek>} */
  #offices = new Map();
  #closures;
  #region;
  #send;
  #following;
  #refused;

  /**
   * @param {HTMLElement} root
   * @param {(error: unknown) => void} refused called when the session is over or lacks the role
   */
  constructor(root, refused) {
    this.#root = root;
    this.#refused = refused;
    this.#send = sending(root, () => this.refresh(), refused);
    this.#closures = new SpecialList(part(root, "closures"), null, this.#send);
    this.#region = /** @type {HTMLSelectElement} */ (part(root, "region"));
    this.#region.addEventListener("change", () => this.#chooseRegion());
    this.#following = new Following(root, this.#admin);
    closeMenuFromOutside(/** @type {HTMLDetailsElement} */ (part(root, "menu")));
    this.#admin.addEventListener("view", () => void this.#hours.refresh());
    this.#hours.addEventListener("view", () => this.#show());
    for (const source of [this.#hours, this.#admin]) {
      source.addEventListener("failed", (event) => this.#failed(/** @type {CustomEvent} */ (event).detail));
    }
  }

  async refresh() {
    await this.#admin.refresh();
    await this.#hours.refresh();
  }

  #show() {
    const [admin, hours] = [this.#admin.view, this.#hours.view];
    if (!admin || !hours) return;
    fill(this.#root, { organisation: admin.organisation });
    for (const office of hours.offices) this.#office(office.office.id).show(office);
    this.#closures.show(hours.special);
    this.#showRegion(hours);
    this.#following.follow(admin.offices);
  }

  /** @param {number} id */
  #office(id) {
    const known = this.#offices.get(id);
    if (known) return known;
    const made = new OfficeWeek(id, this.#send);
    part(this.#root, "offices").append(made.element);
    this.#offices.set(id, made);
    return made;
  }

  /** @param {HoursView} hours */
  #showRegion({ region, regions, holidays }) {
    if (this.#region.options.length === 0) {
      const options = regions.map(({ key, name, in_catholic_towns: catholic }) =>
        new Option(catholic ? text("region.catholic", { name }) : name, key));
      this.#region.replaceChildren(new Option(text("region.none"), ""), ...options);
    }
    if (document.activeElement !== this.#region) this.#region.value = region;
    const list = holidays.slice(0, HOLIDAYS_NAMED).map(({ day, name }) => `${name} (${dateText(day)})`).join(", ");
    fill(this.#root, { next_holidays: list ? text("holidays.next", { list }) : text("holidays.none") });
  }

  #chooseRegion() {
    const region = this.#region.value;
    void this.#send(() => put("/api/holidays", { region }));
  }

  /** @param {unknown} error */
  #failed(error) {
    if (isSignedOut(error) || /** @type {{status?: number}} */ (error).status === 403) this.#refused(error);
  }
}
