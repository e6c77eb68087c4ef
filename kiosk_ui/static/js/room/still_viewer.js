// Looking at stills: fitted or enlarged, turned, two beside each other; gone when the viewer is closed.
import { hintFor } from "./documents/checks.js";
import { StillPane } from "./documents/still_pane.js";
import { copyOf, part, showOnly, words } from "./partial.js";

/** Older ones fall out: each is some megabytes. */
const MOST = 6;

/**
 * @typedef {import("./still.js").Still} Still
 * @typedef {import("./documents/still_pane.js").Shown} Shown
 */

/** Dispatches "changed": another picture is looked at, or none. */
export class StillViewer extends EventTarget {
  /** @type {Shown[]} */
  #shown = [];
  #room;
  #root;
  #panes;
  /** @type {StillPane} the one that the buttons are about */
  #active;
  #comparing = false;
  #listening = new AbortController();

  /** @param {HTMLElement} root of the room */
  constructor(root) {
    super();
    this.#room = root;
    this.#root = part(root, "still");
    this.#panes = [
      new StillPane(part(this.#root, "still-view"), "still-image"),
      new StillPane(part(this.#root, "still-view-2"), "still-image-2"),
    ];
    this.#active = this.#panes[0];
    const { signal } = this.#listening;
    for (const [name, act] of Object.entries(this.#acts)) part(this.#root, name).addEventListener("click", act, { signal });
    this.#root.addEventListener("keydown", (event) => this.#pressed(event), { signal });
    for (const pane of this.#panes) pane.view.addEventListener("focusin", () => this.#activate(pane), { signal });
    for (const pane of this.#panes) pane.view.addEventListener("pointerdown", () => this.#activate(pane), { signal });
  }

  /** What is looked at. */
  get pane() {
    return this.#active.shown ? this.#active : null;
  }

  /**
   * @param {Still} still
   * @param {string} from whose it is
   */
  show(still, from = "") {
    const isFirst = this.#root.hidden;
    const shown = { ...still, from, turns: 0, url: URL.createObjectURL(still.picture) };
    this.#shown.push(shown);
    this.#root.hidden = false;
    if (this.#shown.length > MOST) this.#forget(this.#shown[0]);
    this.#look(shown);
    if (isFirst) part(this.#root, "still-zoom").focus();
  }

  /** Nothing of them stays behind. */
  close() {
    this.#compare(false);
    [...this.#shown].forEach((shown) => this.#forget(shown));
    this.#panes.forEach((pane) => pane.clear());
    this.#root.hidden = true;
    this.#tell();
  }

  end() {
    this.close();
    this.#listening.abort();
    this.#panes.forEach((pane) => pane.end());
  }

  /** @type {Record<string, () => void>} */
  #acts = {
    "still-zoom": () => this.#do((pane) => pane.toggle()),
    "still-zoom-in": () => this.#do((pane) => pane.zoom(1)),
    "still-zoom-out": () => this.#do((pane) => pane.zoom(-1)),
    "still-rotate": () => this.#do((pane) => pane.turn(1)),
    "still-compare": () => this.#compare(!this.#comparing),
    "still-close": () => this.close(),
  };

  /** @type {Record<string, () => void>} */
  #keys = {
    Escape: () => this.close(),
    "+": this.#acts["still-zoom-in"],
    "-": this.#acts["still-zoom-out"],
    0: () => this.#do((pane) => pane.whole()),
    1: this.#acts["still-zoom"],
    r: this.#acts["still-rotate"],
    R: () => this.#do((pane) => pane.turn(-1)),
    v: this.#acts["still-compare"],
  };

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    const act = this.#keys[event.key];
    if (!act || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    act();
  }

  /** @param {(pane: StillPane) => void} act */
  #do(act) {
    act(this.#active);
    this.#dress();
    this.#tell();
  }

  /** @param {Shown} shown in the active half */
  #look(shown) {
    this.#active.show(shown);
    this.#dress();
    this.#tell();
    void this.#judge(shown);
  }

  /** @param {StillPane} pane */
  #activate(pane) {
    if (pane === this.#active || !pane.shown) return;
    this.#active = pane;
    this.#dress();
    this.#tell();
    void this.#judge(pane.shown);
  }

  /** Beside the one that is looked at, the one before it. @param {boolean} on */
  #compare(on) {
    const [first, second] = this.#panes;
    this.#comparing = on && this.#shown.length > 1;
    if (!this.#comparing) this.#active = first;
    else second.show(this.#shown.filter((one) => one !== first.shown).slice(-1)[0]);
    second.view.hidden = !this.#comparing;
    this.#dress();
    this.#panes.forEach((pane) => pane.layOut());
  }

  /** @param {Shown} shown */
  #forget(shown) {
    URL.revokeObjectURL(shown.url);
    this.#shown = this.#shown.filter((one) => one !== shown);
  }

  #dress() {
    showOnly(part(this.#root, "still-zoom"), "data-zoom", this.#active.isWhole ? "actual" : "whole");
    const compare = part(this.#root, "still-compare");
    compare.hidden = this.#shown.length < 2;
    compare.setAttribute("aria-pressed", String(this.#comparing));
    for (const pane of this.#panes) pane.view.classList.toggle("room-still__view--active", this.#comparing && pane === this.#active);
    this.#dressStrip();
  }

  /** All that were taken, when there are several. */
  #dressStrip() {
    const strip = part(this.#root, "still-strip");
    strip.hidden = this.#shown.length < 2;
    const had = strip.contains(document.activeElement);
    strip.replaceChildren(...this.#shown.map((shown, index) => this.#thumbnail(shown, index)));
    if (had) /** @type {HTMLElement | null} */ (strip.querySelector("[aria-current=true]"))?.focus();
  }

  /**
   * @param {Shown} shown
   * @param {number} index
   */
  #thumbnail(shown, index) {
    const button = /** @type {HTMLElement} */ (copyOf(this.#room, '[data-template="thumbnail"]'));
    const image = /** @type {HTMLImageElement} */ (button.querySelector("img"));
    image.src = shown.url;
    image.alt = words(this.#room, "thumbnail-name").replace("{number}", String(index + 1));
    button.setAttribute("aria-current", String(shown === this.#active.shown));
    button.addEventListener("click", () => this.#look(shown));
    return button;
  }

  /** @param {Shown} shown */
  async #judge(shown) {
    showOnly(part(this.#root, "still-hints"), "data-hint", "");
    const hint = await hintFor(shown.picture);
    if (this.#active.shown !== shown) return;
    showOnly(part(this.#root, "still-hints"), "data-hint", hint);
  }

  #tell() {
    this.dispatchEvent(new CustomEvent("changed"));
  }
}
