// One colleague: a line, and behind it what can be changed.

import { newKey, post, put } from "../../api.js";
import { momentText } from "../../clock.js";
import { fill, part } from "../../clerk/elements.js";
import { text } from "../../texts.js";
import { FoldedItem } from "../folded_item.js";
import { PersonForm } from "./person_form.js";
import { drawSkills, readSkills } from "./skills.js";

/**
 * @typedef {import("./shapes.js").Colleague} Colleague
 * @typedef {import("./shapes.js").SkillOffice} SkillOffice
 */

export class ColleagueItem extends FoldedItem {
  /** What the filter looks at, in small letters. */
  words = "";
  #id;
  #send;
  #person;
  #skills;
  #isTouched = false;

  /**
   * @param {number} id
   * @param {import("../sending.js").Send} send
   * @param {(invitation: import("./shapes.js").Invitation) => void} invited
   */
  constructor(id, send, invited) {
    super("colleague");
    this.#id = id;
    this.#send = send;
    const form = /** @type {HTMLFormElement} */ (part(this.element, "person"));
    this.#person = new PersonForm(form, "change", (person) => void this.#savePerson(person));
    this.#skills = part(this.element, "skill-list");
    const skills = part(this.element, "skills");
    skills.addEventListener("submit", (event) => void this.#saveSkills(event));
    skills.addEventListener("input", () => this.#touched());
    part(this.element, "invite").addEventListener("click", () => void this.#invite(invited));
    part(this.element, "retire").addEventListener("click", () => void this.#retire());
  }

  /**
   * @param {Colleague} colleague
   * @param {SkillOffice[]} offices
   */
  show(colleague, offices) {
    const roles = colleague.roles.map((role) => text(`role.${role}`)).join(", ");
    const { name } = colleague;
    fill(this.element, {
      name, sign_in_name: colleague.sign_in_name, roles, skills: skillText(colleague, offices), state: stateText(colleague),
      confirm: text("retire", { name }),
    });
    this.nameIt(name);
    this.element.toggleAttribute("data-no-password", !colleague.has_password);
    const services = offices.flatMap((office) => office.services).filter(({ id }) => colleague.skills.includes(id));
    this.words = [name, colleague.sign_in_name, roles, ...services.map((service) => service.name)].join(" ").toLowerCase();
    if (!this.#person.isTouched) this.#person.fill(colleague);
    if (!this.#isTouched) drawSkills(this.#skills, offices, colleague.skills);
  }

  #touched() {
    this.#isTouched = true;
    fill(this.element, { skills_saved: "" });
  }

  /** @param {import("./person_form.js").Person} person */
  async #savePerson(person) {
    this.#person.isTouched = false;
    const answer = await this.#send(() => put(`/api/staff/${this.#id}`, person, { idempotencyKey: newKey() }));
    this.#person.isTouched = !answer;
    this.#person.say(answer ? text("saved") : "");
  }

  /** @param {Event} event */
  async #saveSkills(event) {
    event.preventDefault();
    const skills = readSkills(this.#skills);
    this.#isTouched = false;
    const path = `/api/staff/${this.#id}/skills`;
    const answer = await this.#send(() => put(path, { skills }, { idempotencyKey: newKey() }));
    this.#isTouched = !answer;
    fill(this.element, { skills_saved: answer ? text("saved") : "" });
  }

  /** @param {(invitation: import("./shapes.js").Invitation) => void} invited */
  async #invite(invited) {
    const path = `/api/staff/${this.#id}/welcome`;
    const invitation = await this.#send(() => post(path, {}, { idempotencyKey: newKey() }));
    if (invitation) invited(invitation);
  }

  async #retire() {
    this.ask(false);
    await this.#send(() => post(`/api/staff/${this.#id}/retire`, {}, { idempotencyKey: newKey() }));
  }
}

/**
 * @param {Colleague} colleague
 * @param {SkillOffice[]} offices
 */
function skillText(colleague, offices) {
  const lines = offices.flatMap(({ name, services }) => {
    const count = services.filter(({ id }) => colleague.skills.includes(id)).length;
    if (count === 0) return [];
    if (count === services.length) return [text("skills.all", { office: name })];
    return [text("skills.some", { office: name, count, all: services.length })];
  });
  return lines.join(" · ") || text("skills.none");
}

/** @param {Colleague} colleague */
function stateText({ counter, has_password: hasPassword, welcome_until: until }) {
  if (until) return text("state.invited", { time: momentText(until) });
  if (!hasPassword) return text("state.no_password");
  return counter ? text("state.at", { counter }) : text("state.away");
}
