// The terminal: follows the ticket that was called to this device from the call to the wipe.

import { ApiError, post } from "../api.js";
import { RoomView } from "../room/view.js";
import { gong } from "../sound.js";
import { errorText } from "../texts.js";
import { CodeEntry } from "./code_entry.js";
import { countdownIn } from "./countdown.js";
import { serverNow } from "./server_clock.js";
import { fillSlots, part, showOne } from "./slots.js";
import { TERMINAL_SCREENS } from "./steps.js";

export const CODE_DIGITS = 6;
export const THANKS_SECONDS = 10;

/**
 * @typedef {import("./views.js").Assignment} Assignment
 * @typedef {import("./own_device.js").OwnDevice} OwnDevice
 */

/** Lives as long as one ticket is at this terminal; `stop()` before the page is wiped. */
export class Terminal {
  hungUp = false;
  #device;
  #show;
  /** @type {CodeEntry | null} */
  #entry = null;
  /** @type {RoomView | null} */
  #room = null;
  #countdowns = {
    called: countdownIn("[data-screen=called]", serverNow),
    thanks: countdownIn("[data-screen=thanks]"),
  };
  /** The call that was rung last, as "ticket recalls". */
  #rung = "";
  #state = "";

  /**
   * @param {OwnDevice} device
   * @param {(screen: string) => void} show
   */
  constructor(device, show) {
    this.#device = device;
    this.#show = show;
  }

  /** @param {Assignment} assignment */
  follow(assignment) {
    if (assignment.state === "called") this.#call(assignment);
    else this.#stopCalling();
    if (assignment.state === "serving") this.#serve(assignment);
    if (assignment.state === "finished") this.#thank();
    this.#state = assignment.state;
    this.#show(this.#screen(assignment));
  }

  /** After hanging up by mistake. */
  rejoin() {
    this.hungUp = false;
    this.#leaveRoom();
    this.#device.refresh();
    const { assignment } = this.#device.view;
    if (assignment) this.follow(assignment);
  }

  stop() {
    this.#stopCalling();
    this.#countdowns.thanks.stop();
    this.#leaveRoom();
  }

  /** @param {Assignment} assignment */
  #screen(assignment) {
    const screen = TERMINAL_SCREENS[assignment.state];
    return screen === "serving" && this.hungUp ? "hung_up" : screen;
  }

  /** @param {Assignment} assignment */
  #call(assignment) {
    const screen = part("[data-screen=called]");
    fillSlots(screen, { number: assignment.number });
    showOne(screen, "proof", this.#device.view.agent_present ? "camera" : "code");
    showOne(screen, "recalls", assignment.recalls ? "last" : "first");
    this.#entry ??= this.#openEntry(screen);
    this.#ring(assignment);
  }

  /** Each call and each recall sounds and counts down once, however often the view is loaded. @param {Assignment} assignment */
  #ring(assignment) {
    const ring = `${assignment.ticket_id} ${assignment.recalls} ${assignment.confirm_until}`;
    if (ring === this.#rung) return;
    this.#rung = ring;
    const end = Date.parse(assignment.confirm_until);
    const left = Math.max(1, (end - serverNow()) / 1000);
    this.#countdowns.called.until(end, left, () => this.#device.refresh());
    gong();
  }

  /** @param {HTMLElement} screen */
  #openEntry(screen) {
    part("[data-problem]", screen).hidden = true;
    return new CodeEntry(screen, {
      length: CODE_DIGITS,
      code: (code) => this.confirm({ code }),
      token: (token) => this.confirm({ token }),
    });
  }

  /** @param {{code: string} | {token: string}} proof */
  async confirm(proof) {
    const box = part("[data-problem]", part("[data-screen=called]"));
    try {
      await this.#device.confirm(proof);
    } catch (error) {
      this.#entry?.clear();
      fillSlots(box, { detail: errorText(error) });
      showOne(box, "hint", error instanceof ApiError ? error.code : null);
      box.hidden = false;
      if (error instanceof ApiError && error.status !== 0) this.#device.refresh(); // perhaps the call is over
    }
  }

  #stopCalling() {
    this.#countdowns.called.stop();
    this.#entry?.stop();
    this.#entry = null;
  }

  /** The same room goes on after an undone finish; another consultation is another room. @param {Assignment} assignment */
  #serve(assignment) {
    this.#countdowns.thanks.stop();
    if (this.#room || !assignment.consultation) return;
    this.#room = new RoomView(part("[data-screen=serving]"), {
      live: this.#device.live,
      consultation: assignment.consultation.id,
      role: "citizen",
      media: "camera",
      documents: false,
      onHangUp: () => this.#leave(),
      onLeft: () => this.#device.refresh(),
    });
    this.#room.start();
  }

  /** Whatever goes wrong in leaving must not keep the page from being wiped. */
  #leaveRoom() {
    const room = this.#room;
    this.#room = null;
    try {
      room?.stop();
    } catch (error) {
      reportError(error);
    }
  }

  #leave() {
    this.hungUp = true;
    this.#show("hung_up");
  }

  /** The clerk may still undo: until then the room stays, unseen and unheard. */
  #thank() {
    if (this.#state === "finished") return;
    showOne(part("[data-screen=thanks]"), "rating", "ask");
    this.#countdowns.thanks.start(THANKS_SECONDS, () => this.#end());
  }

  /** How it was; what goes wrong with it is no worry of somebody who leaves. @param {string} answer */
  async rate(answer) {
    showOne(part("[data-screen=thanks]"), "rating", "thanks");
    await post("/api/device/feedback", { answer }, { bearer: this.#device.token }).catch(() => {});
  }

  /** The page is wiped when the server has closed the consultation; camera and microphone do not wait for that. */
  #end() {
    this.#leaveRoom();
    this.#device.refresh();
  }
}
