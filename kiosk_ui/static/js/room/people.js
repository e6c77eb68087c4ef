// Who is here. For the clerk also: letting guests in, inviting, the citizen on hold, the hand-over, the end for everyone.
import { get, newKey, post } from "../api.js";
import { errorText } from "../texts.js";
import { nameOf } from "./names.js";
import { copyOf, part, showOnly } from "./partial.js";

/** Rows of the journal after which somebody else may be here, or wish to be. */
const NEWS = /^(Guest|Consultation|Counter|Ticket)/;
const PEOPLE = new Set(["clerk", "citizen", "guest1", "guest2"]);

/**
 * @typedef {object} Guest
 * @property {number} id
 * @property {string} name
 * @property {"interpreter" | "colleague"} role
 * @property {"invited" | "knocking" | "admitted" | "left" | "refused" | "withdrawn"} state
 * @property {string | null} place in the room
 * @property {boolean} is_colleague
 *
 * @typedef {{id: number, name: string, office: string, counter: string, is_free: boolean}} Colleague
 * @typedef {{guests: Guest[], colleagues: Colleague[], held: boolean, mail: boolean, sms: boolean}} People
 * @typedef {{id: string, name: string, role: string, states: string[], guest?: Guest}} Person
 */

export class PeoplePanel {
  #context;
  #root;
  #room;
  #notices;
  /** @type {People | null} what the office says; for the clerk alone */
  #people = null;
  /** @type {Set<number>} guests whose knock is shown */
  #knocks = new Set();
  #busy = false;
  #listening = new AbortController();

  /** @param {import("./features.js").Context} context */
  constructor(context) {
    this.#context = context;
    this.#root = context.root;
    this.#room = context.room;
    this.#notices = context.notices;
    part(this.#root, "people-desk").hidden = !this.#isClerk;
    this.#clearForm();
    this.#listen();
    this.#show();
  }

  stop() {
    this.#listening.abort();
    part(this.#root, "people-list").replaceChildren();
    this.#clearForm();
  }

  get #isClerk() {
    return this.#context.options.role === "clerk";
  }

  #listen() {
    const { signal } = this.#listening;
    for (const name of ["joined", "participant", "state"]) this.#room.addEventListener(name, () => this.#show(), { signal });
    if (!this.#isClerk) return;
    this.#room.addEventListener("joined", () => void this.#fetch(), { signal });
    this.#context.live.addEventListener("event", (event) => this.#happened(/** @type {CustomEvent} */ (event).detail), { signal });
    part(this.#root, "invite").addEventListener("submit", (event) => void this.#invite(event), { signal });
    this.#onClick("hold-on", () => this.#hold(true));
    this.#onClick("hold-off", () => this.#hold(false));
    this.#onClick("copy-link", () => void this.#copyLink());
    this.#onClick("end-all", () => this.#context.options.onEnd?.());
  }

  /**
   * @param {string} name
   * @param {() => void} act
   */
  #onClick(name, act) {
    part(this.#root, name).addEventListener("click", act, { signal: this.#listening.signal });
  }

  /** @param {{event: string}} row of the journal */
  #happened({ event }) {
    if (NEWS.test(event)) void this.#fetch();
  }

  get #path() {
    return `/api/consultations/${this.#context.options.consultation}`;
  }

