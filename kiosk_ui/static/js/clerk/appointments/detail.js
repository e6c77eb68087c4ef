// One appointment: its facts, what can be done with it now, and three small forms.

import { timeText } from "../../clock.js";
import { text } from "../../texts.js";
import { remaining } from "../durations.js";
import { fill, fromTemplate, part } from "../elements.js";
import { languageName } from "../languages.js";
import { ContactFields } from "./contact.js";
import { NumberChoice } from "./number_choice.js";
import { SlotPicker } from "./slot_picker.js";
import { dayName, dayOf, stageOf, stateText, timesText, whenText } from "./words.js";

/**
 * @typedef {import("./shapes.js").Appointment} Appointment
 * @typedef {import("./shapes.js").Day} Day
 * @typedef {"contact" | "move" | "number"} FormName
 * @typedef {(deed: string, body?: Record<string, unknown>) => Promise<boolean>} Act resolves to whether it was done
 */

/** In which stages a deed makes sense. @type {Record<string, string[]>} */
const DEEDS = {
  "check-in": ["expected", "open", "late"],
  number: ["open", "late"],
  move: ["expected", "open", "late"],
  missed: ["open", "late"],
  contact: ["expected", "open", "late"],
  cancel: ["expected", "open", "late"],
};

const FORMS = /** @type {const} */ (["contact", "move", "number"]);
/** What each form does. */
const DEED_OF = /** @type {const} */ ({ contact: "contact", move: "move", number: "check-in" });
const MISSING = /** @type {const} */ ({ contact: "contact.missing", move: "slots.missing", number: "numbers.missing" });

export class Detail {
  #root;
  #act;
  #slots = new SlotPicker(() => this.#showMoveButton());
  #contact = new ContactFields();
  #numbers;
  /** @type {Appointment | null} */
  #shown = null;
  /** @type {Day | null} */
  #day = null;

