// The clerk's document camera: asked for, looked at, taken as a still.
import { part, showOnly } from "./partial.js";
import { takeStill } from "./still.js";

/** The agent opens its camera in about a second; then something is wrong. */
const PATIENCE_MS = 6_000;
const STILL_NOTICES = ["camera_lost", "busy", "not_connected", "too_slow", "damaged"].map((code) => `still-${code}`);

/** @typedef {"off" | "asked" | "on" | "unavailable"} DocumentState */

export class DocumentControls {
  #root;
  #room;
  #notices;
  #viewer;
  #wanted = false;
  #listening = new AbortController();
  /** @type {number | undefined} */
  #patience;

  /**
   * @param {import("./features.js").Context} context
   * @param {import("./still_viewer.js").StillViewer} viewer
   */
  constructor({ root, room, notices }, viewer) {
    this.#root = root;
    this.#room = room;
    this.#notices = notices;
    this.#viewer = viewer;
    const { signal } = this.#listening;
    for (const name of ["joined", "participant", "stream", "stream-state", "stream-ended"]) {
      room.addEventListener(name, () => this.#show(), { signal });
    }
    part(root, "document").addEventListener("click", () => this.#switch(), { signal });
    part(root, "take-still").addEventListener("click", () => void this.#take(), { signal });
    part(root, "document").hidden = false;
    this.#show();
  }

  stop() {
    this.#listening.abort();
    clearTimeout(this.#patience);
    for (const name of ["document", "take-still"]) part(this.#root, name).hidden = true;
  }

  /** @returns {DocumentState} */
  get state() {
    if (this.#stream?.edge.state === "connected") return "on";
    if (!this.#room.participants.get("agent")?.present) return "unavailable";
    return this.#wanted ? "asked" : "off";
  }

  get #stream() {
    return this.#room.streams.incoming.find(({ address }) => address.peer === "agent" && address.label === "document");
  }

  #switch() {
    this.#wanted = !this.#wanted;
    clearTimeout(this.#patience);
    this.#notices.clear("document-missing");
    if (this.#wanted) this.#ask();
    else this.#room.streams.release("document");
    this.#show();
  }

  #ask() {
    this.#room.streams.request("document");
    this.#patience = window.setTimeout(() => this.#notices.toggle("document-missing", this.state !== "on"), PATIENCE_MS);
  }

  async #take() {
    const button = /** @type {HTMLButtonElement} */ (part(this.#root, "take-still"));
    STILL_NOTICES.forEach((name) => this.#notices.clear(name));
    button.setAttribute("aria-busy", "true");
    button.disabled = true;
    try {
      const still = await takeStill(this.#stream?.still ?? null);
      if (!this.#listening.signal.aborted) this.#viewer.show(still, "agent");
    } catch (error) {
      this.#notices.show(`still-${/** @type {{code?: string}} */ (error).code ?? "damaged"}`);
    }
    button.removeAttribute("aria-busy");
    this.#show();
  }

  #show() {
    const { state } = this;
    const button = /** @type {HTMLButtonElement} */ (part(this.#root, "document"));
    button.dataset.state = state;
    button.disabled = state === "unavailable" && !this.#wanted;
    button.setAttribute("aria-pressed", String(this.#wanted));
    showOnly(button, "data-when", state);
    const still = /** @type {HTMLButtonElement} */ (part(this.#root, "take-still"));
    still.hidden = state !== "on";
    still.disabled = still.getAttribute("aria-busy") === "true";
    if (state === "on") this.#notices.clear("document-missing");
  }
}
