// The form that adopts a device: found on the network, by address, or by a file for a USB stick.

import { newKey, post } from "../../api.js";
import { save } from "../../download.js";
import { errorText, text } from "../../texts.js";
import { fill, fromTemplate, part, showFor } from "../../clerk/elements.js";
import { field } from "../device_form.js";
import { sinceText } from "../wording.js";

/**
 * @typedef {"found" | "address" | "rejoin" | "file"} Way
 * @typedef {{way: Way, id?: string, code?: string, opener?: HTMLElement | null}} Wish
 * @typedef {import("./shapes.js").Named} Named
 */

const CODE_DIGITS = 6;

export class AdoptionForm {
  #form;
  #done;
  #finished;
  /** @type {Wish | null} */
  #wish = null;

  /**
   * @param {HTMLElement} root
   * @param {(name: string) => Promise<void>} finished called with the name of the device that was adopted
   */
  constructor(root, finished) {
    this.#form = /** @type {HTMLFormElement} */ (part(root, "adoption"));
    this.#done = part(root, "adoption-done");
    this.#finished = finished;
    this.#form.addEventListener("submit", this.#submitted);
    this.#form.addEventListener("click", (event) => this.#clicked(event));
    this.#form.addEventListener("input", (event) => this.#typed(event));
    this.#form.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
  }

  /** The id of the found device that the form is for. */
  get id() {
    return this.#wish?.id;
  }

  /**
   * @param {Wish} wish
   * @param {Named[]} offices
   * @param {Named[]} replaceable
   */
  open(wish, offices, replaceable) {
    this.close();
    this.#wish = wish;
    const fields = fromTemplate("adoption-fields");
    showFor(fields, wish.way);
    fill(fields, { title: text(`adoption.${wish.way}`, { id: inGroups(wish.id ?? "", 4) }) });
    this.#form.replaceChildren(fields);
    field(this.#form, "office_id").append(...offices.map(option));
    field(this.#form, "replaces").append(...replaceable.map(option));
    part(this.#form, "replaces").hidden = wish.way === "file" || replaceable.length === 0;
    if (wish.code) field(this.#form, "code").value = inGroups(wish.code, 3);
    this.#form.hidden = this.#done.hidden = false;
    this.#done.hidden = true;
    wish.opener?.setAttribute("aria-expanded", "true");
    this.#firstEmpty()?.focus();
    this.#form.scrollIntoView({ block: "nearest" });
  }

  close() {
    this.#form.hidden = true;
    this.#form.replaceChildren();
    this.#wish?.opener?.setAttribute("aria-expanded", "false");
    this.#wish?.opener?.focus();
    this.#wish = null;
  }

  #firstEmpty() {
    const inputs = ["address", "code", "name"].map((name) => field(this.#form, name));
    return inputs.find((input) => !input.closest("[hidden]") && !input.value) ?? inputs[2];
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    if (/** @type {Element} */ (event.target).closest('[data-part="cancel"]')) this.close();
  }

  /** Six digits in two groups, as the screen shows them. @param {Event} event */
  #typed(event) {
    const input = /** @type {HTMLInputElement} */ (event.target);
    if (input.name !== "code") return;
    input.value = inGroups(digits(input.value).slice(0, CODE_DIGITS), 3);
  }

  /** @param {SubmitEvent} event */
  #submitted = async (event) => {
    event.preventDefault();
    const wish = this.#wish;
    if (!wish || !this.#isComplete() || this.#form.hasAttribute("aria-busy")) return;
    this.#work(text(wish.way === "file" ? "adoption.saving" : "adoption.working"));
    try {
      await (wish.way === "file" ? this.#saveFile() : this.#adopt(wish));
    } catch (error) {
      this.#refuse(errorText(error));
    }
  };

  /** @param {Wish} wish */
  async #adopt(wish) {
    const where = wish.way === "address" ? { address: this.#value("address") } : { id: wish.id };
    const replaces = this.#value("replaces") ? { replaces: Number(this.#value("replaces")) } : {};
    const wanted = { ...this.#plan(), ...where, ...replaces };
    const adopted =
      wish.way === "rejoin"
        ? await post("/api/fleet/rejoin", wanted)
        : await post("/api/fleet/adopt", { ...wanted, code: digits(this.#value("code")) });
    this.#finish(text("adoption.done", { name: adopted.name }));
    await this.#finished(adopted.name);
  }

  async #saveFile() {
    const plan = this.#plan();
    const file = await post("/api/fleet/adoption-file", plan, { idempotencyKey: newKey() });
    save(file.file_name, file.content, "application/json");
    const said = { name: plan.name, file: file.file_name, until: sinceText(file.expires_at) };
    this.#finish(text("adoption.saved", said));
    await this.#finished("");
  }

  #plan() {
    return {
      name: this.#value("name"),
      place: this.#value("place"),
      office_id: Number(this.#value("office_id")),
      function: this.#value("function"),
    };
  }

  /** @param {string} name */
  #value(name) {
    return field(this.#form, name).value.trim();
  }

  #isComplete() {
    const way = this.#wish?.way;
    const missing = {
      address: way === "address" && !this.#value("address"),
      code: (way === "found" || way === "address") && digits(this.#value("code")).length !== CODE_DIGITS,
      name: !this.#value("name"),
    };
    for (const [name, isMissing] of Object.entries(missing)) {
      field(this.#form, name).setAttribute("aria-invalid", String(isMissing));
      part(this.#form, `${name}-missing`).hidden = !isMissing;
    }
    const first = Object.entries(missing).find(([, isMissing]) => isMissing);
    if (first) field(this.#form, first[0]).focus();
    return !first;
  }

  /** @param {string} words */
  #work(words) {
    this.#form.setAttribute("aria-busy", "true");
    part(this.#form, "refused").hidden = true;
    part(this.#form, "working").textContent = words;
  }

  /** @param {string} words */
  #refuse(words) {
    this.#form.removeAttribute("aria-busy");
    part(this.#form, "working").textContent = "";
    fill(this.#form, { refusal: words });
    part(this.#form, "refused").hidden = false;
    field(this.#form, "code").select();
  }

  /** @param {string} words */
  #finish(words) {
    this.#form.removeAttribute("aria-busy");
    this.close();
    fill(this.#done, { adoption_done: words });
    this.#done.hidden = false;
  }
}

/** @param {Named} named */
function option({ id, name }) {
  return new Option(name, String(id));
}

/** @param {string} typed */
function digits(typed) {
  return typed.replace(/\D/g, "");
}

/**
 * "482913" -> "482 913"
 * @param {string} letters
 * @param {number} size
 */
export function inGroups(letters, size) {
  return letters.replace(new RegExp(`(.{${size}})(?=.)`, "g"), "$1 ");
}
