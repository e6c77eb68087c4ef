// How messages leave the house: mail server, SMS, how long they are kept, and a test message. For administrators.

import { get, post, put } from "../../api.js";
import { fill, fromTemplate, part, showFor } from "../../clerk/elements.js";
import { text } from "../../texts.js";
import { problemWords } from "./trouble.js";

/**
 * @typedef {import("./shapes.js").Ways} Ways
 * @typedef {import("./shapes.js").Way} Way
 */

const NAMES = /** @type {const} */ (["mail", "sms"]);
const NUMBERS = ["port"];
/** The usual port of each kind of encryption. @type {Record<string, string>} */
const USUAL_PORTS = { starttls: "587", tls: "465", none: "25" };

export class WaysPart {
  #root;
  #send;
  /** @type {Ways | null} */
  #ways = null;

  /**
   * @param {HTMLElement} root
   * @param {import("../sending.js").Send} send
   */
  constructor(root, send) {
    this.#root = root;
    this.#send = send;
    for (const name of NAMES) {
      const form = this.#form(name);
      part(root, name).addEventListener("toggle", () => this.#draw(name));
      form.addEventListener("change", (event) => changed(form, /** @type {HTMLInputElement} */ (event.target)));
      form.addEventListener("submit", (event) => void this.#save(event, name));
    }
    part(root, "test-form").addEventListener("submit", (event) => void this.#test(event));
    part(root, "keeping-form").addEventListener("submit", (event) => void this.#keep(event));
  }

  async refresh() {
    const ways = await get("/api/messages/ways").catch(() => null);
    if (ways) this.#show(ways);
  }

  /** @param {Ways} ways */
  #show(ways) {
    this.#ways = ways;
    fill(this.#root, {
      mail_state: text(`mail.${ways.mail.kind}`, ways.mail),
      sms_state: text(`sms.${ways.sms.kind}`, ways.sms),
      not_public: text("way.not-public", { address: ways.links_lead_to }),
    });
    part(this.#root, "not-public").hidden = ways.is_public;
    const days = /** @type {HTMLInputElement} */ (this.#form("keeping").elements.namedItem("keep_days"));
    if (document.activeElement !== days) days.value = String(ways.keep_days);
  }

  /** @param {string} name */
  #form(name) {
    return /** @type {HTMLFormElement} */ (part(this.#root, `${name}-form`));
  }

  /** @param {"mail" | "sms"} name */
  #draw(name) {
    const [form, way] = [this.#form(name), this.#ways?.[name]];
    form.replaceChildren();
    if (!(/** @type {HTMLDetailsElement} */ (part(this.#root, name)).open) || !way) return;
    form.append(fromTemplate(`${name}-fields`));
    for (const field of fieldsOf(form)) {
      if (field.type === "checkbox") /** @type {HTMLInputElement} */ (field).checked = Boolean(way[field.name]);
      else if (field.type !== "password") field.value = Array.isArray(way[field.name]) ? way[field.name].join(", ") : String(way[field.name]);
    }
    if (way.kind !== "folder") form.querySelector('option[value="folder"]')?.remove();
    showFor(form, way.kind);
  }

  /**
   * @param {Event} event
   * @param {"mail" | "sms"} name
   */
  async #save(event, name) {
    event.preventDefault();
    const form = this.#form(name);
    if (!form.reportValidity()) return;
    const saved = await this.#send(() => put(`/api/messages/ways/${name}`, choiceOf(form)));
    if (!saved) return;
    /** @type {HTMLInputElement} */ (form.elements.namedItem("password")).value = "";
    fill(form, { saved: text("way.saved") });
  }

  /** @param {Event} event */
  async #test(event) {
    event.preventDefault();
    const form = this.#form("test");
    if (!form.reportValidity()) return;
    fill(form, { test_result: text("test.running") });
    const wanted = { ...Object.fromEntries(new FormData(form)), language: document.documentElement.lang };
    const answer = await this.#send(() => post("/api/messages/test", wanted));
    if (!answer) return fill(form, { test_result: "" });
    const said = answer.sent ? text("test.sent") : text("test.failed", problemWords(answer.problem, answer.reason));
    fill(form, { test_result: said });
  }

  /** @param {Event} event */
  async #keep(event) {
    event.preventDefault();
    const form = this.#form("keeping");
    if (!form.reportValidity()) return;
    const keep_days = Number(new FormData(form).get("keep_days"));
    const saved = await this.#send(() => put("/api/messages/ways/keeping", { keep_days }));
    fill(form, { keeping_saved: saved ? text("way.saved") : "" });
  }
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLInputElement} field
 */
function changed(form, field) {
  fill(form, { saved: "" });
  if (field.name === "kind") showFor(form, field.value);
  if (field.name === "security") {
    /** @type {HTMLInputElement} */ (form.elements.namedItem("port")).value = USUAL_PORTS[field.value];
  }
}

/** @param {HTMLFormElement} form */
function fieldsOf(form) {
  return /** @type {(HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement)[]} */ (
    [...form.elements].filter((element) => Boolean(element.getAttribute("name")))
  );
}

/** What the API is told: numbers as numbers, lists as lists. @param {HTMLFormElement} form */
function choiceOf(form) {
  return Object.fromEntries(fieldsOf(form).map((field) => [field.name, valueOf(field)]));
}

/** @param {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} field */
function valueOf(field) {
  if (field.type === "checkbox") return /** @type {HTMLInputElement} */ (field).checked;
  if (NUMBERS.includes(field.name)) return Number(field.value);
  if (field.name === "success") return field.value.split(",").map(Number);
  return field.value;
}