  /**
   * @param {HTMLElement} root
   * @param {Act} act
   */
  constructor(root, act) {
    this.#root = /** @type {HTMLElement} */ (root.querySelector('[data-panel="appointment"]'));
    this.#act = act;
    part(this.#root, "move-slots").append(this.#slots.element);
    part(this.#root, "contact").append(this.#contact.element);
    this.#numbers = new NumberChoice(this.#form("number"));
    for (const name of FORMS) this.#bind(name);
    this.#showMoveButton();
  }

  /**
   * @param {Appointment} one
   * @param {Day} day
   */
  show(one, day) {
    const isAnother = this.#shown?.id !== one.id;
    this.#shown = one;
    this.#day = day;
    if (isAnother) this.closeForms();
    fill(this.#root, fields(one, day));
    this.#showPhone(one.phone);
    this.#showSwitch(one);
    this.tick();
  }

  /** Time passes: what can be done changes. */
  tick() {
    const one = this.#shown;
    if (!one || !this.#day) return;
    const stage = stageOf(one);
    for (const button of /** @type {NodeListOf<HTMLElement>} */ (this.#root.querySelectorAll(".appointment-deeds button"))) {
      button.hidden = !DEEDS[button.dataset.deed ?? ""].includes(stage) || (button.dataset.deed === "missed" && remaining(one.begins_at) > 0);
    }
    this.#root.dataset.stage = stage;
    const isClosed = stage === "expected" || this.#isRefused(one);
    for (const deed of ["check-in", "number"]) this.#root.querySelector(`[data-deed="${deed}"]`)?.setAttribute("aria-disabled", String(isClosed));
    fill(this.#root, { state: stateText(one), hint: this.#hint(one) });
  }

  /** A button that has done its work is gone, and the focus with it. */
  rescueFocus() {
    if (document.activeElement === document.body) this.focus();
  }

  focus() {
    part(document, "panel").scrollTop = 0;
    document.getElementById("appointment-title")?.focus({ preventScroll: true });
  }

  /** @param {FormName} name */
  openForm(name) {
    const one = this.#shown;
    if (!one || !this.#day) return;
    this.closeForms();
    this.#form(name).hidden = false;
    part(document, "panel").scrollTop = 0;
    this.#open[name](one, this.#day);
  }

  /** @type {Record<FormName, (one: Appointment, day: Day) => unknown>} */
  #open = {
    contact: (one) => {
      this.#contact.write(one);
      this.#contact.focus();
    },
    move: (one, { today, day }) => {
      void this.#slots.look(slotsOf(one), day > today ? day : today);
      part(this.#slots.element, "first").focus();
    },
    number: (one) => this.#numbers.look(one.id),
  };

  /** What the form says; null where something is missing. @type {Record<FormName, () => Record<string, unknown> | null>} */
  #read = {
    contact: () => this.#contact.read(),
    move: () => (this.#slots.chosen ? { begins_at: this.#slots.chosen } : null),
    number: () => this.#numbers.read(),
  };

  /** Whether a form was open. */
  closeForms() {
    const open = FORMS.filter((name) => !this.#form(name).hidden);
    for (const name of open) {
      this.#form(name).hidden = true;
      fill(this.#form(name), { error: "" });
    }
    this.#slots.reset();
    return open.length > 0;
  }

  /** @param {FormName} name */
  #bind(name) {
    this.#form(name).addEventListener("submit", (event) => void this.#submit(event, name));
    part(this.#root, `${name}-back`).addEventListener("click", () => {
      this.closeForms();
      this.focus();
    });
  }

  /**
   * @param {Event} event
   * @param {FormName} name
   */
  async #submit(event, name) {
    event.preventDefault();
    const body = this.#read[name]();
    if (!body) return fill(this.#form(name), { error: text(MISSING[name]) });
    if (await this.#act(DEED_OF[name], body)) {
      this.closeForms();
      this.focus();
    } else if (this.#shown) this.#lookAgain[name]?.(this.#shown);
  }

  /** What was chosen is gone: the rest is shown. @type {Partial<Record<FormName, (one: Appointment) => unknown>>} */
  #lookAgain = {
    move: (one) => this.#slots.look(slotsOf(one), this.#day?.today ?? ""),
    number: (one) => this.#numbers.look(one.id),
  };

  /** @param {Appointment} one */
  #isRefused(one) {
    const office = this.#day?.offices.find((known) => known.id === one.office.id);
    return stageOf(one) === "late" && office?.late_arrival === "refuse";
  }

  /** @param {Appointment} one */
  #hint(one) {
    const stage = stageOf(one);
    if (stage === "expected") return text("hint.early", { time: earlyText(one, this.#day?.today ?? "") });
    return stage === "late" ? text(this.#isRefused(one) ? "hint.refused" : "hint.late") : "";
  }

  /** @param {string} phone */
  #showPhone(phone) {
    const link = /** @type {HTMLAnchorElement} */ (part(this.#root, "phone"));
    link.hidden = !phone;
    part(this.#root, "no-phone").hidden = Boolean(phone);
    link.textContent = phone;
    link.href = `tel:${phone.replace(/[^+\d]/g, "")}`;
  }

  /** @param {Appointment} one */
  #showSwitch(one) {
    const others = one.state === "confirmed" ? one.channels.filter((channel) => channel !== one.channel) : [];
    const known = part(this.#root, "switch");
    if ([...known.children].map((button) => /** @type {HTMLElement} */ (button).dataset.channel).join() === others.join()) return;
    known.replaceChildren(...others.map((channel) => {
      const button = fromTemplate("channel-switch");
      button.dataset.channel = channel;
      button.textContent = text(`switch.${channel}`);
      return button;
    }));
  }

  #showMoveButton() {
    const at = this.#slots.chosen;
    fill(this.#root, { move_to: at ? text("move.button.at", { when: whenText(at) }) : text("move.button") });
  }

  /** @param {FormName} name */
  #form(name) {
    return part(this.#root, `${name}-form`);
  }
}

/** @param {Appointment} one */
function slotsOf(one) {
  return `/api/clerk/appointments/${one.id}/slots`;
}

/**
 * From when on somebody may check in: the hour, with the day where it is another one.
 * @param {Appointment} one
 * @param {string} today
 */
function earlyText(one, today) {
  return dayOf(one.check_in_from) === today ? timeText(one.check_in_from) : whenText(one.check_in_from);
}

/**
 * @param {Appointment} one
 * @param {Day} day
 * @returns {Record<string, string>}
 */
function fields(one, day) {
  return {
    name: one.name,
    time: timesText(one),
    day: dayName(day.day, day.today),
    services: one.services.map(({ name }) => name).join("\n"),
    count: String(one.persons),
    channel: text(`channel.${one.channel}`),
    where: `${one.office.name}, ${one.diary}`,
    email: one.email || text("contact.none"),
    code: `${one.code.slice(0, 3)} ${one.code.slice(3)}`,
    language: languageName(one.language),
  };
}
