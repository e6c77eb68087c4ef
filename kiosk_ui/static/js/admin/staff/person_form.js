// Name, user name and roles: of a new colleague, or of one who is there.

import { fill, fromTemplate, showFor } from "../../clerk/elements.js";
import { text } from "../../texts.js";

/** @typedef {{name: string, sign_in_name: string, roles: string[]}} Person */

const SIGN_IN_NAME = /^[a-z0-9][a-z0-9._-]{1,39}$/;

export class PersonForm {
  #form;
  /** Typed into since it was shown: then it is the person's. */
  isTouched = false;

  /**
   * @param {HTMLFormElement} form
   * @param {"new" | "change"} use
   * @param {(person: Person) => void} given
   */
  constructor(form, use, given) {
    this.#form = form;
    form.append(fromTemplate("person-fields"));
    showFor(form, use);
    form.addEventListener("input", () => this.#touched());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const person = this.#read();
      if (person) given(person);
    });
  }

  /** @param {Person} person */
  fill(person) {
    this.#input("name").value = person.name;
    this.#input("sign_in_name").value = person.sign_in_name;
    for (const box of this.#roles()) box.checked = person.roles.includes(box.value);
    this.isTouched = false;
  }

  /** @param {string} saved */
  say(saved) {
    fill(this.#form, { saved, error: "" });
  }

  focus() {
    this.#input("name").focus();
  }

  #touched() {
    this.isTouched = true;
    this.say("");
  }

  #read() {
    const [name, signIn] = [this.#input("name").value.trim(), this.#input("sign_in_name").value.trim().toLowerCase()];
    const roles = this.#roles().filter((box) => box.checked).map((box) => box.value);
    const isMissing = !name || !signIn || roles.length === 0;
    const error = isMissing ? text("person.missing") : SIGN_IN_NAME.test(signIn) ? "" : text("person.sign_in_name");
    fill(this.#form, { error, saved: "" });
    this.#input("name").setAttribute("aria-invalid", String(!name));
    this.#input("sign_in_name").setAttribute("aria-invalid", String(!SIGN_IN_NAME.test(signIn)));
    if (error) this.#input(name ? "sign_in_name" : "name").focus();
    return error ? null : { name, sign_in_name: signIn, roles };
  }

  /** @param {string} name */
  #input(name) {
    return /** @type {HTMLInputElement} */ (this.#form.elements.namedItem(name));
  }

  #roles() {
    return /** @type {HTMLInputElement[]} */ (Array.from(this.#form.querySelectorAll("input[name=roles]")));
  }
}
