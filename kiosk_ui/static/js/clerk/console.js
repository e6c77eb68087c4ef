// The console of one counter: parts that show, one source that knows, one live connection that says when to look.

import { HelpCalls } from "../help/help_calls.js";
import { post } from "../api.js";
import { LiveConnection, liveUrl } from "../live.js";
import { Arrivals } from "./arrivals.js";
import { Asked } from "./asked.js";
import { Deeds } from "./deeds.js";
import { learnServerTime } from "./durations.js";
import { part } from "./elements.js";
import { Header } from "./header.js";
import { Keys } from "./keys.js";
import { KeysPanel } from "./keys_panel.js";
import { LinkState } from "./link_state.js";
import { Notice } from "./notice.js";
import { Panel } from "./panel.js";
import { PaperPanel } from "./paper_panel.js";
import { Parked } from "./parked.js";
import { Person } from "./person.js";
import { isOn } from "./preferences.js";
import { Priority } from "./priority.js";
import { Queue } from "./queue.js";
import { isSignedOut } from "./session.js";
import { Skills } from "./skills.js";
import { Shortcuts } from "./shortcuts.js";
import { Source } from "./source.js";
import { Stage } from "./stage.js";
import { Services, Transfer } from "./targets.js";
import { UndoBar } from "./undo.js";

/** @typedef {import("./console_view.js").View} View */

/** A console that is not seen for three minutes counts as vanished; background tabs are slowed to one timer a minute. */
const SEEN_MS = 45_000;
const LOOK_EVENTS = ["welcome", "event", "reset"];
const TICK_MS = 1_000;

export class Console {
  #root;
  /** @type {Source<View>} */
  #source = new Source("/api/console");
  #live;
  #parts;
  #stage;
  #asked;
  #person;
  #panel;
  #notice;
  #beats;
  #ticks;

  /**
   * @param {HTMLElement} root
   * @param {{clerk: number, office: number}} whose keys, and events of which office
   * @param {() => void} signedOut called when the session turns out to be over
   */
  constructor(root, { clerk, office }, signedOut) {
    this.#root = root;
    this.signedOut = signedOut;
    this.#live = new LiveConnection(liveUrl(), { topics: [`office:${office}`] });
    this.#notice = new Notice(part(root, "person"));
    this.#asked = new Asked(root, { accept: (view) => this.#source.accept(view), failed: (error) => this.showError(error) });
    this.#stage = new Stage(root, this.#live, { leave: () => void this.#asked.leave(), end: () => endForAll(root) });
    this.#person = new Person(root);
    this.#panel = this.#makePanel(new Keys(root, clerk));
    this.#parts = this.#makeParts();
    this.#listen();
    this.#beats = window.setInterval(() => void this.#beSeen(), SEEN_MS);
    this.#ticks = window.setInterval(() => this.#tick(), TICK_MS);
    this.#live.watch(true); // a clerk must know within 3 s
    this.#live.open();
    void this.#beSeen();
    void this.#source.refresh();
  }

  stop() {
    this.#source.stop();
    this.#stage.stop();
    this.#live.close();
    this.#parts.help.stop();
    clearInterval(this.#beats);
    clearInterval(this.#ticks);
    this.#panel.stop();
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

  /** @param {Keys} keys */
  #makePanel(keys) {
    const root = this.#root;
    const failed = (/** @type {unknown} */ error) => this.showError(error);
    return new Panel(root, {
      transfer: new Transfer(root, failed),
      services: new Services(root, failed),
      paper: new PaperPanel(root, failed),
      priority: new Priority(root),
      skills: new Skills(root, { accept: (view) => this.#source.accept(view), failed }),
      keys: new KeysPanel(root, keys),
    }, () => this.#person.focus());
  }

  #makeParts() {
    const root = this.#root;
    const handlers = {
      done: (/** @type {HTMLElement} */ button) => this.#done(button),
      failed: (/** @type {unknown} */ error) => this.showError(error),
    };
    return {
      header: new Header(root),
      help: new HelpCalls(root, this.#live, { mayRing: () => isOn("sound"), failed: handlers.failed }),
      queue: new Queue(root),
      parked: new Parked(root),
      undo: new UndoBar(root, () => void this.#source.refresh()),
      arrivals: new Arrivals(root),
      deeds: new Deeds(root, this.#source, handlers),
      shortcuts: new Shortcuts(root),
      link: new LinkState(root, this.#live, this.#source),
    };
  }

  /** Whoever vanishes does not block a citizen. What fails is said by the link's own line. */
  async #beSeen() {
    await post("/api/console/seen").catch(() => undefined);
  }

  /** @param {HTMLElement} button whose deed is done */
  #done(button) {
    this.#notice.clear();
    this.#panel.done(button);
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
    this.#parts.parked.show(view);
    this.#panel.show(view);
    this.#person.show(view);
    this.#asked.show(view);
    this.#stage.show(view);
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

/** The same as the button below the room, so that it can be undone in the same way. @param {HTMLElement} root */
function endForAll(root) {
  const finish = /** @type {HTMLElement | null} */ (root.querySelector('[data-action="finish"][data-outcome="done"]'));
  finish?.click();
}
