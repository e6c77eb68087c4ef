// Another time for the same appointment: chosen in the calendar, and asked once more before it counts.

import { ApiError } from "../../api.js";
import { text } from "../../texts.js";
import { FreeTimes } from "../booking/free_times.js";
import { whenText } from "../booking/words.js";
import { need, setText, view } from "../views.js";
import { ask, withdraw } from "./question.js";

/** @typedef {import("../booking/words.js").Appointment} Appointment */

export class Moving {
  isOpen = false;
  #page = view("move");
  #times;
  #actions;
  /** @type {Appointment | null} */
  #appointment = null;

  /**
   * @param {{token: () => string, write: (path: string, body: unknown) => Promise<Appointment>,
   *   took: (appointment: Appointment) => void, show: () => void}} actions
   */
  constructor(actions) {
    this.#actions = actions;
    this.#times = new FreeTimes(need(this.#page, "[data-free-times]"), (beginsAt) => this.#ask(beginsAt));
    need(this.#page, "[data-close-move]").onclick = () => this.#close();
  }

  /** @param {Appointment} appointment */
  open(appointment) {
    this.#appointment = appointment;
    this.isOpen = true;
    setText(need(this.#page, "[data-now]"), text("now", { when: whenText(appointment.begins_at) }));
    this.#actions.show();
    this.#times.look("/api/appointment/slots", this.#actions.token());
  }

  #close() {
    this.isOpen = false;
    this.#actions.show();
  }

  /** @param {string} beginsAt */
  #ask(beginsAt) {
    const before = whenText(this.#appointment?.begins_at ?? beginsAt);
    ask("move", { before, after: whenText(beginsAt) }, () => this.#move(beginsAt));
  }

  /** A time that is gone meanwhile is told beside the others. @param {string} beginsAt */
  async #move(beginsAt) {
    try {
      const moved = await this.#actions.write("move", { begins_at: beginsAt });
      this.isOpen = false;
      this.#actions.took(moved);
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== "slot_taken") throw error;
      withdraw();
      await this.#times.look();
      this.#times.problem(error);
    }
  }
}
