// A snapshot of the ticket becomes what is seen, heard and announced.

import { showAnnouncements } from "../announcements.js";
import { keepAwake } from "../awake.js";
import { timeText } from "../clock.js";
import { enableSound } from "../sound.js";
import { errorText, plural, text } from "../texts.js";
import { showAfterVisit } from "./after_visit.js";
import { hush, nudge, ring } from "./alarm.js";
import { showCallBack } from "./call_back.js";
import { ConsultationPart } from "./consultation.js";
import { startCheck, stopCheck } from "./device_part.js";
import { withdrawQuestion } from "./leave.js";
import { showReach } from "./reach.js";
import { roomOf, stage, viewOf, where } from "./ticket_states.js";
import { need, setText, showOnly, showView, view } from "./views.js";
import { showWays } from "./ways.js";
import { showWindow } from "./window_line.js";

/**
 * @typedef {import("./ticket_states.js").Ticket} Ticket
 * @typedef {import("./ticket_states.js").Media} Media
 * @typedef {import("../live.js").LiveConnection} LiveConnection
 */

export class TicketView {
  /** @type {Ticket | null} the last snapshot */
  ticket = null;
  #checking = false;
  #consultation;
  #setMedia;

  /**
   * @param {LiveConnection} live
   * @param {{setMedia: (media: string) => Promise<void>, callBack: (phone: string) => Promise<void>}} actions
   */
  constructor(live, { setMedia, callBack }) {
    this.#setMedia = setMedia;
    this.#consultation = new ConsultationPart(live, () => this.#showView(), { callBack, chooseMedia: setMedia });
    this.#listen();
  }

  /** Answers may overtake each other: an older one would put "waiting" over "called". @param {Ticket} snapshot */
  show(snapshot) {
    const before = this.ticket;
    if (before && snapshot.journal_id < before.journal_id) return;
    const ticket = { ...snapshot, qr: snapshot.qr ?? before?.qr }; // only the answer to GET has it
    this.ticket = ticket;
    showParts(ticket);
    showAfterVisit(ticket);
    if (ticket.window) showWindow(ticket.window, before?.window ?? null);
    this.#consultation.follow(roomOf(ticket)?.id ?? null, ticket);
    this.#showView();
    this.#enterStage(ticket, before);
  }

  /**
   * A frame has no journal id: it changes the snapshot that is shown, which keeps its own.
   * @param {{people_ahead: number, from: string, to: string, reason: string | null, next_up: boolean}} frame
   */
  updateWindow(frame) {
    if (this.ticket?.state !== "waiting") return;
    const { people_ahead, from, to, reason, next_up } = frame;
    this.show({ ...this.ticket, window: /** @type {any} */ ({ people_ahead, from, to, reason }), next_up });
  }

  /** The ticket is not valid: nothing of it stays on the screen. */
  forget() {
    hush();
    keepAwake("turn", false);
    this.ticket = null;
    need(document, "[data-ticket]").hidden = true;
    need(document, "[data-called-actions]").hidden = true;
  }

  #showView() {
    const ticket = /** @type {Ticket} */ (this.ticket);
    const shown = this.#viewName(ticket);
    if (shown !== "check") this.#endCheck();
    if (!MAY_LEAVE.includes(ticket.state)) withdrawQuestion();
    need(document, "[data-ticket]").hidden = shown === "consultation" || shown === "check";
    need(document, "[data-called-actions]").hidden = shown !== "called";
    showView(shown);
  }

  /** @param {Ticket} ticket */
  #viewName(ticket) {
    const name = viewOf(ticket);
    if (name === "waiting" && this.#checking) return "check";
    return name === "consultation" && this.#consultation.hungUp ? "hung_up" : name;
  }

  /**
   * @param {Ticket} ticket
   * @param {Ticket | null} before null right after loading: what is old news is not announced as new, but a call rings
   */
  #enterStage(ticket, before) {
    const now = stage(ticket);
    document.title = title(ticket);
    keepAwake("turn", now === "next" || now === "called");
    if (now === "next" || now === "called") this.#prepareRoom(ticket);
    const again = now === "called" && before !== null && ticket.recalls > before.recalls;
    if (before && stage(before) === now && !again) return;
    if (now !== "called") hush();
    ENTER[now]?.(ticket, before);
  }

  /** @param {Ticket} ticket */
  #prepareRoom(ticket) {
    if (where(ticket) === "remote") this.#consultation.prepare();
  }

  #listen() {
    const waiting = view("waiting");
    need(waiting, "[data-open-check]").onclick = () => this.#openCheck();
    need(waiting, "[data-media-choice]").onchange = (event) => this.#chooseMedia(event);
    need(document, "[data-close-check]").onclick = () => this.#closeCheck();
    need(document, "[data-reenter]").onclick = () => this.#reenter();
    addEventListener("pointerdown", () => enableSound(), { once: true }); // browsers let a page sound after a touch only
  }

  #openCheck() {
    this.#checking = true;
    this.#showView();
    startCheck(view("check"), this.ticket?.media ?? "camera", (able) => this.#checked(able));
  }

  /** @param {Media} able what the person can talk with, after the check */
  async #checked(able) {
    this.#closeCheck();
    if (able !== this.ticket?.media) await this.#changeMedia(able);
  }

  #closeCheck() {
    this.#endCheck();
    this.#showView();
  }

  #endCheck() {
    if (!this.#checking) return;
    this.#checking = false;
    stopCheck();
  }

  /** @param {Event} event */
  #chooseMedia(event) {
    return this.#changeMedia(/** @type {HTMLInputElement} */ (event.target).value);
  }

  /** @param {string} media */
  async #changeMedia(media) {
    const problem = need(document, "[data-media-problem]");
    try {
      await this.#setMedia(media);
      setText(problem, "");
    } catch (error) {
      setText(problem, errorText(error));
      if (this.ticket) showMedia(this.ticket);
    }
  }

  async #reenter() {
    await this.#consultation.reenter(/** @type {Ticket} */ (this.ticket));
    this.#showView();
  }
}

