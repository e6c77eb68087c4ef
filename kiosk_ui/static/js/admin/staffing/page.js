// The staffing plan of one office: what no longer fits, a picture of the week, who can be booked, rules, calendars.

import { dayText, timeText } from "../../clock.js";
import { fill, fromTemplate, part } from "../../clerk/elements.js";
import { plural, text } from "../../texts.js";
import { AdminPage } from "../page.js";
import { Calendars } from "./calendars.js";
import { DiaryItem } from "./diary.js";
import { FreeDays } from "./free_days.js";
import { NewDiary } from "./new_diary.js";
import { RulesForm } from "./rules.js";
import { workloadDays } from "./workload.js";

/**
 * @typedef {import("./shapes.js").Staffing} Staffing
 * @typedef {import("./shapes.js").Conflict} Conflict
 */

/** The rest is folded away: a week's leave must not push everything else off the page. */
const CONFLICTS_SHOWN = 6;

/** @extends {AdminPage<Staffing>} */
export class StaffingPage extends AdminPage {
  /** @type {Map<number, DiaryItem>} */
  #diaries = new Map();
  #office;
  #new;
  #rules;
  #free;
  #calendars;

  /**
   * @param {HTMLElement} root
   * @param {import("../gate.js").Refused} refused
   */
  constructor(root, refused) {
    super(root, refused, addressOf(new URLSearchParams(location.search).get("office")));
    this.#new = new NewDiary(root, this.send);
    this.#rules = new RulesForm(root, this.send);
    this.#free = new FreeDays(root, refused);
    this.#calendars = new Calendars(root, this.send);
    this.#office = /** @type {HTMLSelectElement} */ (part(root, "office"));
    this.#office.addEventListener("change", () => this.#choose());
  }

  /** Another office; the address keeps it for a reload. */
  #choose() {
    const address = new URL(location.href);
    address.searchParams.set("office", this.#office.value);
    history.replaceState(null, "", address);
    for (const item of this.#diaries.values()) item.element.remove();
    this.#diaries.clear();
    this.#calendars.hide();
    void this.goTo(addressOf(this.#office.value));
  }

  /** @param {Staffing} plan */
  show(plan) {
    fill(this.root, { booked_key: text("workload.key", { weeks: plan.weeks }) });
    this.#showOffices(plan);
    this.#showConflicts(plan.conflicts);
    part(this.root, "workload").replaceChildren(...workloadDays(plan.hours));
    part(this.root, "no-workload").hidden = plan.hours.length > 0;
    this.#showDiaries(plan);
    this.#new.show(plan);
    this.#rules.show(plan.office.id, plan.rules);
    this.#free.show(plan);
    fill(this.root, { wanted: wantedText(plan.wanted) });
    this.#calendars.show(plan);
  }

  /** @param {Staffing} plan */
  #showOffices({ office, offices }) {
    const shown = JSON.stringify(offices);
    if (this.#office.dataset.shown !== shown) {
      this.#office.dataset.shown = shown;
      this.#office.replaceChildren(...offices.map(({ id, name }) => new Option(name, String(id))));
    }
    this.#office.value = String(office.id);
  }

  /** @param {Conflict[]} conflicts */
  #showConflicts(conflicts) {
    part(this.root, "conflicts").hidden = conflicts.length === 0;
    fill(this.root, { conflicts: plural("conflicts", conflicts.length) });
    const rest = conflicts.slice(CONFLICTS_SHOWN);
    part(this.root, "conflict-list").replaceChildren(...conflicts.slice(0, CONFLICTS_SHOWN).map(conflictItem));
    part(this.root, "conflict-rest").replaceChildren(...rest.map(conflictItem));
    part(this.root, "conflict-more").hidden = rest.length === 0;
    fill(this.root, { conflicts_more: text("conflicts.more", { count: rest.length }) });
  }

  /** @param {Staffing} plan */
  #showDiaries(plan) {
    const ids = plan.diaries.map(({ id }) => id);
    for (const [id, item] of this.#diaries) {
      if (ids.includes(id)) continue;
      item.element.remove();
      this.#diaries.delete(id);
    }
    for (const diary of plan.diaries) this.#diary(diary.id, plan.office.id).show(diary, plan);
  }

  /**
   * @param {number} id
   * @param {number} office
   */
  #diary(id, office) {
    const known = this.#diaries.get(id);
    if (known) return known;
    const made = new DiaryItem(id, office, this.send);
    part(this.root, "diaries").append(made.element);
    this.#diaries.set(id, made);
    return made;
  }
}

/** @param {string | null} office null: the first one */
function addressOf(office) {
  return office ? `/api/staffing?office=${encodeURIComponent(office)}` : "/api/staffing";
}

/** @param {Staffing["wanted"]} wanted */
function wantedText(wanted) {
  if (wanted.length === 0) return text("wanted.none");
  return text("wanted", { list: wanted.map(({ service, count }) => `${service} (${count})`).join(", ") });
}

/** @param {Conflict} conflict */
function conflictItem({ begins_at: begins, services, channel, diary, reason }) {
  const item = fromTemplate("conflict");
  fill(item, {
    when: text("conflict.moment", { day: dayText(begins), time: timeText(begins) }),
    what: text("conflict.what", { services: services.join(", "), channel: text(`channel.${channel}`), diary }),
    why: text(`conflict.${reason}`),
  });
  return item;
}
