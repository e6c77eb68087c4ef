// The main area during a video consultation. It belongs to the room; this decides when there is one.

import { RoomView } from "../room/view.js";
import { part } from "./elements.js";

/**
 * @typedef {import("./console_view.js").View} View
 * @typedef {import("./console_view.js").Current} Current
 * @typedef {{id: number, role: "clerk" | "guest", current: Current | null}} Wanted a consultation, and as what
 */

export class Stage {
  #stage;
  #room;
  #ended;
  #live;
  /** @type {RoomView | null} */
  #view = null;
  /** @type {string | null} the consultation that is shown, and as what this clerk takes part */
  #shown = null;
  /** @type {number | null} the consultation that the clerk hung up */
  #left = null;
  /** @type {View | null} */
  #console = null;
  #deeds;

  /**
   * @param {HTMLElement} root the console
   * @param {import("../live.js").LiveConnection} live
   * @param {{leave: () => void, end: () => void}} deeds a guest leaves; the clerk ends it for everyone
   */
  constructor(root, live, deeds) {
    this.#deeds = deeds;
    this.#stage = part(root, "stage");
    this.#room = part(root, "room");
    this.#ended = part(root, "room-ended");
    this.#live = live;
    part(root, "room-again").onclick = () => {
      this.#left = null;
      if (this.#console) this.show(this.#console);
    };
  }

  /** A finished consultation keeps its media, unseen, until it is closed: the clerk may take the end back. @param {View} view */
  show(view) {
    this.#console = view;
    const wanted = wantedIn(view);
    const left = wanted !== null && wanted.id === this.#left;
    const key = wanted && !left ? `${wanted.role} ${wanted.id}` : null;
    if (this.#shown !== key) this.stop();
    if (wanted && key !== null && this.#shown === null) this.#start(wanted, key);
    this.#stage.hidden = wanted === null || (wanted.role === "clerk" && wanted.current?.state !== "serving");
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
   * @param {Wanted} wanted
   * @param {string} key
   */
  #start({ id, role, current }, key) {
    this.#shown = key;
    this.#view = new RoomView(this.#room, {
      live: this.#live,
      consultation: id,
      role,
      media: "camera",
      documents: current?.at_terminal,
      deviceKey: current?.device_key,
      onHangUp: () => this.#hungUp(id, role),
      onEnd: this.#deeds.end,
    });
    this.#view.start();
  }

  /**
   * @param {number} consultation
   * @param {string} role
   */
  #hungUp(consultation, role) {
    if (role === "guest") return this.#deeds.leave();
    this.#left = consultation;
    if (this.#console) this.show(this.#console);
  }
}

/** One's own consultation, else that of a colleague who has asked for company. @param {View} view @returns {Wanted | null} */
function wantedIn({ current, asked }) {
  const own = current?.consultation;
  if (own && own.state !== "closed") return { id: own.id, role: "clerk", current };
  return asked?.state === "admitted" ? { id: asked.consultation, role: "guest", current: null } : null;
}
