// The page of colleagues: a list that filters, a form for new ones, and the link that they are given.

import { newKey, post } from "../../api.js";
import { fill, part } from "../../clerk/elements.js";
import { closeMenuFromOutside } from "../../clerk/header.js";
import { isSignedOut } from "../../clerk/session.js";
import { Source } from "../../clerk/source.js";
import { text } from "../../texts.js";
import { Following } from "../following.js";
import { sending } from "../sending.js";
import { ColleagueItem } from "./colleague.js";
import { LinkPanel } from "./link_panel.js";
import { PersonForm } from "./person_form.js";
import { drawSkills, readSkills } from "./skills.js";

/**
 * @typedef {import("./shapes.js").Staff} Staff
 * @typedef {import("./shapes.js").Invitation} Invitation
 * @typedef {import("../conditions.js").Overview} Overview
 */

const NOBODY = { name: "", sign_in_name: "", roles: ["clerk"] };

export class StaffPage {
  #root;
  /** @type {Source<Staff>} */
  #staff = new Source("/api/staff");
  /** @type {Source<Overview>} */
  #admin = new Source("/api/admin");
  /** @type {Map<number, ColleagueItem>} */
  #items = new Map();
  #filter;
  #newForm;
  /** @type {PersonForm | null} made when it is first wanted */
  #person = null;
  #link;
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
    this.#link = new LinkPanel(root);
    this.#newForm = /** @type {HTMLFormElement} */ (part(root, "new-form"));
    this.#filter = /** @type {HTMLInputElement} */ (part(root, "filter"));
    this.#filter.addEventListener("input", () => this.#sift());
    part(root, "new").addEventListener("click", () => this.#openForm(Boolean(this.#newForm.hidden)));
    this.#following = new Following(root, this.#admin);
    closeMenuFromOutside(/** @type {HTMLDetailsElement} */ (part(root, "menu")));
    this.#admin.addEventListener("view", () => void this.#staff.refresh());
    this.#staff.addEventListener("view", () => this.#show());
    for (const source of [this.#staff, this.#admin]) {
      source.addEventListener("failed", (event) => this.#failed(/** @type {CustomEvent} */ (event).detail));
    }
  }

  async refresh() {
    await this.#admin.refresh();
    await this.#staff.refresh();
  }

  #show() {
    const [admin, staff] = [this.#admin.view, this.#staff.view];
    if (!admin || !staff) return;
    fill(this.#root, { organisation: admin.organisation });
    const ids = staff.colleagues.map(({ id }) => id);
    for (const id of this.#items.keys()) if (!ids.includes(id)) this.#forget(id);
    const list = part(this.#root, "colleagues");
    staff.colleagues.forEach((colleague, place) => {
      const { element } = this.#item(colleague.id);
      if (list.children[place] !== element) list.insertBefore(element, list.children[place] ?? null);
      this.#item(colleague.id).show(colleague, staff.offices);
    });
    this.#sift();
    this.#following.follow(admin.offices);
  }

  /** @param {number} id */
  #item(id) {
    const known = this.#items.get(id);
    if (known) return known;
    const made = new ColleagueItem(id, this.#send, (invitation) => this.#link.show(invitation));
    this.#items.set(id, made);
    return made;
  }

  /** @param {number} id */
  #forget(id) {
    this.#items.get(id)?.element.remove();
    this.#items.delete(id);
  }

  /** Every word that is looked for occurs somewhere. */
  #sift() {
    const words = this.#filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const item of this.#items.values()) {
      const fits = words.every((word) => item.words.includes(word));
      item.element.hidden = !fits;
      shown += Number(fits);
    }
    const all = this.#items.size;
    fill(this.#root, { count: shown === all ? text("count.all", { all }) : text("count", { shown, all }) });
  }

  /** @param {boolean} open */
  #openForm(open) {
    this.#newForm.hidden = !open;
    part(this.#root, "new").setAttribute("aria-expanded", String(open));
    if (!open) return;
    this.#person ??= new PersonForm(this.#newForm, "new", (person) => void this.#create(person));
    const skills = part(this.#newForm, "new-skills");
    skills.hidden = false;
    drawSkills(skills, this.#staff.view?.offices ?? [], []);
    this.#person.fill(NOBODY);
    this.#person.focus();
  }

  /** @param {import("./person_form.js").Person} person */
  async #create(person) {
    const colleague = { ...person, skills: readSkills(part(this.#newForm, "new-skills")) };
    /** @type {Invitation | null} */
    const invitation = await this.#send(() => post("/api/staff", colleague, { idempotencyKey: newKey() }));
    if (!invitation) return;
    this.#openForm(false);
    this.#link.show(invitation);
  }

  /** @param {unknown} error */
  #failed(error) {
    if (isSignedOut(error) || /** @type {{status?: number}} */ (error).status === 403) this.#refused(error);
  }
}