/** Who may give the number back. */
const MAY_LEAVE = ["waiting", "called", "parked"];

/** What coming into a stage sets off, once. @type {Record<string, (ticket: Ticket, before: Ticket | null) => void>} */
const ENTER = {
  next: (ticket, before) => {
    announce("announce-next", ticket);
    if (before) nudge(text("announce-next"));
  },
  called: (ticket) => {
    const words = announce(`announce-${where(ticket)}`, ticket);
    ring(words);
  },
  serving: (ticket, before) => {
    if (!before || where(ticket) !== "remote") return;
    const words = announce("announce-admitted", ticket);
    if (before.state === "parked") nudge(words);
  },
  parked: (ticket) => void announce("announce-parked", ticket),
};

/**
 * @param {string} name
 * @param {Ticket} ticket
 */
function announce(name, ticket) {
  const words = text(name, { place: ticket.place?.name ?? "", code: spoken(ticket.code) });
  need(document, "[data-announcement]").textContent = words;
  return words;
}

/** @param {Ticket} ticket */
function title(ticket) {
  const { number } = ticket;
  return text(`title-${stage(ticket)}`, { number }) || text("title-waiting", { number });
}

/** What it is about, how many come where it is not one, and for when it was booked. @param {Ticket} ticket */
function concern({ service, persons, appointment_at }) {
  const party = persons > 1 ? plural("persons", persons) : "";
  const booked = appointment_at ? text("appointment", { time: timeText(appointment_at) }) : "";
  return [service.name, party, booked].filter(Boolean).join(" · ");
}

/** @param {Ticket} ticket */
function showParts(ticket) {
  setText(need(document, "[data-number]"), ticket.number);
  setText(need(document, "[data-service]"), concern(ticket));
  setText(need(document, "[data-office]"), ticket.office.name);
  showAll("[data-place]", ticket.place?.name ?? "");
  showAll("[data-ticket-code]", spoken(ticket.code));
  if (ticket.qr) /** @type {HTMLImageElement} */ (need(document, "[data-ticket-qr]")).src = ticket.qr;
  setText(need(document, "[data-documents]"), ticket.service.documents.trim().split(/\s*\n\s*/).join(", "));
  showOnly(document, "where", [where(ticket)]);
  showOnly(view("finished"), "outcome", [ticket.outcome ?? ""]);
  showOnly(document, "talks", where(ticket) === "remote" ? [ticket.media] : []);
  need(document, "[data-documents-part]").hidden = !ticket.service.documents.trim();
  need(document, "[data-next]").hidden = stage(ticket) !== "next";
  need(document, "[data-recalled]").hidden = ticket.recalls === 0;
  need(document, "[data-office-closed]").hidden = ticket.office.state !== "closed" || ticket.closing !== null;
  showAll("[data-address]", ticket.address);
  showAll("[data-phone]", ticket.phone);
  need(document, "[data-address-part]").hidden ||= !ticket.address;
  showAnnouncements(need(document, "[data-announcements]"), ticket.announcements);
  showClosing(ticket);
  showCallBack(ticket);
  showReach(ticket);
  showWays(ticket.at_terminal ? "terminal" : ticket.channel, ticket);
  showMedia(ticket);
}

/** What becomes of those who still wait when the office closes. @param {Ticket} ticket */
function showClosing({ closing, office, service }) {
  const part = need(document, "div[data-closing]");
  showOnly(part, "closing", closing ? [closing.told] : []);
  part.hidden = closing === null;
  if (!closing) return;
  const name = Date.parse(closing.closes_at) > Date.now() ? "closing" : "closed";
  setText(need(part, "[data-closing-title]"), text(name, { office: office.name, time: timeText(closing.closes_at) }));
  const link = /** @type {HTMLAnchorElement} */ (need(part, "[data-closing-book]"));
  link.hash = `#book/${service.id}`;
}

/** @param {Ticket} ticket */
function showMedia(ticket) {
  setText(need(document, "[data-media-now]"), text(`media-${ticket.media}`));
  const radio = /** @type {HTMLInputElement} */ (need(document, `#media-${ticket.media}`));
  radio.checked = true;
}

/**
 * @param {string} selector
 * @param {string} content
 */
function showAll(selector, content) {
  for (const element of document.querySelectorAll(selector)) setText(element, content);
}

/** Six digits in two groups, as one reads them out. @param {string} code */
function spoken(code) {
  return code.replace(/(\d{3})(?=\d)/g, "$1\u00a0");
}
