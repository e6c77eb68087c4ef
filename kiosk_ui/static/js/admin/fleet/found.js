// New devices: those found on the network, and those that wait for a USB stick.

import { text } from "../../texts.js";
import { fill, fromTemplate, part } from "../../clerk/elements.js";
import { sinceText } from "../wording.js";
import { AdoptionForm, inGroups } from "./adoption_form.js";

/**
 * @typedef {import("./adoption_form.js").Way} Way
 * @typedef {import("./shapes.js").FleetView} FleetView
 * @typedef {import("./shapes.js").Found} FoundDevice
 * @typedef {import("./shapes.js").Named} Named
 */

const ADDRESSED = /^#adopt=([0-9a-f]{16}):(\d{6})$/;

export class Found {
  #root;
  #list;
  #form;
  /** @type {FleetView | null} */
  #view = null;
  /** @type {Named[]} */
  #offices = [];
  /** From the QR code on a device's screen. */
  #wished = ADDRESSED.exec(location.hash);

  /**
   * @param {HTMLElement} root
   * @param {(name: string) => Promise<void>} adopted
   */
  constructor(root, adopted) {
    this.#root = root;
    this.#list = part(root, "found-list");
    this.#form = new AdoptionForm(root, adopted);
    part(root, "found").addEventListener("click", (event) => this.#clicked(event));
    if (this.#wished) history.replaceState(null, "", location.pathname + location.search); // a code in the address ends here
  }

  /**
   * @param {FleetView} view
   * @param {Named[]} offices
   */
  show(view, offices) {
    this.#view = view;
    this.#offices = offices;
    part(this.#root, "nothing-found").hidden = !view.enabled || view.discovered.length > 0;
    part(this.#root, "fleet-off").hidden = view.enabled;
    part(this.#root, "found-deeds").hidden = !view.enabled;
    this.#showList(view.discovered);
    this.#showWaiting(view);
    this.#followAddress();
  }

  /** @param {FoundDevice[]} found */
  #showList(found) {
    const signature = JSON.stringify(found);
    if (this.#list.dataset.shown === signature) return; // a rebuilt list would lose the focus
    this.#list.dataset.shown = signature;
    this.#list.replaceChildren(...found.map(foundItem));
  }

  /** @param {FleetView} view */
  #showWaiting(view) {
    part(this.#root, "waiting").hidden = view.pending.length === 0;
    part(this.#root, "waiting-list").replaceChildren(
      ...view.pending.map((file) => {
        const item = fromTemplate("waiting-file");
        const what = text("waiting.what", { function: text(`function.${file.function}`), office: file.office.name });
        fill(item, { name: file.name, what, until: text("waiting.until", { until: sinceText(file.expires_at) }) });
        return item;
      }),
    );
  }

  /** `#adopt=ID:CODE` opens the form for that device; by its address where it was not found. */
  #followAddress() {
    if (!this.#wished || this.#offices.length === 0) return;
    const [, id, code] = this.#wished;
    this.#wished = null;
    const isFound = this.#view?.discovered.some((device) => device.id === id);
    this.#open({ way: isFound ? "found" : "address", id, code });
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const opener = /** @type {Element} */ (event.target).closest("[data-adopt]");
    if (!(opener instanceof HTMLElement)) return;
    const item = /** @type {HTMLElement | null} */ (opener.closest(".found"));
    this.#open({ way: /** @type {Way} */ (opener.dataset.adopt), id: item?.dataset.id, opener });
  }

  /** @param {import("./adoption_form.js").Wish} wish */
  #open(wish) {
    this.#form.open(wish, this.#offices, this.#view?.replaceable ?? []);
  }
}

/** @param {FoundDevice} device */
function foundItem({ id, address, version, state, text: words, next }) {
  const item = fromTemplate("found");
  item.dataset.id = id;
  item.dataset.state = state;
  const where = text("found.where", { address, version });
  fill(item, { id: inGroups(id, 4), where, text: words, next });
  const ways = { found: state === "new", rejoin: state === "adopted" };
  for (const [way, isPossible] of Object.entries(ways)) {
    const button = /** @type {HTMLElement} */ (item.querySelector(`[data-adopt="${way}"]`));
    button.hidden = !isPossible;
    button.setAttribute("aria-label", text(`adoption.${way}`, { id }));
  }
  return item;
}
