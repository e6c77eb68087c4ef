// The sign-in form, the same for all staff faces.

import { errorText, text } from "../texts.js";
import { fill, part } from "./elements.js";
import { signIn } from "./session.js";

/** @typedef {import("./session.js").SessionView} SessionView */

export class SignIn {
  #section = /** @type {HTMLElement} */ (document.querySelector('[data-view="sign_in"]'));
  #form = /** @type {HTMLFormElement} */ (part(this.#section, "sign-in"));
  #error = part(this.#section, "sign-in-error");
  #expired = part(this.#section, "sign-in-expired");
  #busy = false;

  /** @param {(session: SessionView) => void} signedIn */
  constructor(signedIn) {
    this.signedIn = signedIn;
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#submit();
    });
  }

  open() {
    this.#expired.hidden = true;
    this.#section.hidden = false;
    this.#focusFirstEmpty();
  }

  /** A session ended under running work: the form comes in front of it, with the name as it was given. */
  reopen() {
    this.open();
    this.#expired.hidden = false;
    this.#section.classList.add("gate--over");
  }

  close() {
    this.#field("password").value = "";
    this.#error.hidden = true;
    this.#section.hidden = true;
    this.#section.classList.remove("gate--over");
  }

  async #submit() {
    const [name, password] = [this.#field("name").value.trim(), this.#field("password").value];
    if (!name || !password) return this.#refuse(text("sign_in.missing"));
    if (this.#busy) return;
    this.#setBusy(true);
    try {
      const session = await signIn(name, password);
      this.close();
      this.signedIn(session);
    } catch (error) {
      this.#refuse(errorText(error));
    } finally {
      this.#setBusy(false);
    }
  }

  /** @param {string} detail */
  #refuse(detail) {
    fill(this.#error, { detail });
    this.#error.hidden = false;
    this.#focusFirstEmpty();
  }

  #focusFirstEmpty() {
    const field = this.#field(this.#field("name").value ? "password" : "name");
    field.focus();
    field.select();
  }

  /** @param {boolean} busy */
  #setBusy(busy) {
    this.#busy = busy;
    this.#form.querySelector("button[type=submit]")?.setAttribute("aria-disabled", String(busy));
  }

  /** @param {"name" | "password"} name */
  #field(name) {
    return /** @type {HTMLInputElement} */ (this.#form.elements.namedItem(name));
  }
}
