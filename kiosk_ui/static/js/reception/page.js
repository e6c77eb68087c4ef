// The reception: who is here on the left; one of them, a new number or an announcement on the right; and the last deed to
// take back.

import { Following } from "../admin/following.js";
import { get, newKey, post } from "../api.js";
import { DeedLine } from "../clerk/deed_line.js";
import { learnServerTime } from "../clerk/durations.js";
import { fill, part } from "../clerk/elements.js";
import { closeMenuFromOutside } from "../clerk/header.js";
import { Notice } from "../clerk/notice.js";
import { bindPreferences, isOn } from "../clerk/preferences.js";
import { isSignedOut } from "../clerk/session.js";
import { Shortcuts } from "../clerk/shortcuts.js";
import { Source } from "../clerk/source.js";
import { UndoBar } from "../clerk/undo.js";
import { HelpCalls } from "../help/help_calls.js";
import { latest } from "../latest.js";
import { plural, text } from "../texts.js";
import { Announcing } from "./announcing.js";
import { LeftAlone } from "./left_alone.js";
import { Overview } from "./overview.js";
import { Paper } from "./paper.js";
import { Person } from "./person.js";
import { Rows, keyOf } from "./rows.js";
import { Taking } from "./taking.js";
import { isOpen } from "./words.js";

/**
 * @typedef {import("./shapes.js").Row} Row
 * @typedef {import("./shapes.js").View} View
 * @typedef {import("./shapes.js").Undoable} Undoable
 * @typedef {"overview" | "person" | "take" | "taken" | "announce"} Panel
 */

const PATH = "/api/reception";
const APPOINTMENTS = "/api/clerk/appointments";
const TICK_MS = 1_000;

export class ReceptionPage {
  #root;
  #refused;
  /** @type {Source<View>} */
  #source = new Source(PATH);
  #following;
  #rows;
  #leftAlone;
  #overview;
  #person;
  #paper;
  #taking;
  #announcing;
  #notice;
  #undo;
  /** @type {Row | null} the number or appointment that is shown */
  #chosen = null;
  /** @type {{path: string, deed: Undoable} | null} */
  #undoable = null;
  #line = new DeedLine();
  #refreshTicket = latest(() => this.#fetchTicket());

