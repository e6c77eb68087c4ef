// The page of opening hours: every office with its week and the days to come, closing days of all, public holidays.

import { fill, part } from "../../clerk/elements.js";
import { dateText } from "../../clock.js";
import { put } from "../../api.js";
import { text } from "../../texts.js";
import { AdminPage } from "../page.js";
import { OfficeWeek } from "./office_week.js";
import { SpecialList } from "./special_list.js";

/**
 * @typedef {import("./shapes.js").HoursView} HoursView
 */

const HOLIDAYS_NAMED = 4;

/** @extends {AdminPage<HoursView>} */
export class HoursPage extends AdminPage {
  /** @type {Map<number, OfficeWeek>} */
  #offices = new Map();
  #closures;
  #region;

  /**
   * @param {HTMLElement} root
   * @param {import("../gate.js").Refused} refused
   */
  constructor(root, refused) {
    super(root, refused, "/api/hours");
    this.#closures = new SpecialList(part(root, "closures"), null, this.send);
    this.#region = /** @type {HTMLSelectElement} */ (part(root, "region"));
    this.#region.addEventListener("change", () => this.#chooseRegion());
  }

  /** @param {HoursView} hours */
  show(hours) {
    for (const office of hours.offices) this.#office(office.office.id).show(office);
    this.#closures.show(hours.special);
    this.#showRegion(hours);
  }

  /** @param {number} id */
  #office(id) {
    const known = this.#offices.get(id);
    if (known) return known;
    const made = new OfficeWeek(id, this.send);
    part(this.root, "offices").append(made.element);
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
    fill(this.root, { next_holidays: list ? text("holidays.next", { list }) : text("holidays.none") });
  }

  #chooseRegion() {
    const region = this.#region.value;
    void this.send(() => put("/api/holidays", { region }));
  }
}