  async #fetch() {
    try {
      this.#accept(await get(`${this.#path}/people`));
    } catch {
      // it has just ended, or the server is away: the next event asks again
    }
  }

  /** @param {People} people */
  #accept(people) {
    if (this.#listening.signal.aborted) return;
    this.#people = people;
    this.#show();
  }

  /**
   * One thing at a time; the answer is how things are then.
   * @param {string} act
   * @param {object} body
   * @param {(answer: any) => void} [done]
   */
  async #do(act, body, done = (answer) => this.#accept(answer)) {
    if (this.#busy) return;
    this.#busy = true;
    this.#complain("");
    try {
      done(await post(`${this.#path}/${act}`, body, { idempotencyKey: newKey() }));
    } catch (error) {
      this.#complain(errorText(error));
      void this.#fetch();
    } finally {
      this.#busy = false;
    }
  }

  /** @param {string} words */
  #complain(words) {
    part(this.#root, "people-problem").textContent = words;
    if (words) this.#context.panels.open("people");
  }

  /** @param {boolean} held */
  #hold(held) {
    void this.#do("hold", { held });
  }

  /** @param {Event} event */
  async #invite(event) {
    event.preventDefault();
    const fields = new FormData(/** @type {HTMLFormElement} */ (part(this.#root, "invite")));
    const guest = Object.fromEntries([...fields].map(([name, value]) => [name, String(value).trim()]));
    await this.#do("guests", { ...guest, language: document.documentElement.lang === "en" ? "en" : "de" }, ({ url, people }) => {
      this.#clearForm();
      this.#showLink(url, Boolean(guest.email || guest.phone));
      this.#accept(people);
    });
  }

  /**
   * @param {string} url
   * @param {boolean} isSent
   */
  #showLink(url, isSent) {
    /** @type {HTMLInputElement} */ (part(this.#root, "invited-link")).value = url;
    part(this.#root, "invited").hidden = false;
    part(this.#root, "link-sent").hidden = !isSent;
    part(this.#root, "invited").scrollIntoView({ block: "nearest" });
  }

  async #copyLink() {
    const field = /** @type {HTMLInputElement} */ (part(this.#root, "invited-link"));
    field.select();
    await navigator.clipboard?.writeText(field.value).then(() => (part(this.#root, "link-copied").hidden = false), () => {});
  }

  #clearForm() {
    /** @type {HTMLFormElement} */ (part(this.#root, "invite")).reset();
    /** @type {HTMLInputElement} */ (part(this.#root, "invited-link")).value = "";
    for (const name of ["invited", "link-copied", "link-sent"]) part(this.#root, name).hidden = true;
    part(this.#root, "people-problem").textContent = "";
  }

  #show() {
    replaceRows(part(this.#root, "people-list"), this.#persons().map((person) => this.#row(person)));
    if (this.#isClerk) this.#showDesk();
  }

  /** Those who are in the room, and for the clerk those who may come to it. @returns {Person[]} */
  #persons() {
    const guests = this.#people?.guests ?? [];
    const { you, participants } = this.#room;
    const others = [...participants.values()].filter(({ id, present }) => PEOPLE.has(id) && present);
    const here = others.map(({ id, role }) => this.#present(id, role, guests));
    const outside = guests.filter(({ place, state }) => state !== "withdrawn" && !others.some(({ id }) => id === place));
    const own = { id: you, name: nameOf(this.#root, this.#room, you), role: "", states: [] };
    return [own, ...here, ...outside.map((guest) => this.#absent(guest))];
  }

  /**
   * @param {string} id
   * @param {string} role
   * @param {Guest[]} guests
   * @returns {Person}
   */
  #present(id, role, guests) {
    const guest = guests.find(({ place }) => place === id);
    const participant = this.#room.participants.get(id);
    const name = (id === "clerk" && participant?.name) || nameOf(this.#root, this.#room, id);
    return { id, name, role, guest, states: guest ? [guest.is_colleague ? "colleague" : "admitted"] : [] };
  }

  /** @param {Guest} guest @returns {Person} */
  #absent(guest) {
    return { id: "", name: guest.name, role: guest.role, guest, states: [guest.place ? "away" : guest.state] };
  }

  /** @param {Person} person */
  #row({ name, role, states, guest }) {
    const row = /** @type {HTMLElement} */ (copyOf(this.#root, '[data-template="person"]'));
    part(row, "name").textContent = name;
    showOnly(row, "data-role-is", role);
    showOnly(row, "data-state-is", states[0] ?? "");
    for (const button of /** @type {NodeListOf<HTMLElement>} */ (row.querySelectorAll("[data-act]"))) {
      button.setAttribute("aria-label", `${button.textContent?.trim()}: ${name}`);
      button.addEventListener("click", () => this.#decide(String(button.dataset.act), guest));
    }
    return row;
  }

  /**
   * @param {string} act
   * @param {Guest | undefined} guest
   */
  #decide(act, guest) {
    if (guest) void this.#do(act, { guest_id: guest.id }, act === "hand-over" ? () => {} : undefined);
  }

  #showDesk() {
    const { finished, streams: { held } } = this.#room;
    for (const [name, isShown] of /** @type {const} */ ([["hold-on", !held], ["hold-off", held]])) {
      part(this.#root, name).hidden = !isShown;
      part(this.#root, name).toggleAttribute("data-panel-focus", isShown);
    }
    if (held && !finished) this.#notices.show("on-hold", () => this.#hold(false));
    else this.#notices.clear("on-hold");
    part(this.#root, "invite-mail").hidden = !this.#people?.mail;
    part(this.#root, "invite-sms").hidden = !this.#people?.sms;
    this.#showColleagues(this.#people?.colleagues ?? []);
    this.#showKnocks((this.#people?.guests ?? []).filter(({ state }) => state === "knocking"));
  }

  /** @param {Colleague[]} colleagues */
  #showColleagues(colleagues) {
    const rows = colleagues.map(({ id, name, office, counter, is_free: isFree }) => {
      const row = /** @type {HTMLElement} */ (copyOf(this.#root, '[data-template="colleague"]'));
      part(row, "name").textContent = name;
      part(row, "place").textContent = `${office}, ${counter}`;
      part(row, "busy").hidden = isFree;
      const ask = part(row, "ask");
      ask.setAttribute("aria-label", `${ask.textContent?.trim()}: ${name}`);
      ask.addEventListener("click", () => void this.#do("colleagues", { clerk_id: id }));
      return row;
    });
    replaceRows(part(this.#root, "colleagues"), rows);
    part(this.#root, "no-colleagues").hidden = rows.length > 0;
  }

  /** @param {Guest[]} knocking */
  #showKnocks(knocking) {
    const ids = new Set(knocking.map(({ id }) => id));
    for (const id of this.#knocks) if (!ids.has(id)) this.#notices.clear("guest-knocks");
    this.#knocks = ids;
    const [first] = knocking;
    if (first) this.#notices.show("guest-knocks", () => this.#decide("admit", first), { name: first.name, role: first.role });
    const badge = part(this.#root, "people-knocks");
    badge.hidden = knocking.length === 0;
    part(badge, "people-knocks-count").textContent = String(knocking.length);
  }
}

/**
 * The focus stays where it was: on the button with the same name, or on the list whose button has gone.
 * @param {HTMLElement} list
 * @param {HTMLElement[]} rows
 */
function replaceRows(list, rows) {
  const focused = list.contains(document.activeElement) ? document.activeElement : null;
  list.replaceChildren(...rows);
  if (!focused) return;
  const same = [...list.querySelectorAll("button")].find((button) => button.ariaLabel === focused.ariaLabel && button.offsetParent);
  (same ?? list).focus();
}