  /**
   * @param {HTMLElement} root
   * @param {import("../admin/gate.js").Refused} refused
   */
  constructor(root, refused) {
    this.#root = root;
    this.#refused = refused;
    this.#following = new Following(root, this.#source);
    this.#rows = new Rows(root, {
      choose: (row) => this.#choose(row), find: (sought) => this.#find(sought), narrowed: () => this.#narrow(),
    });
    this.#leftAlone = new LeftAlone(root);
    this.#overview = new Overview(root);
    this.#person = new Person(root);
    this.#paper = new Paper(part(root, "person"), (request) => this.#once("paper", request));
    this.#taking = new Taking(root, (request) => this.#once("taking", request), (taken) => this.#showTaken(taken));
    this.#announcing = new Announcing(root, (request) => this.#once("announcing", request), (what) => this.#announced(what));
    this.#notice = new Notice(part(root, "panel"));
    this.#undo = new UndoBar(root, () => this.#offerUndo(null));
    this.#listen();
    window.setInterval(() => this.#undo.tick(), TICK_MS);
  }

  get view() {
    return this.#source.view;
  }

  refresh() {
    return this.#source.refresh();
  }

  /** It is in front, and somebody is signed in who may go to a kiosk. */
  opened() {
    new HelpCalls(this.#root, this.#following, {
      mayRing: () => isOn("sound"), failed: (error) => this.#notice.show(error),
    });
  }

  #listen() {
    const shortcuts = new Shortcuts(this.#root);
    bindPreferences(this.#root, () => shortcuts.apply());
    closeMenuFromOutside(/** @type {HTMLDetailsElement} */ (part(this.#root, "menu")));
    this.#source.addEventListener("view", (event) => this.#show(/** @type {CustomEvent<View>} */ (event).detail));
    this.#source.addEventListener("failed", (event) => this.#refused(/** @type {CustomEvent} */ (event).detail));
    this.#root.addEventListener("click", this.#clicked);
    this.#root.addEventListener("keydown", this.#pressed);
  }

  /** @param {View} view */
  #show(view) {
    learnServerTime(view.at);
    const shown = this.#narrowed(view);
    const sum = (/** @type {"waiting" | "counters_open"} */ what) => shown.reduce((count, office) => count + office[what], 0);
    fill(/** @type {HTMLElement} */ (this.#root.querySelector("header")), {
      waiting: plural("waiting", sum("waiting")), counters: plural("counters", sum("counters_open")),
    });
    this.#rows.show(view);
    this.#leftAlone.show(view.left_alone.filter(({ office }) => shown.some(({ id }) => id === office.id)));
    this.#overview.show(shown);
    this.#taking.show(view.offices);
    this.#showChosen(view);
    this.#following.follow(view.offices);
  }

  /** An appointment that became a number is shown as that. @param {View} view */
  #showChosen(view) {
    if (this.#panel !== "person" || !this.#chosen) return;
    if (this.#chosen.kind === "ticket") return void this.#refreshTicket();
    const row = view.rows.find((one) => this.#chosen && keyOf(one) === keyOf(this.#chosen));
    if (row) this.#person.showAppointment(row);
  }

  /** Offices that are looked at. @param {View} view */
  #narrowed(view) {
    return view.offices.filter(({ id }) => !this.#rows.office || id === this.#rows.office);
  }

  #narrow() {
    if (this.#source.view) this.#show(this.#source.view);
  }

  /** @param {string} sought */
  #find(sought) {
    this.#source.path = sought ? `${PATH}?${new URLSearchParams({ find: sought })}` : PATH;
    return this.#source.refresh();
  }

  /** @param {Row} row */
  async #choose(row) {
    this.#notice.clear();
    this.#chosen = row;
    this.#person.closeReasons();
    this.#person.forgetCode();
    void this.#paper.open(row.kind === "ticket" && isOpen(row));
    this.#rows.mark(keyOf(row));
    if (row.kind === "ticket") await this.#refreshTicket();
    else this.#person.showAppointment(row);
    if (this.#chosen !== row) return;
    this.#showPanel("person");
    this.#person.focus();
  }

  async #fetchTicket() {
    const chosen = this.#chosen;
    if (chosen?.kind !== "ticket") return;
    try {
      const ticket = await get(`${PATH}/tickets/${chosen.id}`);
      if (this.#chosen === chosen) this.#person.showTicket(ticket);
    } catch (error) {
      if (!this.#refused(error)) this.#notice.show(error);
    }
  }

  /** @type {Record<string, (button: HTMLElement) => unknown>} */
  #deeds = {
    take: () => this.#openTaking(),
    announce: () => this.#openAnnouncing(null),
    "change-announcement": (button) => this.#openAnnouncing(Number(button.closest("li")?.dataset.announcement)),
    back: () => this.#leavePanel(),
    "check-in": () => this.#checkIn(),
    priority: () => this.#person.openReasons(),
    "close-reasons": () => this.#closeReasons(),
    "give-priority": (button) => this.#act("priority", { reason: button.dataset.reason }),
    ordinary: () => this.#act("priority", { reason: null }),
    return: (button) => this.#putBack(button),
    cancel: () => this.#act("cancel"),
    show: () => this.#showCode(),
    print: () => (this.#panel === "taken" ? this.#taking.print() : this.#paper.print(this.#chosen?.id ?? 0)),
    undo: () => this.#takeBack(),
  };

  /** @param {Event} event */
  #clicked = (event) => {
    const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-deed]"));
    if (button) void this.#deeds[button.dataset.deed ?? ""](button);
  };

  /** Escape leads back, one step at a time. @param {KeyboardEvent} event */
  #pressed = (event) => {
    if (event.key !== "Escape" || !part(this.#root, "panel").contains(/** @type {Node} */ (event.target))) return;
    event.preventDefault();
    if (this.#person.closeReasons()) this.#person.focus();
    else this.#leavePanel();
  };

  #openTaking() {
    const { view } = this.#source;
    if (!view) return;
    this.#leave();
    this.#showPanel("take");
    this.#taking.open(view.offices, this.#rows.office);
  }

  /** @param {number | null} id */
  #openAnnouncing(id) {
    this.#leave();
    this.#showPanel("announce");
    void this.#announcing.open(id);
  }

  /** @param {import("./taking.js").Taken} taken */
  #showTaken(taken) {
    this.#showPanel("taken");
    this.#taking.showResult(taken);
    this.#announce(text("announce.taken", { number: taken.ticket.number }));
  }

  /** @param {"made" | "ended"} what */
  #announced(what) {
    this.#leavePanel();
    this.#announce(text(`announce.${what}`));
  }

  #leave() {
    this.#notice.clear();
    this.#chosen = null;
    this.#rows.mark(null);
    this.#taking.forgetResult();
    this.#person.forgetCode();
  }

  #leavePanel() {
    this.#rows.focus();
    this.#leave();
    this.#showPanel("overview");
  }

  #closeReasons() {
    this.#person.closeReasons();
    this.#person.focus();
  }

  /**
   * Something that is done with the number that is shown.
   * @param {string} deed
   * @param {Record<string, unknown>} [body]
   */
  async #act(deed, body = {}) {
    const chosen = this.#chosen;
    if (!chosen) return;
    const path = `${PATH}/tickets/${chosen.id}`;
    const answer = await this.#once(`${path}/${deed}`, () => post(`${path}/${deed}`, body, { idempotencyKey: newKey() }));
    if (!answer) return;
    this.#closeReasons();
    this.#person.showTicket(answer.ticket);
    this.#offerUndo(answer.undo && { path, deed: answer.undo }, { number: chosen.number });
  }

  /** Whose clerk has vanished, from the number itself or from the line that tells of it. @param {HTMLElement} button */
  async #putBack(button) {
    const row = this.#leftAlone.rowOf(button);
    if (row) await this.#choose(row);
    await this.#act("return");
  }

  /** The number on somebody's phone, once more. */
  async #showCode() {
    const chosen = this.#chosen;
    const path = `${PATH}/tickets/${chosen?.id}/address`;
    const shown = await this.#once(path, () => post(path));
    if (shown && this.#chosen === chosen) this.#person.showCode(shown.qr);
  }

  /** The appointment becomes a number, which is shown from then on. */
  async #checkIn() {
    const chosen = this.#chosen;
    if (!chosen) return;
    const path = `${APPOINTMENTS}/${chosen.id}`;
    const answer = await this.#once(path, () => post(`${path}/check-in`, {}, { idempotencyKey: newKey() }));
    const ticket = answer?.appointment.ticket;
    if (!ticket) return;
    this.#offerUndo(answer.undo && { path, deed: answer.undo }, { name: chosen.name });
    this.#announce(text("announce.check-in", { name: chosen.name, number: ticket.number }));
    await this.#choose({ ...chosen, kind: "ticket", id: ticket.id, number: ticket.number, state: "waiting" });
  }

  async #takeBack() {
    const last = this.#undoable;
    if (!last) return;
    this.#offerUndo(null);
    await this.#once("undo", () => post(`${last.path}/undo`, { deed: last.deed.action }, { idempotencyKey: newKey() }));
  }

  /**
   * @param {{path: string, deed: Undoable} | null} undoable
   * @param {Record<string, string>} [facts] for the sentence
   */
  #offerUndo(undoable, facts = {}) {
    this.#undoable = undoable;
    this.#undo.show({ undo: undoable && { ...undoable.deed, ...facts } });
  }

  /**
   * One deed after the other; a refusal stands where the work is, and the newest state comes either way.
   * @param {string} key what makes it the same deed
   * @param {() => Promise<any>} request
   * @returns {Promise<any>} null after a refusal, and for a double click
   */
  #once(key, request) {
    return this.#line.run(key, () => this.#send(request));
  }

  /** @param {() => Promise<any>} request */
  async #send(request) {
    try {
      const answer = await request();
      this.#notice.clear();
      return answer;
    } catch (error) {
      if (isSignedOut(error)) this.#refused(error);
      else this.#notice.show(error);
      return null;
    } finally {
      void this.#source.refresh();
    }
  }

  /** @param {Panel} name */
  #showPanel(name) {
    for (const panel of /** @type {NodeListOf<HTMLElement>} */ (this.#root.querySelectorAll("[data-panel]"))) {
      panel.hidden = panel.dataset.panel !== name;
    }
    part(this.#root, "panel").scrollTop = 0;
  }

  get #panel() {
    const shown = /** @type {HTMLElement | null} */ (this.#root.querySelector("[data-panel]:not([hidden])"));
    return /** @type {Panel} */ (shown?.dataset.panel ?? "overview");
  }

  /** @param {string} words */
  #announce(words) {
    fill(part(this.#root, "panel"), { announcement: words });
  }
}
