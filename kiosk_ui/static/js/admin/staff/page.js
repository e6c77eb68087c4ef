// The page of colleagues: a list that filters, a form for new ones, and the link that they are given.

import { newKey, post } from "../../api.js";
import { fill, part } from "../../clerk/elements.js";
import { text } from "../../texts.js";
import { AdminPage } from "../page.js";
import { ColleagueItem } from "./colleague.js";
import { LinkPanel } from "./link_panel.js";
import { PersonForm } from "./person_form.js";
import { drawSkills, readSkills } from "./skills.js";

/**
 * @typedef {import("./shapes.js").Staff} Staff
 * @typedef {import("./shapes.js").Invitation} Invitation
 */

const NOBODY = { name: "", sign_in_name: "", roles: ["clerk"] };

/** @extends {AdminPage<Staff>} */
export class StaffPage extends AdminPage {
  /** @type {Map<number, ColleagueItem>} */
  #items = new Map();
  #filter;
  #newForm;
  /** @type {PersonForm | null} made when it is first wanted */
  #person = null;
  #link;

  /**
   * @param {HTMLElement} root
   * @param {import("../gate.js").Refused} refused
   */
  constructor(root, refused) {
    super(root, refused, "/api/staff");
    this.#link = new LinkPanel(root);
    this.#newForm = /** @type {HTMLFormElement} */ (part(root, "new-form"));
    this.#filter = /** @type {HTMLInputElement} */ (part(root, "filter"));
    this.#filter.addEventListener("input", () => this.#sift());
    part(root, "new").addEventListener("click", () => this.#openForm(Boolean(this.#newForm.hidden)));
  }

  /** @param {Staff} staff */
  show(staff) {
    const ids = staff.colleagues.map(({ id }) => id);
    for (const id of this.#items.keys()) if (!ids.includes(id)) this.#forget(id);
    const list = part(this.root, "colleagues");
    staff.colleagues.forEach((colleague, place) => {
      const { element } = this.#item(colleague.id);
      if (list.children[place] !== element) list.insertBefore(element, list.children[place] ?? null);
      this.#item(colleague.id).show(colleague, staff.offices);
    });
    this.#sift();
  }

  /** @param {number} id */
  #item(id) {
    const known = this.#items.get(id);
    if (known) return known;
    const made = new ColleagueItem(id, this.send, (invitation) => this.#link.show(invitation));
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
    fill(this.root, { count: shown === all ? text("count.all", { all }) : text("count", { shown, all }) });
  }

  /** @param {boolean} open */
  #openForm(open) {
    this.#newForm.hidden = !open;
    part(this.root, "new").setAttribute("aria-expanded", String(open));
    if (!open) return;
    this.#person ??= new PersonForm(this.#newForm, "new", (person) => void this.#create(person));
    const skills = part(this.#newForm, "new-skills");
    skills.hidden = false;
    drawSkills(skills, this.view?.offices ?? [], []);
    this.#person.fill(NOBODY);
    this.#person.focus();
  }

  /** @param {import("./person_form.js").Person} person */
  async #create(person) {
    const colleague = { ...person, skills: readSkills(part(this.#newForm, "new-skills")) };
    /** @type {Invitation | null} */
    const invitation = await this.send(() => post("/api/staff", colleague, { idempotencyKey: newKey() }));
    if (!invitation) return;
    this.#openForm(false);
    this.#link.show(invitation);
  }
}
