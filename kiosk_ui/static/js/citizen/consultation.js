// The consultation in the ticket's page. Its modules are loaded when the call comes near, not with the page.

import { loadStyle } from "./room_style.js";
import { need, view } from "./views.js";

/**
 * @typedef {import("./ticket_states.js").Ticket} Ticket
 * @typedef {import("../live.js").LiveConnection} LiveConnection
 * @typedef {import("../room/view.js").RoomView} RoomView
 * @typedef {typeof import("../room/view.js").RoomView} RoomClass
 * @typedef {import("./ticket_states.js").Media} Media
 */

/** Follows the ticket: opens the room when there is one, leaves it when it is closed. */
export class ConsultationPart {
  /** Whether the citizen hung up; the other side may still be there. */
  hungUp = false;
  #live;
  #changed;
  #ways;
  /** @type {number | null} the consultation whose room is open or being opened */
  #open = null;
  /** @type {RoomView | null} */
  #room = null;

  /**
   * @param {LiveConnection} live
   * @param {() => void} changed called when `hungUp` changes
   * @param {Pick<import("../room/view.js").ViewOptions, "callBack" | "chooseMedia">} ways
   */
  constructor(live, changed, ways) {
    this.#live = live;
    this.#changed = changed;
    this.#ways = ways;
  }

  /** Loads what the room needs, so that admission to picture takes less than a second. */
  prepare() {
    loadStyle(roomElement());
    return import("../room/view.js");
  }

  /**
   * @param {number | null} consultation the room that should be open
   * @param {Ticket} ticket
   */
  async follow(consultation, ticket) {
    if (consultation === this.#open) return;
    this.#leave();
    this.hungUp = false;
    this.#open = consultation;
    if (consultation === null) return;
    const { RoomView } = await this.prepare();
    if (this.#open === consultation && !this.hungUp) this.#enter(RoomView, consultation, ticket.media);
  }

  /** After hanging up by mistake. @param {Ticket} ticket */
  async reenter(ticket) {
    const consultation = this.#open;
    this.#open = null;
    await this.follow(consultation, ticket);
  }

  /**
   * @param {RoomClass} Room
   * @param {number} consultation
   * @param {Media} media
   */
  #enter(Room, consultation, media) {
    const onHangUp = () => this.#hangUp();
    const live = this.#live;
    const room = new Room(roomElement(), { live, consultation, role: "citizen", media, showsDocuments: true, onHangUp, ...this.#ways });
    this.#room = room;
    room.start();
  }

  #hangUp() {
    this.#leave();
    this.hungUp = true;
    this.#changed();
  }

  #leave() {
    this.#room?.stop();
    this.#room = null;
  }
}

function roomElement() {
  return need(view("consultation"), "[data-consultation]");
}
