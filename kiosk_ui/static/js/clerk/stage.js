// The main area during a video consultation. It belongs to the room; this decides when there is one.

import { RoomView } from "../room/view.js";
import { part } from "./elements.js";

/** @typedef {import("./console_view.js").Current} Current */

export class Stage {
  #stage;
  #room;
  #ended;
  #live;
  /** @type {RoomView | null} */
  #view = null;
  /** @type {number | null} the consultation that is shown */
  #shown = null;
  /** @type {number | null} the consultation that the clerk hung up */
  #left = null;
  /** @type {Current | null} */
  #current = null;

  /**
   * @param {HTMLElement} root the console
   * @param {import("../live.js").LiveConnection} live
   */
  constructor(root, live) {
    this.#stage = part(root, "stage");
    this.#room = part(root, "room");
    this.#ended = part(root, "room-ended");
    this.#live = live;
    part(root, "room-again").onclick = () => {
      this.#left = null;
      this.show(this.#current);
    };
  }

  /** A finished consultation keeps its media, unseen, until it is closed: the clerk may take the end back. @param {Current | null} current */
  show(current) {
    this.#current = current;
    const consultation = current?.consultation;
    const wanted = consultation && consultation.state !== "closed" ? consultation.id : null;
    const left = wanted !== null && wanted === this.#left;
    if (this.#shown !== (left ? null : wanted)) this.stop();
    if (current && wanted !== null && !left && this.#shown === null) this.#start(current, wanted);
    this.#stage.hidden = wanted === null || current?.state !== "serving";
    this.#room.hidden = left;
    this.#ended.hidden = !left;
  }

  stop() {
    this.#view?.stop();
    this.#view = null;
    this.#shown = null;
    this.#live.watch(true); // the room has ended its watch; the console keeps its own
  }

  /**
   * @param {Current} current
   * @param {number} consultation
   */
  #start(current, consultation) {
    this.#shown = consultation;
    this.#view = new RoomView(this.#room, {
      live: this.#live,
      consultation,
      role: "clerk",
      media: "camera",
      documents: current.at_terminal,
      onHangUp: () => this.#hungUp(consultation),
    });
    this.#view.start();
  }

  /** @param {number} consultation */
  #hungUp(consultation) {
    this.#left = consultation;
    this.show(this.#current);
  }
}
