// The console of one counter: parts that show, one source that knows, one live connection that says when to look.

import { LiveConnection, liveUrl } from "../live.js";
import { Arrivals } from "./arrivals.js";
import { Deeds } from "./deeds.js";
import { learnServerTime } from "./durations.js";
import { part } from "./elements.js";
import { Header } from "./header.js";
import { LinkState } from "./link_state.js";
import { Notice } from "./notice.js";
import { Person } from "./person.js";
import { Queue } from "./queue.js";
import { isSignedOut } from "./session.js";
import { Shortcuts } from "./shortcuts.js";
import { Source } from "./source.js";
import { Stage } from "./stage.js";
import { UndoBar } from "./undo.js";

/** @typedef {import("./console_view.js").View} View */

const LOOK_EVENTS = ["welcome", "event", "reset"];
const TICK_MS = 1_000;

export class Console {
  #root;
  /** @type {Source<View>} */
  #source = new Source("/api/console");
  #live;
  #parts;
  #stage;
  #person;
  #notice;
  #ticks;

  /**
   * @param {HTMLElement} root
   * @param {number} officeId whose events are followed
   * @param {() => void} signedOut called when the session turns out to be over
   */
  constructor(root, officeId, signedOut) {
    this.#root = root;
    this.signedOut = signedOut;
    this.#live = new LiveConnection(liveUrl(), { topics: [`office:${officeId}`] });
    this.#notice = new Notice(part(root, "person"));
    this.#stage = new Stage(root, this.#live);
    this.#person = new Person(root);
    this.#parts = this.#makeParts();
    this.#listen();
    this.#ticks = window.setInterval(() => this.#tick(), TICK_MS);
    this.#live.watch(true); // a clerk must know within 3 s
    this.#live.open();
    void this.#source.refresh();
  }

  stop() {
    this.#source.stop();
    this.#stage.stop();
    this.#live.close();
    clearInterval(this.#ticks);
    for (const name of /** @type {const} */ (["arrivals", "deeds", "shortcuts", "link"])) this.#parts[name].stop();
  }

  /** After a new sign-in: the live connection needs the new session, the view may be old. */
  resume() {
    this.#live.close();
    this.#live.open();
    void this.#source.refresh();
  }

  /** A preference was changed. */
  applyPreferences() {
    this.#parts.shortcuts.apply();
    void this.#parts.arrivals.showSoundState();
    if (this.#source.view) this.#person.show(this.#source.view);
  }

  /** @param {unknown} error */
  showError(error) {
    if (isSignedOut(error)) this.signedOut();
    else this.#notice.show(error);
  }

  #makeParts() {
    const root = this.#root;
    const handlers = {
      done: () => this.#notice.clear(),
      failed: (/** @type {unknown} */ error) => this.showError(error),
    };
    return {
      header: new Header(root),
      queue: new Queue(root),
      undo: new UndoBar(root, () => void this.#source.refresh()),
      arrivals: new Arrivals(root),
      deeds: new Deeds(root, this.#source, handlers),
      shortcuts: new Shortcuts(root),
      link: new LinkState(root, this.#live, this.#source),
    };
  }

  #listen() {
    for (const name of LOOK_EVENTS) this.#live.addEventListener(name, () => void this.#source.refresh());
    this.#live.addEventListener("refused", () => void this.#source.refresh()); // the answer says whether the session is over
    this.#source.addEventListener("view", (event) => this.#show(/** @type {CustomEvent<View>} */ (event).detail));
    this.#source.addEventListener("failed", (event) => {
      if (isSignedOut(/** @type {CustomEvent} */ (event).detail)) this.signedOut();
    });
  }

  /** @param {View} view */
  #show(view) {
    const focused = document.activeElement;
    learnServerTime(view.at);
    this.#parts.header.show(view);
    this.#parts.queue.show(view);
    this.#person.show(view);
    this.#stage.show(view.current);
    this.#parts.undo.show(view);
    this.#parts.arrivals.show(view);
    this.#root.toggleAttribute("data-video", this.#person.inVideo);
    this.#rescueFocus(focused);
  }

  /** A button that has vanished under the focus would send the keyboard back to the top of the page. @param {Element | null} focused */
  #rescueFocus(focused) {
    if (!(focused instanceof HTMLElement) || !this.#root.contains(focused) && focused.isConnected) return;
    if (focused.offsetParent === null) this.#person.focus();
  }

  #tick() {
    const focused = document.activeElement;
    this.#parts.header.tick();
    this.#parts.queue.tick();
    this.#person.tick();
    this.#parts.undo.tick();
    this.#rescueFocus(focused);
  }
}
