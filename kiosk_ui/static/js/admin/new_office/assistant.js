// A new office, step by step: what was entered stays when somebody goes back, and the fifth step makes it.

import { get, newKey, post } from "../../api.js";
import { fill, part } from "../../clerk/elements.js";
import { closeMenuFromOutside } from "../../clerk/header.js";
import { isSignedOut } from "../../clerk/session.js";
import { text } from "../../texts.js";
import { sending } from "../sending.js";
import { previewAddress } from "../offices/office_page.js";
import { CountersStep } from "./counters_step.js";
import { HoursStep } from "./hours_step.js";
import { OfficeStep } from "./office_step.js";
import { ServicesStep } from "./services_step.js";
import { TeamStep } from "./team_step.js";

/**
 * @typedef {import("../offices/shapes.js").Administration} Administration
 * @typedef {import("../offices/shapes.js").Named} Named
 * @typedef {import("../offices/shapes.js").ServiceSettings & {source: string}} Example
 * @typedef {{departments: Named[], examples: Example[], clerks: Named[]}} Offer
 * @typedef {object} Step
 * @property {() => boolean} isComplete names what is missing
 * @property {() => object} values its part of the new office
 */

export class Assistant {
  #root;
  #send;
  #refused;
  /** @type {Map<string, Step>} in their order; empty until the server has said what there is to choose from */
  #steps = new Map();
  #here = "office";
  /** One office, however often it is sent; a refused one is another. */
  #key = newKey();

  /**
   * @param {HTMLElement} root
   * @param {import("../gate.js").Refused} refused
   */
  constructor(root, refused) {
    this.#root = root;
    this.#refused = refused;
    this.#send = sending(root, async () => {}, refused);
    closeMenuFromOutside(/** @type {HTMLDetailsElement} */ (part(root, "menu")));
    for (const form of root.querySelectorAll("form[data-step]")) {
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        void this.#forward(this.#stepOf(form));
      });
    }
    for (const back of root.querySelectorAll("[data-back]")) back.addEventListener("click", () => this.#back());
  }

  /** Null until there is something to choose from. */
  get view() {
    return this.#steps.size > 0 ? this.#steps : null;
  }

  opened() {
    this.#focus();
  }

  async refresh() {
    if (this.#steps.size > 0) return;
    try {
      /** @type {[Offer, Administration]} */
      const [offer, view] = await Promise.all([get("/api/admin/new-office"), get("/api/admin/offices")]);
      fill(this.#root, { organisation: view.organisation });
      this.#begin(offer, view);
    } catch (error) {
      if (isSignedOut(error) || /** @type {{status?: number}} */ (error).status === 403) this.#refused(error);
      else setTimeout(() => void this.refresh(), 2_000);
    }
  }

  /** @param {Offer} offer @param {Administration} view */
  #begin({ departments, examples, clerks }, { languages, offices }) {
    this.#steps
      .set("office", new OfficeStep(this.#form("office"), departments, offices))
      .set("services", new ServicesStep(this.#form("services"), part(this.#root, "own-service"), examples, languages))
      .set("counters", new CountersStep(this.#form("counters")))
      .set("hours", new HoursStep(this.#form("hours")))
      .set("team", new TeamStep(this.#form("team"), clerks));
    this.#show("office");
  }

  /** @param {string} name */
  #form(name) {
    return /** @type {HTMLFormElement} */ (this.#root.querySelector(`form[data-step="${name}"]`));
  }

  /** @param {Element} form */
  #stepOf(form) {
    return /** @type {HTMLElement} */ (form).dataset.step ?? "";
  }

  #back() {
    const names = [...this.#steps.keys()];
    this.#show(names[names.indexOf(this.#here) - 1]);
  }

  /** @param {string} name */
  async #forward(name) {
    if (!this.#steps.get(name)?.isComplete()) return;
    const names = [...this.#steps.keys()];
    const next = names[names.indexOf(name) + 1];
    if (next) this.#show(next);
    else await this.#create();
  }

  async #create() {
    const office = Object.assign({}, ...[...this.#steps.values()].map((step) => step.values()));
    const made = await this.#send(() => post("/api/admin/new-office", office, { idempotencyKey: this.#key }));
    this.#key = newKey();
    if (made) this.#preview(made);
  }

  /** @param {Named} office */
  #preview(office) {
    this.#show("preview");
    const { lang } = document.documentElement;
    const frame = /** @type {HTMLIFrameElement} */ (part(this.#root, "frame"));
    frame.src = previewAddress(office.id);
    const link = /** @type {HTMLAnchorElement} */ (part(this.#root, "to-office"));
    link.href = `/admin/offices/${lang === "de" ? "" : `?lang=${lang}`}#office-${office.id}`;
    part(this.#root, "publish").addEventListener("click", () => void this.#publish(office));
  }

  /** @param {Named} office */
  async #publish({ id, name }) {
    if (!(await this.#send(() => post(`/api/admin/offices/${id}/publish`)))) return;
    part(this.#root, "publish").hidden = true;
    part(this.#root, "not-yet").hidden = true;
    fill(this.#root, { published: text("published", { name }) });
    part(this.#root, "to-office").focus();
  }

  /** @param {string} name */
  #show(name) {
    for (const step of /** @type {NodeListOf<HTMLElement>} */ (this.#root.querySelectorAll("[data-step]"))) {
      step.hidden = step.dataset.step !== name;
    }
    this.#here = name;
    part(this.#root, "own-service").hidden = name !== "services";
    this.#showWay(name);
    scrollTo(0, 0);
    this.#focus();
  }

  #focus() {
    /** @type {HTMLElement | null} */ (this.#root.querySelector(`[data-step="${this.#here}"] h3`))?.focus();
  }

  /** @param {string} name */
  #showWay(name) {
    let isDone = true;
    for (const item of /** @type {NodeListOf<HTMLElement>} */ (this.#root.querySelectorAll("[data-way]"))) {
      const isHere = item.dataset.way === name;
      if (isHere) isDone = false;
      item.toggleAttribute("data-done", isDone);
      if (isHere) item.setAttribute("aria-current", "step");
      else item.removeAttribute("aria-current");
    }
  }
}
