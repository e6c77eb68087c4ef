// Checking in: the six digits or the QR code of an appointment become a number, or count for the number that was just taken.

import { ApiError, post } from "../api.js";
import { errorText } from "../texts.js";
import { CodeEntry } from "./code_entry.js";
import { heedScanner } from "./scanner.js";
import { fillSlots, part, showOne } from "./slots.js";
import { NOT_CHECKED_IN } from "./steps.js";
import { CODE_DIGITS } from "./terminal.js";

/**
 * What a part of the kiosk asks of the whole.
 * @typedef {object} Desk
 * @property {import("./visit.js").Visit} visit
 * @property {import("./views.js").DeviceView} view
 * @property {string} screen
 * @property {{token: string | null, refresh: () => void}} device
 * @property {(action: string) => void} step
 * @property {(screen: string) => void} show
 */

/** The server ends a look after 90 s, in case the page dies. */
const LOOK_AGAIN_MS = 60_000;

/** Screens at which nobody has chosen anything yet. */
const ASKS_NOTHING = new Set(["attract", "language", "intent"]);

export class CheckIn {
  #desk;
  /** @type {CodeEntry | null} */
  #entry = null;
  #isAsking = false;
  #looking = 0;
  #wasShown = false;
  /** @type {unknown} */
  #refusal = null;

  /** @param {Desk} desk */
  constructor(desk) {
    this.#desk = desk;
    heedScanner((token) => this.#scanned(token));
  }

  /** @type {Record<string, () => void>} */
  actions = { own_ticket: () => this.#desk.show("ticket") };

  /** @type {Record<string, () => void>} what its screens need before they are seen */
  screens = { check_in: () => this.#open(), not_checked_in: () => this.#tell() };

  /** Whatever comes after its screen: digits and scanners are heard no more. */
  leave() {
    if (!this.#entry) return;
    this.#entry.stop();
    this.#entry = null;
    clearInterval(this.#looking);
    this.#look(false);
  }

  /** The device's view has changed: perhaps its camera saw something. */
  follow() {
    const { code_shown } = this.#desk.view;
    if (this.#entry && code_shown && !this.#wasShown) this.#ask({ shown: true });
    this.#wasShown = code_shown;
  }

  /** Without a camera nobody looks. @param {boolean} looking */
  #look(looking) {
    const { view, device } = this.#desk;
    if (view.agent_present) post("/api/kiosk/look", { looking }, { bearer: device.token }).catch(() => {});
  }

  /** Whoever holds the code of an appointment to the scanner wants to check in. @param {string} token */
  #scanned(token) {
    const { view, screen } = this.#desk;
    if (!token.startsWith("p_") || !view?.takes_appointments || !ASKS_NOTHING.has(screen)) return;
    this.#desk.show("check_in");
    this.#ask({ token });
  }

  #open() {
    this.leave();
    const screen = part("[data-screen=check_in]");
    fillSlots(screen, { problem: "", own_number: this.#desk.visit.taken?.ticket.number ?? "" });
    part("[data-own-number]", screen).hidden = !this.#desk.visit.taken;
    this.#entry = new CodeEntry(screen, {
      length: CODE_DIGITS,
      code: (code) => this.#ask({ code }),
      token: (token) => this.#ask({ token }),
    });
    showOne(screen, "proof", this.#desk.view.agent_present ? "camera" : "code");
    this.#look(true);
    this.#looking = window.setInterval(() => this.#look(true), LOOK_AGAIN_MS);
  }

  /** @param {{code: string} | {token: string} | {shown: true}} proof */
  async #ask(proof) {
    if (this.#isAsking) return;
    const { visit, device } = this.#desk;
    const body = { ...proof, ticket: visit.taken?.token };
    this.#isAsking = true;
    try {
      const idempotencyKey = visit.key(JSON.stringify(body));
      const answer = await post("/api/kiosk/check-in", body, { bearer: device.token, idempotencyKey });
      if (visit === this.#desk.visit) this.#arrived(answer);
    } catch (error) {
      if (visit === this.#desk.visit) this.#refused(error);
    } finally {
      this.#isAsking = false;
    }
  }

  /** @param {import("./views.js").TakenTicket} answer */
  #arrived(answer) {
    const { visit } = this.#desk;
    visit.taken = answer;
    visit.way = wayOf(answer.ticket);
    this.#desk.step("taken");
  }

  /** What another try may mend is said beside the keypad, everything else on a screen of its own. @param {unknown} error */
  #refused(error) {
    this.#refusal = error;
    if (error instanceof ApiError && NOT_CHECKED_IN.has(error.code)) return this.#desk.step("refused");
    this.#entry?.clear();
    this.#look(true);
    fillSlots(part("[data-screen=check_in]"), { problem: errorText(error) });
  }

  #tell() {
    const screen = part("[data-screen=not_checked_in]");
    const code = this.#refusal instanceof ApiError ? this.#refusal.code : "";
    const taken = this.#desk.visit.taken;
    fillSlots(screen, { detail: errorText(this.#refusal), own_number: taken?.ticket.number ?? "" });
    showOne(screen, "because", code);
    const helps = !taken && NOT_CHECKED_IN.get(code) === true;
    const { office } = this.#desk.view;
    showOne(screen, "way-on", null);
    for (const [way, is] of Object.entries({ number: helps && office.gives_numbers, book: helps, ticket: Boolean(taken) })) {
      for (const button of screen.querySelectorAll(`[data-way-on=${way}]`)) /** @type {HTMLElement} */ (button).hidden = !is;
    }
  }
}

/** The instructions that fit, by how the ticket is called. @param {{channel: string, at_terminal: boolean}} ticket */
export function wayOf({ channel, at_terminal }) {
  if (at_terminal) return "terminal";
  return { on_site: "counter", video: "phone", telephone: "call" }[channel] ?? "counter";
}
