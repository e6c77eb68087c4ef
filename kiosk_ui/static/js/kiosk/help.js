// Help is called here and rings elsewhere. The call belongs to the device, not to the visit: it outlives the wipe.

import { newKey, post } from "../api.js";
import { fillSlots, part, showOne } from "./slots.js";

/** @typedef {import("./check_in.js").Desk} Desk */

export class Help {
  #desk;
  #failed = false;

  /** @param {Desk} desk */
  constructor(desk) {
    this.#desk = desk;
  }

  /** @type {Record<string, () => void>} */
  actions = { help: () => void this.#call(), help_withdraw: () => void this.#withdraw() };

  /** Somebody is on the way, or will be: whoever waits for help is not asked whether they are still there. */
  get isCalled() {
    return Boolean(this.#desk.view?.help);
  }

  /** The device's view has changed. */
  follow() {
    const { help } = this.#desk.view;
    if (help) this.#failed = false;
    const banner = part("[data-help]");
    banner.hidden = !help && !this.#failed;
    fillSlots(banner, { helper: help?.taken_by ?? "" });
    showOne(banner, "help-state", help ? stateOf(help) : "failed");
    part("[data-tools] [data-action=help]").setAttribute("aria-pressed", String(Boolean(help)));
  }

  async #call() {
    if (this.isCalled) return;
    const { device } = this.#desk;
    this.#failed = !(await post("/api/device/help", {}, { bearer: device.token, idempotencyKey: newKey() }).catch(() => null));
    if (this.#failed) this.follow();
    else device.refresh();
  }

  async #withdraw() {
    const { device } = this.#desk;
    await post("/api/device/help/withdraw", {}, { bearer: device.token }).catch(() => {});
    device.refresh();
  }
}

/** @param {import("./views.js").HelpView} help */
function stateOf(help) {
  if (help.taken_by) return "coming";
  return help.is_heard ? "ringing" : "unheard";
}
