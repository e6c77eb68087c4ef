// What clerk and citizen agree on at the end: written by the clerk, read by the citizen as it is written, and sent by mail if the
// citizen gives an address for it and agrees. Until then all of it is on these two pages only.
import { ApiError, newKey, post } from "../api.js";
import { part, showOnly, words } from "./partial.js";

const PANEL = "steps";
export const LONGEST_STEPS = 2000;
const LONGEST_ADDRESS = 200;
const ADDRESS = /^[^@\s]+@[^@\s]+\.[^@\s.]+$/;

/** @typedef {import("./features.js").Context} Context */

/** @param {Context} context */
export function nextSteps(context) {
  return context.options.role === "clerk" ? new WrittenSteps(context) : new ReadSteps(context);
}

/** The clerk's half. */
class WrittenSteps {
  #context;
  #field;
  /** The citizen's address, "" while there is none. */
  #address = "";
  #sent = false;
  #touched = false;
  #listening = new AbortController();
  #end;

  /** @param {Context} context */
  constructor(context) {
    this.#context = context;
    const { root, room } = context;
    const { signal } = this.#listening;
    part(root, "steps-toggle").hidden = false;
    this.#field = /** @type {HTMLTextAreaElement} */ (part(root, "steps-text"));
    this.#field.maxLength = LONGEST_STEPS;
    this.#field.addEventListener("input", () => this.#changed(), { signal });
    part(root, "steps-send").addEventListener("click", () => void this.#send(), { signal });
    room.wire.addEventListener("reached", () => this.#tell(), { signal });
    this.#end = room.wire.on("steps-wish", { message: ({ from, payload }) => this.#wished(from, payload) });
    this.#show();
  }

  stop() {
    this.#listening.abort();
    this.#end();
    this.#field.value = "";
    part(this.#context.root, "steps-toggle").hidden = true;
  }

  #changed() {
    this.#touched = true;
    this.#sent = false;
    this.#tell();
    this.#show();
  }

  #tell() {
    if (!this.#field.value && !this.#sent) return;
    this.#context.room.wire.tell("steps", { text: this.#field.value, sent: this.#sent }, { to: "citizen" });
  }

  /**
   * @param {string} from
   * @param {any} wish
   */
  #wished(from, wish) {
    const email = wish?.email;
    if (from !== "citizen" || typeof email !== "string" || email.length > LONGEST_ADDRESS) return;
    if (email !== "" && !ADDRESS.test(email)) return;
    if (email && email !== this.#address) this.#context.notices.show("steps-wished");
    this.#address = email;
    this.#adopt(wish.text);
    this.#show();
  }

  /** After a reload, and after a hand-over, the citizen still has what was written. @param {unknown} text */
  #adopt(text) {
    const isFirst = !this.#field.value && !this.#touched;
    if (isFirst && typeof text === "string" && text.length <= LONGEST_STEPS) this.#field.value = text;
  }

  async #send() {
    const { root, options } = this.#context;
    const body = { email: this.#address, steps: this.#field.value, consent: true };
    this.#problem("");
    try {
      await post(`/api/consultations/${options.consultation}/next-steps`, body, { idempotencyKey: newKey() });
      this.#sent = true;
      this.#tell();
    } catch (error) {
      this.#problem((error instanceof ApiError && error.detail) || words(root, "steps-failed"));
    }
    this.#show();
  }

  /** @param {string} text */
  #problem(text) {
    const problem = part(this.#context.root, "steps-problem");
    problem.textContent = text;
    problem.hidden = !text;
  }

  #show() {
    const { root } = this.#context;
    showOnly(panelOf(root), "data-wish", this.#sent ? "sent" : this.#address ? "wished" : "none");
    part(root, "steps-address").textContent = this.#address;
    /** @type {HTMLButtonElement} */ (part(root, "steps-send")).disabled = !this.#address || this.#sent;
  }
}

/** The citizen's half. */
class ReadSteps {
  #context;
  #listening = new AbortController();
  #end;
  /** The address that was agreed to, "" while there is none. */
  #address = "";
  #text = "";

  /** @param {Context} context */
  constructor(context) {
    this.#context = context;
    const { root, room } = context;
    const { signal } = this.#listening;
    part(root, "steps-form").addEventListener("submit", (event) => this.#wish(event), { signal });
    context.panels.addEventListener("changed", () => context.panels.current === PANEL && context.notices.clear("steps-written"), { signal });
    part(root, "steps-withdraw").addEventListener("click", () => this.#withdraw(), { signal });
    room.wire.addEventListener("reached", () => this.#tell(), { signal });
    this.#end = room.wire.on("steps", { message: ({ from, payload }) => this.#written(from, payload) });
    this.#state("none");
  }

  stop() {
    this.#listening.abort();
    this.#end();
    this.#email.value = "";
    part(this.#context.root, "steps-read").textContent = "";
    part(this.#context.root, "steps-toggle").hidden = true;
  }

  get #email() {
    return /** @type {HTMLInputElement} */ (part(this.#context.root, "steps-email"));
  }

  get #consent() {
    return /** @type {HTMLInputElement} */ (part(this.#context.root, "steps-consent"));
  }

  /**
   * @param {string} from
   * @param {any} steps
   */
  #written(from, steps) {
    if (from !== "clerk" || typeof steps?.text !== "string" || steps.text.length > LONGEST_STEPS) return;
    const { root, notices, panels } = this.#context;
    const toggle = part(root, "steps-toggle");
    if (toggle.hidden && panels.current !== PANEL) notices.show("steps-written", () => panels.open(PANEL, { focus: true }));
    toggle.hidden = false;
    part(root, "steps-read").textContent = this.#text = steps.text;
    if (steps.sent === true && this.#address) this.#state("sent");
  }

  /** @param {Event} event */
  #wish(event) {
    event.preventDefault();
    const email = this.#email.value.trim();
    const isGood = ADDRESS.test(email) && email.length <= LONGEST_ADDRESS;
    part(this.#context.root, "steps-email-wrong").hidden = isGood;
    this.#email.setAttribute("aria-invalid", String(!isGood));
    part(this.#context.root, "steps-consent-missing").hidden = this.#consent.checked;
    if (!isGood) return this.#email.focus();
    if (!this.#consent.checked) return this.#consent.focus();
    this.#address = email;
    this.#tell();
    this.#state("wished");
  }

  #withdraw() {
    this.#address = "";
    this.#consent.checked = false;
    this.#tell();
    this.#state("none");
    this.#email.focus();
  }

  #tell() {
    this.#context.room.wire.tell("steps-wish", { email: this.#address, text: this.#text }, { to: "clerk" });
  }

  /** @param {"none" | "wished" | "sent"} state */
  #state(state) {
    showOnly(panelOf(this.#context.root), "data-wish", state);
  }
}

/** @param {HTMLElement} root */
function panelOf(root) {
  return /** @type {HTMLElement} */ (root.querySelector(`[data-panel="${PANEL}"]`));
}
