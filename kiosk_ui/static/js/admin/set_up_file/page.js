// The page of the set-up file: fetch it, bring one, check it, apply what the check has shown.

import { get, post } from "../../api.js";
import { fill, fromTemplate, part } from "../../clerk/elements.js";
import { closeMenuFromOutside } from "../../clerk/header.js";
import { Notice } from "../../clerk/notice.js";
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
const OFFICE_IS_MISSING = "choose_office";

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
  #officeField;
  /** Of the plan that is shown. */
  #fingerprint = "";

  /**
   * @param {HTMLElement} root
   * @param {import("../gate.js").Refused} refused
   */
  constructor(root, refused) {
    this.#root = root;
    this.#refused = refused;
    this.#notice = new Notice(root);
    this.#sheet = new Sheet(root, () => this.#outdated());
    this.#report = new Report(root, (line) => this.#sheet.goTo(line));
    this.#office = /** @type {HTMLSelectElement} */ (part(root, "office"));
    this.#officeField = part(root, "office-field");
    this.#following = new Following(root, this.#admin);
    closeMenuFromOutside(/** @type {HTMLDetailsElement} */ (part(root, "menu")));
    this.#admin.addEventListener("view", () => this.#show());
    this.#admin.addEventListener("failed", (event) => refused(/** @type {CustomEvent} */ (event).detail));
    this.#office.addEventListener("change", () => this.#outdated());
    part(root, "file").addEventListener("change", () => void this.#chosen());
    for (const [name, deed] of /** @type {[string, () => Promise<string>][]} */ ([
      ["fetch", () => this.#fetch()],
      ["open", () => this.#open()],
      ["check", () => this.#check()],
      ["apply", () => this.#apply()],
    ])) {
      part(root, name).addEventListener("click", () => void this.#work(part(root, name), deed));
    }
  }

  get view() {
    return this.#admin.view;
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
    return "";
  }

  async #open() {
    const file = await this.#present();
    this.#take(file.file_name, file.text);
    return "";
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
    this.#officeField.hidden = true;
    this.#outdated();
    part(this.#root, "check").focus();
  }

  /** What was shown is not what would be done any more. */
  #outdated() {
    this.#fingerprint = "";
    this.#report.hide();
  }

  async #check() {
    if (!this.#sheet.text.trim()) return text("file.empty");
    this.#say(text("file.checking"));
    /** @type {Check} */
    const check = await post("/api/set-up-file/check", this.#brought());
    this.#officeField.hidden = check.kind !== "services";
    if (check.findings.some(({ code }) => code === OFFICE_IS_MISSING)) return this.#askForOffice();
    this.#fingerprint = check.fingerprint;
    this.#report.show(check);
    return "";
  }

  /** Services do not say where they belong. */
  async #askForOffice() {
    const { offices } = await this.#present();
    this.#office.replaceChildren(new Option("", ""), ...offices.map(({ id, name }) => new Option(name, String(id))));
    this.#office.focus();
    return text("file.choose-office");
  }

  async #apply() {
    this.#say(text("file.applying"));
    const applied = await post("/api/set-up-file/apply", { ...this.#brought(), fingerprint: this.#fingerprint });
    this.#report.showApplied();
    this.#greet(applied.welcomes);
    await this.refresh();
    return "";
  }

  #brought() {
    const office = this.#officeField.hidden ? "" : this.#office.value;
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
   * @param {() => Promise<string>} deed resolves to what is left to say
   */
  async #work(button, deed) {
    if (button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    this.#notice.clear();
    let left = "";
    try {
      left = await deed();
    } catch (error) {
      if (!this.#refused(error)) this.#notice.show(error);
    } finally {
      this.#say(left);
      button.removeAttribute("aria-busy");
    }
  }

  /** @param {string} words */
  #say(words) {
    fill(this.#root, { working: words });
  }
}
