// What helps on every screen, whoever is before it: help is called, the screen is read aloud, and everything to touch moves
// into the lower half.

import { Help } from "./help.js";
import { IDLE_SECONDS } from "./idle.js";
import { ReadAloud } from "./read_aloud.js";
import { part } from "./slots.js";

/** @typedef {import("./check_in.js").Desk & {idle: import("./idle.js").IdleWatch}} ToolsDesk */

export class Tools {
  #desk;
  #help;
  #reading;

  /**
   * @param {ToolsDesk} desk
   * @param {Set<string>} atRest screens in front of which nobody has begun anything
   */
  constructor(desk, atRest) {
    this.#desk = desk;
    this.#help = new Help(desk);
    this.#reading = new ReadAloud(desk);
    this.atRest = atRest;
  }

  /** @type {Record<string, (element: HTMLElement) => void>} */
  get actions() {
    return { ...this.#help.actions, ...this.#reading.actions, lower: () => this.#lower(!isLower()) };
  }

  /** Nobody is asked whether they are still there while they wait for help, or listen. */
  get isInUse() {
    return this.#help.isCalled || this.#reading.isReading;
  }

  get isReading() {
    return this.#reading.isReading;
  }

  /** Another screen is shown. */
  turned() {
    this.#reading.stop();
  }

  /** The device's view has changed, or a second has passed. */
  follow() {
    part("[data-tools]").hidden = false;
    this.#help.follow();
    const isForgotten = this.atRest.has(this.#desk.screen) && this.#desk.idle.seconds > IDLE_SECONDS;
    this.#lower(isLower() && !isForgotten);
  }

  /** The next person finds everything as it is for most. */
  ended() {
    this.turned();
    this.#lower(false);
  }

  /** @param {boolean} on */
  #lower(on) {
    document.body.toggleAttribute("data-lower", on);
    part("[data-tools] [data-action=lower]").setAttribute("aria-pressed", String(on));
  }
}

const isLower = () => document.body.hasAttribute("data-lower");
