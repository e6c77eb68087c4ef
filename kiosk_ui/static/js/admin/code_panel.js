// The one-time code of a device, large enough to be read across a room, and how to use it.

import { timeText } from "../clock.js";
import { text } from "../texts.js";
import { fill, part, showFor } from "../clerk/elements.js";
import { hostsConsultations } from "./conditions.js";

/** @typedef {{code: string, expires_at: string}} Code */

export class CodePanel {
  #panel;
  #timer = 0;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#panel = part(root, "code");
    part(this.#panel, "code-close").addEventListener("click", () => this.hide());
  }

  /** @type {number | null} the device whose code is shown */
  device = null;
  /** Whether the device had no connection before this code. */
  isFirst = true;

  /**
   * @param {{id: number, name: string, function: string, enrolled: boolean}} device
   * @param {Code} code
   */
  show(device, { code, expires_at: expiresAt }) {
    this.device = device.id;
    this.isFirst = !device.enrolled;
    this.#panel.toggleAttribute("data-expired", false);
    showFor(this.#panel, hostsConsultations(device) ? "agent" : "page");
    fill(this.#panel, {
      title: text("code.title", { name: device.name }),
      code: inGroups(code),
      expiry: text("code.expiry", { time: timeText(expiresAt) }),
      page: pageOf(device),
      address_command: "vorzimmer kiosk --address",
      command: `vorzimmer kiosk --server ${location.origin} --code ${code}`,
    });
    this.#panel.hidden = false;
    this.#panel.querySelector("h3")?.focus();
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#expire(), Date.parse(expiresAt) - Date.now());
  }

  hide() {
    clearTimeout(this.#timer);
    this.device = null;
    this.#panel.hidden = true;
  }

  #expire() {
    fill(this.#panel, { expiry: text("code.expired") });
    this.#panel.toggleAttribute("data-expired", true);
  }
}

/** @param {{function: string}} device */
function pageOf(device) {
  return `${location.origin}/${device.function === "board" ? "board" : "kiosk"}/`;
}

/** Four letters at a time: "K7QP 3M2X". @param {string} code */
function inGroups(code) {
  return code.replace(/(.{4})(?=.)/g, "$1 ");
}
