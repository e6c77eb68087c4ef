// What citizens are offered: the free times of a service in the next two weeks.

import { get } from "../../api.js";
import { dateText, timeText } from "../../clock.js";
import { fill, fromTemplate, part } from "../../clerk/elements.js";
import { plural, text } from "../../texts.js";

/**
 * @typedef {import("./shapes.js").Staffing} Staffing
 * @typedef {{day: string, count: number, first: string, last: string}} FreeDay
 */

const [DAYS_AHEAD, DAY_MS] = [14, 24 * 60 * 60 * 1000];

export class FreeDays {
  #list;
  #service;
  #channel;
  #failed;
  /** @type {Staffing | null} */
  #plan = null;
  /** Answers that another question has overtaken are dropped. */
  #asked = 0;

  /**
   * @param {HTMLElement} root
   * @param {(error: unknown) => void} failed
   */
  constructor(root, failed) {
    this.#failed = failed;
    this.#list = part(root, "free");
    this.#service = /** @type {HTMLSelectElement} */ (part(root, "free-service"));
    this.#channel = /** @type {HTMLSelectElement} */ (part(root, "free-channel"));
    this.#service.addEventListener("change", () => this.#chooseService());
    this.#channel.addEventListener("change", () => void this.#ask());
  }

  /** @param {Staffing} plan */
  show(plan) {
    const isOther = this.#plan?.office.id !== plan.office.id;
    this.#plan = plan;
    if (!isOther) return void this.#ask();
    const own = plan.services.filter(({ office_id: office }) => office === plan.office.id);
    this.#service.replaceChildren(...own.map(({ id, name }) => new Option(name, String(id))));
    this.#chooseService();
  }

  #chooseService() {
    const service = this.#plan?.services.find(({ id }) => id === Number(this.#service.value));
    const channels = service?.channels ?? [];
    this.#channel.replaceChildren(...channels.map((channel) => new Option(text(`channel.${channel}`), channel)));
    void this.#ask();
  }

  async #ask() {
    const mine = ++this.#asked;
    const [service, channel] = [this.#service.value, this.#channel.value];
    if (!service || !channel) return this.#list.replaceChildren();
    try {
      const { days } = await get(`/api/staffing/free?${new URLSearchParams({ service, channel })}`);
      if (mine === this.#asked) this.#draw(days);
    } catch (error) {
      this.#failed(error);
    }
  }

  /** @param {FreeDay[]} days */
  #draw(days) {
    const zone = document.documentElement.dataset.timeZone;
    const today = new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(new Date());
    const begin = Date.parse(`${today}T00:00:00Z`);
    this.#list.replaceChildren(...Array.from({ length: DAYS_AHEAD }, (_, number) => {
      const day = new Date(begin + number * DAY_MS).toISOString().slice(0, 10);
      return dayItem(day, days.find((one) => one.day === day));
    }));
  }
}

/**
 * @param {string} day
 * @param {FreeDay | undefined} free
 */
function dayItem(day, free) {
  const item = fromTemplate("free-day");
  item.toggleAttribute("data-closed", !free);
  fill(item, {
    day: dateText(day),
    count: plural("free", free?.count ?? 0),
    span: free ? text("free.span", { first: timeText(free.first), last: timeText(free.last) }) : "",
  });
  return item;
}
