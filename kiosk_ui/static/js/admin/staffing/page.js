// The staffing plan of one office: what no longer fits, a picture of the week, who can be booked, rules, calendars.

import { dayText, timeText } from "../../clock.js";
import { fill, fromTemplate, part } from "../../clerk/elements.js";
import { closeMenuFromOutside } from "../../clerk/header.js";
import { isSignedOut } from "../../clerk/session.js";
import { Source } from "../../clerk/source.js";
import { plural, text } from "../../texts.js";
import { Following } from "../following.js";
import { sending } from "../sending.js";
import { Calendars } from "./calendars.js";
import { DiaryItem } from "./diary.js";
import { FreeDays } from "./free_days.js";
import { NewDiary } from "./new_diary.js";
import { RulesForm } from "./rules.js";
import { workloadDays } from "./workload.js";

/**
 * @typedef {import("./shapes.js").Staffing} Staffing
 * @typedef {import("./shapes.js").Conflict} Conflict
 * @typedef {import("../conditions.js").Overview} Overview
 */

/** The rest is folded away: a week's leave must not push everything else off the page. */
const CONFLICTS_SHOWN = 6;

export class StaffingPage {
  #root;
  /** @type {Source<Overview>} */
  #admin = new Source("/api/admin");
  /** @type {Source<Staffing>} */
  #plan;
  /** @type {Map<number, DiaryItem>} */
  #diaries = new Map();
  #office;
  #new;
  #rules;
  #free;
  #calendars;
  #send;
  #following;
  #refused;

  /**
   * @param {HTMLElement} root
   * @param {(error: unknown) => void} refused called when the session is over or lacks the role
   */
  constructor(root, refused) {
    this.#root = root;
    this.#refused = refused;
    this.#send = sending(root, () => this.refresh(), refused);
    this.#new = new NewDiary(root, this.#send);
    this.#rules = new RulesForm(root, this.#send);
    this.#free = new FreeDays(root, (error) => this.#failed(error));
    this.#calendars = new Calendars(root, this.#send);
    this.#office = /** @type {HTMLSelectElement} */ (part(root, "office"));
    this.#office.addEventListener("change", () => this.#choose());
    this.#following = new Following(root, this.#admin);
    closeMenuFromOutside(/** @type {HTMLDetailsElement} */ (part(root, "menu")));
    this.#admin.addEventListener("view", () => void this.#plan.refresh());
    this.#admin.addEventListener("failed", (event) => this.#failed(/** @type {CustomEvent} */ (event).detail));
    this.#plan = this.#source(new URLSearchParams(location.search).get("office"));
  }

  async refresh() {
    await this.#admin.refresh();
    await this.#plan.refresh();
  }

  /** @param {string | null} office @returns {Source<Staffing>} */
  #source(office) {
    /** @type {Source<Staffing>} */
    const source = new Source(office ? `/api/staffing?office=${encodeURIComponent(office)}` : "/api/staffing");
    source.addEventListener("view", () => this.#show());
    source.addEventListener("failed", (event) => this.#failed(/** @type {CustomEvent} */ (event).detail));
    return source;
  }

  /** Another office; the address keeps it for a reload. */
  #choose() {
    this.#plan.stop();
    const address = new URL(location.href);
    address.searchParams.set("office", this.#office.value);
    history.replaceState(null, "", address);
    for (const item of this.#diaries.values()) item.element.remove();
    this.#diaries.clear();
    this.#calendars.hide();
    this.#plan = this.#source(this.#office.value);
    void this.#plan.refresh();
  }

  #show() {
    const [admin, plan] = [this.#admin.view, this.#plan.view];
    if (!admin || !plan) return;
    fill(this.#root, { organisation: admin.organisation, booked_key: text("workload.key", { weeks: plan.weeks }) });
    this.#showOffices(plan);
    this.#showConflicts(plan.conflicts);
    part(this.#root, "workload").replaceChildren(...workloadDays(plan.hours));
    part(this.#root, "no-workload").hidden = plan.hours.length > 0;
    this.#showDiaries(plan);
    this.#new.show(plan);
    this.#rules.show(plan.office.id, plan.rules);
    this.#free.show(plan);
    fill(this.#root, { wanted: wantedText(plan.wanted) });
    this.#calendars.show(plan);
    this.#following.follow(admin.offices);
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
    part(this.#root, "conflicts").hidden = conflicts.length === 0;
    fill(this.#root, { conflicts: plural("conflicts", conflicts.length) });
    const rest = conflicts.slice(CONFLICTS_SHOWN);
    part(this.#root, "conflict-list").replaceChildren(...conflicts.slice(0, CONFLICTS_SHOWN).map(conflictItem));
    part(this.#root, "conflict-rest").replaceChildren(...rest.map(conflictItem));
    part(this.#root, "conflict-more").hidden = rest.length === 0;
    fill(this.#root, { conflicts_more: text("conflicts.more", { count: rest.length }) });
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
    const made = new DiaryItem(id, office, this.#send);
    part(this.#root, "diaries").append(made.element);
    this.#diaries.set(id, made);
    return made;
  }

  /** @param {unknown} error */
  #failed(error) {
    if (isSignedOut(error) || /** @type {{status?: number}} */ (error).status === 403) this.#refused(error);
  }
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
