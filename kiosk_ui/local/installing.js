// Installing to the internal disk, on the local page: the choice of a disk, its confirmation, and how far the copy is.

import { diskName, phase, problemOf, whatIsOn } from "../static/js/disks.js";
import { fillSlots, part, stamp } from "../static/js/kiosk/slots.js";

/** @typedef {import("../static/js/disks.js").Disk} Disk */
/** @typedef {import("../static/js/disks.js").Installation} Installation */

export class Installing {
  #send;
  /** @type {Disk | null} */
  #chosen = null;
  #isPossible = false;
  #stage = "";
  #listed = "";

  /** @param {(path: string, body?: object) => Promise<any>} send */
  constructor(send) {
    this.#send = send;
  }

  /** Asks which disks there are. Throws the device's refusal. */
  async look() {
    /** @type {{disks: Disk[]}} */
    const { disks } = await this.#send("/install/disks");
    this.#isPossible = disks.some((disk) => !disk.refusal);
    const listed = JSON.stringify(disks);
    if (listed === this.#listed) return; // the focus stays where it is
    this.#listed = listed;
    part("[data-disks]").replaceChildren(...disks.map((disk) => this.#line(disk)));
  }

  /** @param {Installation} installation @param {string} view */
  show(installation, view) {
    for (const entry of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-install-entry]"))) {
      const only = entry.dataset.installEntry;
      entry.hidden = !this.#isPossible || (only !== "" && only !== view);
    }
    const { disk, percent, stage, code } = installation;
    const isRunning = stage === "running";
    /** @type {HTMLProgressElement} */ (part("[data-install-progress]")).value = percent;
    fillSlots(document, {
      installing_disk: disk && diskName(disk),
      install_percent: isRunning ? `${percent} %` : "",
      install_phase: isRunning ? phase(installation) : "",
    });
    if (code || stage !== this.#stage) fillSlots(document, { install_problem: problemOf(code) });
    this.#stage = stage;
  }

  /** After the dialog's yes. */
  begin() {
    return this.#send("/install/begin", { disk: this.#chosen?.path, confirm: this.#chosen?.path });
  }

  /** @param {Disk} disk */
  #line(disk) {
    const line = stamp(disk.refusal ? "disk-refused" : "disk-choice");
    fillSlots(line, {
      disk_name: diskName(disk),
      disk_holds: whatIsOn(disk),
      disk_refusal: problemOf(disk.refusal),
      disk_path: disk.path,
    });
    line.querySelector("button")?.addEventListener("click", () => this.#confirm(disk));
    return line;
  }

  /** @param {Disk} disk */
  #confirm(disk) {
    this.#chosen = disk;
    fillSlots(document, { chosen_disk: diskName(disk), chosen_holds: whatIsOn(disk) });
    const dialog = /** @type {HTMLDialogElement} */ (part("#install-dialog"));
    dialog.returnValue = "";
    dialog.showModal();
  }
}
