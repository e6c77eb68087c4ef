// The set-up page's third way: this server's system from the stick to the internal disk.

import { ApiError, post } from "../api.js";
import { diskName, phase, problemOf, whatIsOn } from "../disks.js";
import { errorText, text } from "../texts.js";

const LOOK_AGAIN_MS = 2_000;

/** @typedef {import("../disks.js").Disk} Disk */
/** @typedef {import("../disks.js").Installation} Installation */

/**
 * @typedef {object} Page
 * @property {() => string} code the set-up code that was entered
 * @property {(step: string) => void} show
 * @property {(detail: string) => void} refuse
 */

export class Installing {
  #page;

  /** @param {Page} page */
  constructor(page) {
    this.#page = page;
    for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-end]"))) {
      button.addEventListener("click", () => void this.#end(button.dataset.end ?? ""));
    }
  }

  /** What can be chosen. True: a copy is on its way already, or done, and shown. */
  async look() {
    /** @type {{disks: Disk[], installation: Installation}} */
    const { disks, installation } = await this.#ask("disks");
    const suitable = disks.filter((disk) => !disk.refusal);
    const refused = disks.filter((disk) => disk.refusal);
    part("to-disk").hidden = suitable.length === 0;
    part("disks").replaceChildren(...suitable.map(choice));
    part("refused-disks").hidden = refused.length === 0;
    part("refused-disks").replaceChildren(...refused.map(refusal));
    return installation.stage !== "failed" && this.#tell(installation);
  }

  /** @param {string} path of a disk */
  async begin(path) {
    this.#tell(await this.#ask("install", { disk: path, confirm: path }));
  }

  /** True: it takes the page. @param {Installation} installation */
  #tell(installation) {
    const { stage, disk, percent, code } = installation;
    if (stage === "idle") return false;
    if (stage === "failed") return this.#failed(code);
    if (stage === "done") return this.#shown("installed");
    this.#shown("installing");
    /** @type {HTMLProgressElement} */ (part("installation")).value = percent;
    part("installing-disk").textContent = disk && diskName(disk);
    part("percent").textContent = `${percent} %`;
    if (part("phase").textContent !== phase(installation)) part("phase").textContent = phase(installation);
    setTimeout(() => void this.#follow(), LOOK_AGAIN_MS);
    return true;
  }

  /** The disks are asked for once more: one may be gone. @param {string} code */
  #failed(code) {
    /** @type {HTMLInputElement} */ (part("erase")).checked = false;
    this.#page.show("disk");
    this.#page.refuse(problemOf(code));
    this.look().catch(() => {});
    return true;
  }

  /** Shows the step unless it is seen already: the focus stays where somebody put it. @param {string} step */
  #shown(step) {
    if (part(step).hidden) this.#page.show(step);
    return true;
  }

  async #follow() {
    try {
      this.#tell(await this.#ask("install/progress"));
    } catch (error) {
      if (error instanceof ApiError && error.code === "wrong_setup_code") {
        this.#page.show("code"); // the server was started anew
        this.#page.refuse(errorText(error));
      } else {
        setTimeout(() => void this.#follow(), LOOK_AGAIN_MS);
      }
    }
  }

  /** @param {string} deed */
  async #end(deed) {
    try {
      await this.#ask("install/end", { deed });
      part("ending").textContent = text(`ending-${deed}`);
    } catch (error) {
      this.#page.refuse(errorText(error));
    }
  }

  /** @param {string} path @param {object} [body] */
  #ask(path, body = {}) {
    return post(`/api/setup/${path}`, { ...body, code: this.#page.code() });
  }
}

/** @param {Disk} disk @param {number} number */
function choice(disk, number) {
  const template = /** @type {HTMLTemplateElement} */ (document.getElementById("disk-choice"));
  const made = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
  const input = /** @type {HTMLInputElement} */ (made.querySelector("input"));
  const label = /** @type {HTMLLabelElement} */ (made.querySelector("label"));
  Object.assign(input, { id: `disk-${number}`, value: disk.path });
  label.htmlFor = input.id;
  label.textContent = text("disk", { disk: diskName(disk), path: disk.path, words: whatIsOn(disk) });
  return made;
}

/** @param {Disk} disk */
function refusal(disk) {
  const line = document.createElement("li");
  line.textContent = text("disk", { disk: diskName(disk), path: disk.path, words: problemOf(disk.refusal) });
  return line;
}

/** @param {string} name */
function part(name) {
  const found = document.querySelector(`[data-part="${name}"], [data-field="${name}"], [data-step="${name}"]`);
  return /** @type {HTMLElement} */ (found);
}
