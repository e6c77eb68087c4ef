// The page of the set-up file: fetch it, bring one, check it, apply what the check has shown.

import { get, post } from "../../api.js";
import { fill, fromTemplate, part } from "../../clerk/elements.js";
import { closeMenuFromOutside } from "../../clerk/header.js";
import { Notice } from "../../clerk/notice.js";
import { isSignedOut } from "../../clerk/session.js";
import { Source } from "../../clerk/source.js";
import { save } from "../../download.js";
import { text } from "../../texts.js";
import { Following } from "../following.js";
import { Report } from "./report.js";
import { Sheet, textOf } from "./sheet.js";

/**
 * @typedef {import("./shapes.js").SetUpFile} SetUpFile
 * @typedef {import("./shapes.js").Check} Check
 * @typedef {import("./shapes.js").Greeted} Greeted
 * @typedef {import("../conditions.js").Overview} Overview
 */

const MEDIA_TYPE = "application/yaml";

export class SetUpFilePage {
  #root;
  #refused;
  /** @type {Source<Overview>} */
  #admin = new Source("/api/admin");
  #following;
  #notice;
  #sheet;
  #report;
  #office;
  /** Of the plan that is shown. */
  #fingerprint = "";

  /**
   * @param {HTMLElement} root
   * @param {(error: unknown) => void} refused called when the session is over or lacks the role
   */
  constructor(root, refused) {
    this.#root = root;
    this.#refused = refused;
    this.#notice = new Notice(root);
    this.#sheet = new Sheet(root, () => this.#outdated());
    this.#report = new Report(root, (line) => this.#sheet.goTo(line));
    this.#office = /** @type {HTMLSelectElement} */ (part(root, "office"));
    this.#following = new Following(root, this.#admin);
    closeMenuFromOutside(/** @type {HTMLDetailsElement} */ (part(root, "menu")));
    this.#admin.addEventListener("view", () => this.#show());
    this.#admin.addEventListener("failed", (event) => this.#failed(/** @type {CustomEvent} */ (event).detail));
    this.#office.addEventListener("change", () => this.#outdated());
    part(root, "file").addEventListener("change", () => void this.#chosen());
    for (const [name, deed] of /** @type {[string, () => Promise<void>][]} */ ([
      ["fetch", () => this.#fetch()],
      ["open", () => this.#open()],
      ["check", () => this.#check()],
      ["apply", () => this.#apply()],
    ])) {
      part(root, name).addEventListener("click", () => void this.#work(part(root, name), deed));
    }
  }

  refresh() {
    return this.#admin.refresh();
  }

  #show() {
    const admin = this.#admin.view;
    if (!admin) return;
    fill(this.#root, { organisation: admin.organisation });
    this.#following.follow(admin.offices);
  }

  async #fetch() {
    const file = await this.#present();
    save(file.file_name, file.text, MEDIA_TYPE);
  }

  async #open() {
    const file = await this.#present();
    this.#take(file.file_name, file.text);
  }

  /** @returns {Promise<SetUpFile>} */
  async #present() {
    return get("/api/set-up-file");
  }

  async #chosen() {
    const input = /** @type {HTMLInputElement} */ (part(this.#root, "file"));
    const file = input.files?.[0];
    if (!file) return;
    this.#take(file.name, await textOf(file));
    input.value = ""; // the same file, corrected, can be chosen again
  }

  /**
   * @param {string} name
   * @param {string} content
   */
  #take(name, content) {
    this.#sheet.text = content;
    fill(this.#root, { file_name: name });
    part(this.#root, "office-field").hidden = true;
    this.#outdated();
    part(this.#root, "check").focus();
  }

  /** What was shown is not what would be done any more. */
  #outdated() {
    this.#fingerprint = "";
    this.#report.hide();
  }

  async #check() {
    if (!this.#sheet.text.trim()) return this.#say(text("file.empty"));
    this.#say(text("file.checking"));
    /** @type {Check} */
    const check = await post("/api/set-up-file/check", this.#brought());
    await this.#offerOffices(check);
    this.#fingerprint = check.fingerprint;
    this.#report.show(check);
  }

  /** Services need an office. @param {Check} check */
  async #offerOffices({ kind }) {
    const field = part(this.#root, "office-field");
    if (kind !== "services" || !field.hidden) return void (field.hidden = kind !== "services");
    const { offices } = await this.#present();
    this.#office.replaceChildren(new Option("", ""), ...offices.map(({ id, name }) => new Option(name, String(id))));
    field.hidden = false;
  }

  async #apply() {
    this.#say(text("file.applying"));
    const applied = await post("/api/set-up-file/apply", { ...this.#brought(), fingerprint: this.#fingerprint });
    this.#report.showApplied();
    this.#greet(applied.welcomes);
    await this.refresh();
  }

  #brought() {
    const office = part(this.#root, "office-field").hidden ? "" : this.#office.value;
    return { text: this.#sheet.text, office_id: office ? Number(office) : null };
  }

  /** @param {Greeted[]} welcomes */
  #greet(welcomes) {
    part(this.#root, "welcomes").hidden = welcomes.length === 0;
    part(this.#root, "links").replaceChildren(...welcomes.map(({ name, sign_in_name, url }) => {
      const item = fromTemplate("file-link");
      fill(item, { name: `${name} (${sign_in_name})` });
      const input = /** @type {HTMLInputElement} */ (part(item, "url"));
      input.value = url;
      input.addEventListener("focus", () => input.select());
      return item;
    }));
  }

  /**
   * One deed at a time; a refusal is shown.
   * @param {HTMLElement} button
   * @param {() => Promise<void>} deed
   */
  async #work(button, deed) {
    if (button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    this.#notice.clear();
    this.#say("");
    try {
      await deed();
      if (button.dataset.part !== "check" || this.#sheet.text.trim()) this.#say("");
    } catch (error) {
      this.#say("");
      this.#failed(error);
    } finally {
      button.removeAttribute("aria-busy");
    }
  }

  /** @param {string} words */
  #say(words) {
    fill(this.#root, { working: words });
  }

  /** @param {unknown} error */
  #failed(error) {
    if (isSignedOut(error) || /** @type {{status?: number}} */ (error).status === 403) this.#refused(error);
    else this.#notice.show(error);
  }
}
