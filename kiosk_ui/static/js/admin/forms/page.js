// The page of forms: the list, the one that is edited, and how it will look.

import { newKey, post } from "../../api.js";
import { fill, fromTemplate, part } from "../../clerk/elements.js";
import { closeMenuFromOutside } from "../../clerk/header.js";
import { isSignedOut } from "../../clerk/session.js";
import { Source } from "../../clerk/source.js";
import { plural, text } from "../../texts.js";
import { Following } from "../following.js";
import { UndoLine } from "../offices/undo_line.js";
import { sending } from "../sending.js";
import { Editor } from "./editor.js";
import { Preview } from "./preview.js";
import { newForm } from "./shapes.js";

/**
 * @typedef {import("./shapes.js").Form} Form
 * @typedef {import("./shapes.js").Forms} Forms
 */

const NEW = "#new";

export class FormsPage {
  #root;
  /** @type {Source<Forms>} */
  #source = new Source("/api/admin/forms");
  #following;
  #refused;
  #send;
  #undo;
  #preview;
  /** @type {Editor | null} */
  #editor = null;

  /**
   * @param {HTMLElement} root
   * @param {(error: unknown) => void} refused called when the session is over or lacks the role
   */
  constructor(root, refused) {
    this.#root = root;
    this.#refused = refused;
    this.#send = sending(root, () => this.refresh(), refused);
    this.#undo = new UndoLine(part(root, "undo"), this.#send);
    this.#preview = new Preview(root);
    this.#following = new Following(root, this.#source);
    closeMenuFromOutside(/** @type {HTMLDetailsElement} */ (part(root, "menu")));
    this.#source.addEventListener("view", () => this.#show());
    this.#source.addEventListener("failed", (event) => this.#failed(/** @type {CustomEvent} */ (event).detail));
    addEventListener("hashchange", () => this.#choose());
    addEventListener("beforeunload", (event) => this.#editor?.isChanged && event.preventDefault());
    part(root, "new").addEventListener("click", () => this.#begin());
    part(root, "pdf").addEventListener("change", () => void this.#bring());
  }

  refresh() {
    return this.#source.refresh();
  }

  /** The one in the address, a new one, or the first. @returns {Form | undefined} */
  get #chosen() {
    const forms = this.#source.view?.forms ?? [];
    if (location.hash === NEW) return newForm();
    return forms.find(({ id }) => location.hash === `#form-${id}`) ?? forms[0];
  }

  #begin() {
    if (location.hash === NEW) this.#choose();
    else location.hash = NEW;
  }

  #choose() {
    this.#editor = null;
    this.#show();
    this.#current?.focus();
  }

  #show() {
    const { view } = this.#source;
    if (!view) return;
    fill(this.#root, { organisation: view.organisation });
    this.#following.follow(view.offices);
    const chosen = this.#chosen;
    this.#showList(view.forms, chosen?.id ?? 0);
    if (chosen) this.#edit(chosen, view);
    else this.#nothing();
  }

  /** @param {Form[]} forms @param {number} chosen */
  #showList(forms, chosen) {
    part(this.#root, "items").replaceChildren(...forms.map(({ id, title, services, has_paper }) => {
      const item = fromTemplate("form-item");
      fill(item, { title, facts: [plural("services", services.length), has_paper ? text("fact.paper") : ""].filter(Boolean).join(" · ") });
      const link = /** @type {HTMLAnchorElement} */ (item.querySelector("a"));
      link.href = `#form-${id}`;
      if (id === chosen) link.setAttribute("aria-current", "true");
      return item;
    }));
    part(this.#root, "none").hidden = forms.length > 0;
  }

  /** What somebody is typing stays, whatever comes from the server. @param {Form} form @param {Forms} view */
  #edit(form, view) {
    const open = this.#editor;
    if (open && open.id === form.id && (open.isChanged || open.version === form.version)) return;
    this.#editor = new Editor(form, view.services, {
      send: this.#send,
      preview: (fields) => this.#preview.show(fields),
      saved: (forms) => this.#saved(forms),
      remove: (one) => this.#remove(one),
    });
    part(this.#root, "editor").replaceChildren(this.#editor.element);
    part(this.#root, "preview").hidden = false;
  }

  #nothing() {
    this.#editor = null;
    part(this.#root, "editor").replaceChildren();
    part(this.#root, "preview").hidden = true;
  }

  /** @param {Forms} forms */
  #saved(forms) {
    const id = forms.changed ?? this.#editor?.id;
    this.#source.accept(forms);
    history.replaceState(null, "", `#form-${id}`);
    this.#editor = null;
    this.#show();
    this.#current?.saved();
    part(this.#root, "save").focus();
  }

  /** As it is now: what is shown anew has another one. */
  get #current() {
    return this.#editor;
  }

  /** @param {Form} form */
  async #remove({ id, title }) {
    history.replaceState(null, "", location.pathname + location.search);
    this.#editor = null;
    await this.#undo.remove(/** @type {import("../offices/shapes.js").Kind} */ ("forms"), { id, name: title });
  }

  async #bring() {
    const input = /** @type {HTMLInputElement} */ (part(this.#root, "pdf"));
    const file = input.files?.[0];
    if (!file) return;
    input.value = ""; // the same file, mended, can be chosen again
    fill(this.#root, { working: text("reading") });
    const body = { name: file.name, pdf: await base64(file) };
    /** @type {Forms | null} */
    const forms = await this.#send(() => post("/api/admin/forms/pdf", body, { idempotencyKey: newKey() }));
    fill(this.#root, { working: forms ? text("read") : "" });
    if (!forms) return;
    this.#source.accept(forms);
    location.hash = `#form-${forms.changed}`;
  }

  /** @param {unknown} error */
  #failed(error) {
    if (isSignedOut(error) || /** @type {{status?: number}} */ (error).status === 403) this.#refused(error);
  }
}

/** @param {File} file @returns {Promise<string>} */
function base64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).split(",", 2)[1] ?? "");
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}
