// The page of offices: departments and offices in a list that can be searched, and the office that is chosen.

import { newKey, post, put } from "../../api.js";
import { fill, part } from "../../clerk/elements.js";
import { closeMenuFromOutside } from "../../clerk/header.js";
import { Source } from "../../clerk/source.js";
import { plural } from "../../texts.js";
import { Following } from "../following.js";
import { sending } from "../sending.js";
import { Department } from "./department.js";
import { isComplete, read } from "./forms.js";
import { OfficePage } from "./office_page.js";
import { shifted } from "./shifts.js";
import { UndoLine } from "./undo_line.js";

/**
 * @typedef {import("./shapes.js").Administration} Administration
 * @typedef {import("./shapes.js").Office} Office
 * @typedef {import("./shapes.js").Kind} Kind
 * @typedef {import("./shapes.js").Named} Named
 * @typedef {object} Deeds
 * @property {import("../sending.js").Send} send
 * @property {(kind: Kind, thing: Named) => Promise<void>} remove can be undone
 */

export class OfficesPage {
  #root;
  /** @type {Source<Administration>} */
  #source = new Source("/api/admin/offices");
  /** @type {Map<number, Department>} */
  #departments = new Map();
  /** @type {OfficePage | null} */
  #office = null;
  #filter;
  /** @type {Deeds} */
  #deeds;
  #following;

  /**
   * @param {HTMLElement} root
   * @param {import("../gate.js").Refused} refused
   */
  constructor(root, refused) {
    this.#root = root;
    const send = sending(root, () => this.refresh(), refused);
    const undo = new UndoLine(part(root, "undo"), send);
    this.#deeds = { send, remove: (kind, thing) => undo.remove(kind, thing) };
    this.#filter = /** @type {HTMLInputElement} */ (part(root, "filter"));
    this.#filter.addEventListener("input", () => this.#show());
    this.#newDepartment();
    this.#following = new Following(root, this.#source);
    closeMenuFromOutside(/** @type {HTMLDetailsElement} */ (part(root, "menu")));
    addEventListener("hashchange", () => this.#choose());
    this.#source.addEventListener("view", () => this.#show());
    this.#source.addEventListener("failed", (event) => refused(/** @type {CustomEvent} */ (event).detail));
  }

  get view() {
    return this.#source.view;
  }

  refresh() {
    return this.#source.refresh();
  }

  /** The one in the address, or the first. */
  get #chosen() {
    const offices = this.#source.view?.offices ?? [];
    return offices.find(({ id }) => location.hash === `#office-${id}`) ?? offices[0];
  }

  #choose() {
    this.#show();
    this.#office?.focus();
  }

  #show() {
    const { view } = this.#source;
    if (!view) return;
    fill(this.#root, { organisation: view.organisation });
    this.#showList(view);
    this.#showOffice(view);
    this.#following.follow(view.offices);
  }

  /** @param {Administration} view */
  #showList({ departments, offices }) {
    const wanted = this.#filter.value.trim().toLocaleLowerCase();
    const found = offices.filter((office) => isFound(office, wanted));
    for (const [id, known] of this.#departments) {
      if (departments.some((department) => department.id === id)) continue;
      known.element.remove();
      this.#departments.delete(id);
    }
    departments.forEach((department, place) => {
      this.#department(department).show(department, found.filter((office) => office.department_id === department.id), {
        chosen: this.#chosen?.id ?? null,
        isFirst: place === 0,
        isLast: place === departments.length - 1,
        isSearch: wanted !== "",
      });
    });
    const list = part(this.#root, "departments");
    departments.forEach(({ id }, place) => {
      const element = /** @type {Department} */ (this.#departments.get(id)).element;
      if (list.children[place] !== element) list.insertBefore(element, list.children[place] ?? null);
    });
    part(this.#root, "nothing-found").hidden = wanted === "" || found.length > 0;
    fill(this.#root, { found: wanted ? plural("found", found.length) : "" });
  }

  /** @param {Named} department */
  #department(department) {
    const known = this.#departments.get(department.id);
    if (known) return known;
    const made = new Department(department, this.#deeds, (id, steps) => this.#shift(id, steps));
    this.#departments.set(department.id, made);
    return made;
  }

  /** @param {number} id @param {number} steps */
  #shift(id, steps) {
    const ids = shifted([...(this.#source.view?.departments ?? [])].map((one) => one.id), id, steps);
    void this.#deeds.send(() => put("/api/admin/order", { kind: "department", ids }));
  }

  /** @param {Administration} view */
  #showOffice(view) {
    const chosen = this.#chosen;
    if (chosen && chosen.id === this.#office?.id) return this.#office.show(view);
    this.#office = chosen ? new OfficePage(chosen.id, view, this.#deeds) : null;
    if (this.#office) part(this.#root, "office").replaceChildren(this.#office.element);
  }

  #newDepartment() {
    const details = /** @type {HTMLDetailsElement} */ (part(this.#root, "new-department"));
    const form = /** @type {HTMLFormElement} */ (details.querySelector("form"));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (!isComplete(form)) return;
      const idempotencyKey = newKey();
      if (!(await this.#deeds.send(() => post("/api/admin/departments", read(form), { idempotencyKey })))) return;
      form.reset();
      details.open = false;
    });
  }
}

/**
 * By its own name and those of its services and counters.
 * @param {Office} office
 * @param {string} wanted in small letters; "" is everything
 */
function isFound(office, wanted) {
  const names = [office.name, office.place, ...[...office.services, ...office.counters].map(({ name }) => name)];
  return names.some((name) => name.toLocaleLowerCase().includes(wanted));
}
