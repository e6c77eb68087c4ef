// The person who is here, or the calm when nobody is.

import { timeText } from "../clock.js";
import { plural, text } from "../texts.js";
import { channelOf, concernText, isCallBack, modeOf, otherChannels } from "./console_view.js";
import { durationText, elapsed, remaining, stopwatch } from "./durations.js";
import { fill, fromTemplate, part, showFor, showParts } from "./elements.js";
import { languageName } from "./languages.js";
import { isOn } from "./preferences.js";
import { showChoices } from "./switching.js";

/**
 * @typedef {import("./console_view.js").View} View
 * @typedef {import("./console_view.js").Current} Current
 */

export class Person {
  #root;
  #file;
  /** @type {Current | null} */
  #current = null;
  /** In the conversation of a colleague. */
  #isGuest = false;

  /** @param {HTMLElement} root the console */
  constructor(root) {
    this.#root = part(root, "person");
    this.#file = /** @type {HTMLDetailsElement} */ (part(root, "file"));
  }

  /** @param {View} view */
  show(view) {
    const state = stateOf(view);
    const [before, videoBefore] = [this.#root.dataset.state, this.inVideo];
    this.#current = view.current;
    this.#root.dataset.state = state;
    showFor(this.#root, state);
    fill(this.#root, fieldsOf(view, state));
    this.#isGuest = state === "guest";
    if (view.current) this.#showHistory(view.current);
    if (view.current) this.#showContact(view.current);
    if (state !== before) fill(this.#root, { announcement: announcement(view) });
    if (videoBefore !== this.inVideo) this.#file.open = !this.inVideo; // beside a video the file waits folded
    this.tick();
  }

  /** Whether a video takes the main area. */
  get inVideo() {
    return this.#isGuest || (this.#current?.state === "serving" && this.#current.channel === "video");
  }

  tick() {
    const since = this.#current && sinceOf(this.#current);
    part(this.#root, "since").hidden = !since;
    this.#showLocks();
    fill(this.#root, { since: since ? text("since", { clock: stopwatch(elapsed(since)) }) : "" });
  }

  /** What has to wait: a second call at once, and giving somebody up before all calls were made. */
  #showLocks() {
    const current = this.#current;
    if (current?.state !== "called") return;
    this.#lock("recall", remaining(current.recall_at) > 0);
    this.#lock("no-show", current.calls_left > 0);
  }

  /**
   * @param {string} action
   * @param {boolean} isLocked
   */
  #lock(action, isLocked) {
    this.#root.querySelector(`[data-action="${action}"]`)?.setAttribute("aria-disabled", String(isLocked));
  }

  /** Where the focus goes when the button that had it has done its work. */
  focus() {
    const headings = /** @type {HTMLElement[]} */ ([...this.#root.querySelectorAll("h2[tabindex]")]);
    headings.find((heading) => heading.offsetParent !== null)?.focus({ preventScroll: true });
  }

  /** Who booked, the number to dial, and the other ways to talk. @param {Current} current */
  #showContact(current) {
    const phone = phoneOf(current);
    const isUnknown = current.state === "called" && current.channel === "telephone" && !phone;
    const others = [...(isUnknown ? ["telephone"] : []), ...otherChannels(current)];
    showParts(this.#root, "booked", current.appointment !== null);
    showParts(this.#root, "dial", Boolean(phone));
    const link = /** @type {HTMLAnchorElement} */ (part(this.#root, "phone"));
    link.textContent = phone;
    link.href = `tel:${phone.replace(/[^+\d]/g, "")}`;
    showChoices(part(this.#root, "person-switch"), others, current, "switch");
  }

  /** @param {Current} current */
  #showHistory(current) {
    const known = current.history.filter((entry) => text(`history.${entry.type}`));
    part(this.#root, "history").replaceChildren(...known.map(historyItem));
  }
}

/**
 * The key of everything that is shown: "called.video", "idle.waiting".
 * @param {View} view
 */
export function stateOf(view) {
  if (view.current) return `${view.current.state}.${modeOf(view.current)}`;
  if (view.asked?.state === "admitted") return "guest";
  if (view.pause) return "idle.paused";
  if (view.waiting.length) return view.next ? "idle.waiting" : "idle.blocked";
  return view.office.state === "closed" ? "idle.closed" : "idle.empty";
}

/** @type {Record<Current["state"], (current: Current) => string | null>} */
const SINCE = {
  called: (current) => current.called_at,
  serving: (current) => current.admitted_at ?? current.called_at,
  finished: () => null,
};

/** @param {Current} current */
function sinceOf(current) {
  return SINCE[current.state](current);
}

/**
 * @param {View} view
 * @param {string} state
 * @returns {Record<string, string>}
 */
function fieldsOf(view, state) {
  if (view.current) return currentFields(view, view.current);
  if (state !== "guest" || !view.asked) return idleFields(view, state);
  const { number, service, clerk } = view.asked;
  return { number, service, state: text("state.guest", { clerk }) };
}

/**
 * @param {View} view
 * @param {string} state
 * @returns {Record<string, string>}
 */
function idleFields(view, state) {
  const title = plural(state, view.waiting_count) || text(state, pauseFacts(view));
  return { idle: title, idle_arrival: text(isOn("sound") ? "idle.arrival.sound" : "idle.arrival.quiet") };
}

/** @param {View} view @returns {Record<string, string>} */
function pauseFacts({ pause }) {
  return pause ? { time: timeText(pause.since), reason: text(`pause.${pause.reason}`) } : {};
}

/**
 * @param {View} view
 * @param {Current} current
 * @returns {Record<string, string>}
 */
function currentFields(view, current) {
  return {
    number: current.number,
    service: concernText(current.service.name, current.persons),
    state: stateText(view, current),
    channel: text(`channel.${channelOf(current)}`),
    minutes: text("minutes", { minutes: current.service.minutes }),
    booked: bookedText(current),
    documents: documentsText(current.service.documents),
    language: languageName(current.language),
    waited: durationText(Date.parse(current.called_at) - Date.parse(current.taken_at)),
  };
}

/**
 * @param {View} view
 * @param {Current} current
 */
function stateText(view, current) {
  const isUnknown = current.state === "called" && current.channel === "telephone" && !phoneOf(current);
  const unknown = isUnknown ? ".unknown" : isCallBack(current) ? ".back" : "";
  const place = current.place?.name ?? view.counter?.name ?? "";
  const words = text(`state.${current.state}.${modeOf(current)}${unknown}`, { place }) || text(`state.${current.state}`);
  if (current.state !== "called") return words;
  const again = current.recalls ? plural("recalls", current.recalls) : "";
  const due = current.calls_left ? plural("calls_left", current.calls_left) : "";
  return [words, again, due].filter(Boolean).join(" ");
}

/** @param {View} view */
function announcement(view) {
  return view.current ? `${view.current.number}: ${stateText(view, view.current)}` : "";
}

/** The number to dial, "" where there is none or nobody is to be called. @param {Current} current */
function phoneOf(current) {
  return current.phone || (current.channel === "telephone" ? (current.appointment?.phone ?? "") : "");
}

/** @param {Current} current */
function bookedText({ appointment }) {
  return appointment ? text("booked", { time: timeText(appointment.begins_at), name: appointment.name }) : "";
}

/** One document a line. @param {string | string[]} documents */
function documentsText(documents) {
  const all = [documents].flat().filter(Boolean);
  return all.length ? all.join("\n") : text("documents.none");
}

/** @param {{at: string, type: string, why: string}} entry */
function historyItem({ at, type, why }) {
  const item = fromTemplate("history-entry");
  const what = text(`history.${type}`);
  fill(item, { at: timeText(at), what: why ? text("history.why", { what, why }) : what });
  return item;
}
