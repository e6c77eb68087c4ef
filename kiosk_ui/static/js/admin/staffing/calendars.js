// Calendars to subscribe to: a secret address for the office and for each diary.

import { newKey, post } from "../../api.js";
import { momentText } from "../../clock.js";
import { fill, fromTemplate, part } from "../../clerk/elements.js";
import { text } from "../../texts.js";

/**
 * @typedef {import("./shapes.js").Staffing} Staffing
 * @typedef {import("./shapes.js").Calendar} Calendar
 * @typedef {{name: string, of: {office_id: number} | {diary_id: number}, calendar: Calendar | null}} Owner
 */

export class Calendars {
  #list;
  #panel;
  #url;
  #send;

  /**
   * @param {HTMLElement} root
   * @param {import("../sending.js").Send} send
   */
  constructor(root, send) {
    this.#send = send;
    this.#list = part(root, "calendars");
    this.#panel = part(root, "calendar-link");
    this.#url = /** @type {HTMLInputElement} */ (part(this.#panel, "calendar-url"));
    part(this.#panel, "calendar-copy").addEventListener("click", () => void this.#copy());
    part(this.#panel, "calendar-close").addEventListener("click", () => this.hide());
  }

  /** @param {Staffing} plan */
  show({ office, calendar, diaries }) {
    /** @type {Owner[]} */
    const owners = [
      { name: office.name, of: { office_id: office.id }, calendar },
      ...diaries.map((diary) => ({ name: diary.name, of: { diary_id: diary.id }, calendar: diary.calendar })),
    ];
    const shown = JSON.stringify(owners);
    if (this.#list.dataset.shown === shown) return; // a rebuilt list would lose the focus
    this.#list.dataset.shown = shown;
    this.#list.replaceChildren(...owners.map((owner) => this.#item(owner)));
  }

  hide() {
    this.#panel.hidden = true;
    this.#url.value = "";
  }

  /** @param {Owner} owner */
  #item({ name, of, calendar }) {
    const item = fromTemplate("calendar");
    fill(item, { name, state: stateText(calendar), make: text(calendar ? "calendar.renew" : "calendar.make") });
    const names = /** @type {HTMLInputElement} */ (part(item, "names"));
    names.checked = calendar?.with_names ?? false;
    for (const deed of ["make", "end"]) {
      const button = part(item, deed);
      button.setAttribute("aria-label", text("calendar.deed", { deed: button.textContent?.trim() ?? "", name }));
    }
    part(item, "make").addEventListener("click", () => void this.#make(name, { ...of, with_names: names.checked }));
    part(item, "end").hidden = !calendar;
    part(item, "end").addEventListener("click", () => void this.#end(calendar));
    return item;
  }

  /**
   * @param {string} name
   * @param {object} wanted
   */
  async #make(name, wanted) {
    const made = await this.#send(() => post("/api/calendars", wanted, { idempotencyKey: newKey() }));
    if (!made) return;
    fill(this.#panel, { calendar_title: text("calendar.title", { name }), calendar_copied: "" });
    this.#url.value = made.url;
    this.#panel.hidden = false;
    this.#panel.querySelector("h4")?.focus();
  }

  /** @param {Calendar | null} calendar */
  async #end(calendar) {
    if (!calendar) return;
    this.hide();
    await this.#send(() => post(`/api/calendars/${calendar.id}/end`));
  }

  /** On plain HTTP there is no clipboard: then it is marked, to be copied by hand. */
  async #copy() {
    this.#url.select();
    if (!navigator.clipboard) return;
    await navigator.clipboard.writeText(this.#url.value);
    fill(this.#panel, { calendar_copied: text("calendar.copied") });
  }
}

/** @param {Calendar | null} calendar */
function stateText(calendar) {
  if (!calendar) return text("calendar.none");
  return text(calendar.with_names ? "calendar.since_names" : "calendar.since", { time: momentText(calendar.made_at) });
}
