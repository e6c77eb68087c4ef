// What lies beside the pictures, one at a time: chat, form, files, ... A panel is `[data-panel]`, its switch in the
// control bar `[data-panel-toggle]` with the same name; `[data-panel-focus]` in it gets the focus when it is opened.
import { part } from "./partial.js";

/** Dispatches "changed" {name, before}: another panel is open, or none (null). */
export class Panels extends EventTarget {
  /** @type {string | null} */
  #open = null;
  #root;
  #listening = new AbortController();

  /** @param {HTMLElement} root of the room */
  constructor(root) {
    super();
    this.#root = root;
    const { signal } = this.#listening;
    for (const toggle of this.#all("data-panel-toggle")) {
      const name = toggle.dataset.panelToggle ?? "";
      toggle.addEventListener("click", () => this.#press(name), { signal });
    }
    for (const panel of this.#all("data-panel")) {
      part(panel, "panel-close").addEventListener("click", () => this.close({ focus: true }), { signal });
      panel.addEventListener("keydown", (event) => this.#escape(event), { signal });
    }
    this.#show(null);
  }

  /** The panel that is open. */
  get current() {
    return this.#open;
  }

  /**
   * @param {string} name
   * @param {{focus?: boolean}} [manner]
   */
  open(name, { focus = false } = {}) {
    this.#change(name);
    if (focus) this.#focusInside(name);
  }

  /** @param {{focus?: boolean}} [manner] */
  close({ focus = false } = {}) {
    const before = this.#open;
    this.#change(null);
    if (focus && before) this.#focusToggle(before);
  }

  stop() {
    this.#listening.abort();
    this.#show(null);
  }

  /** @param {string} name */
  #press(name) {
    if (this.#open === name) this.close({ focus: true });
    else this.open(name, { focus: true });
  }

  /** @param {KeyboardEvent} event */
  #escape(event) {
    if (event.key === "Escape" && !event.defaultPrevented) this.close({ focus: true });
  }

  /** @param {string} name */
  #focusInside(name) {
    const panel = this.#all("data-panel").find((one) => one.dataset.panel === name);
    const targets = /** @type {HTMLElement[]} */ ([...(panel?.querySelectorAll("[data-panel-focus]") ?? [])]);
    const target = targets.find((one) => one.offsetParent !== null); // some are for the other role, or for later
    (target ?? (panel && part(panel, "panel-close")))?.focus();
  }

  /** @param {string | null} name */
  #change(name) {
    const before = this.#open;
    if (before === name) return;
    this.#show(name);
    this.dispatchEvent(new CustomEvent("changed", { detail: { name, before } }));
  }

  /** @param {string | null} name */
  #show(name) {
    this.#open = name;
    this.#root.classList.toggle("room--panel", name !== null);
    this.#root.dataset.openPanel = name ?? "";
    for (const panel of this.#all("data-panel")) panel.hidden = panel.dataset.panel !== name;
    for (const toggle of this.#all("data-panel-toggle")) {
      toggle.setAttribute("aria-expanded", String(toggle.dataset.panelToggle === name));
    }
  }

  /** It may have gone behind "More" (more.js). @param {string} name */
  #focusToggle(name) {
    const toggle = this.#toggleOf(name);
    const isShown = toggle && toggle.offsetParent !== null;
    if (isShown) toggle.focus();
    else part(this.#root, "more-toggle").focus();
  }

  /** @param {string} name */
  #toggleOf(name) {
    return this.#all("data-panel-toggle").find((toggle) => toggle.dataset.panelToggle === name);
  }

  /** @param {string} attribute */
  #all(attribute) {
    return /** @type {HTMLElement[]} */ ([...this.#root.querySelectorAll(`[${attribute}]`)]);
  }
}
