// The person who is here, or the calm when nobody is.

import { timeText } from "../clock.js";
import { plural, text } from "../texts.js";
import { channelOf, concernText, modeOf, otherChannels } from "./console_view.js";
import { durationText, elapsed, stopwatch } from "./durations.js";
import { fill, fromTemplate, part, showFor, showParts } from "./elements.js";
import { isOn } from "./preferences.js";
import { showChoices } from "./switching.js";

/**
 * @typedef {import("./console_view.js").View} View
 * @typedef {import("./console_view.js").Current} Current
 */

const LANGUAGES = new Intl.DisplayNames(document.documentElement.lang, { type: "language" });

export class Person {
  #root;
  #file;
  /** @type {Current | null} */
  #current = null;

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
    fill(this.#root, view.current ? currentFields(view, view.current) : idleFields(view, state));
    if (view.current) this.#showHistory(view.current);
    if (view.current) this.#showContact(view.current);
    if (state !== before) fill(this.#root, { announcement: announcement(view) });
    if (videoBefore !== this.inVideo) this.#file.open = !this.inVideo; // beside a video the file waits folded
    this.tick();
  }

  /** Whether a video takes the main area. */
  get inVideo() {
    return this.#current?.state === "serving" && this.#current.channel === "video";
  }

  tick() {
    const since = this.#current && sinceOf(this.#current);
    part(this.#root, "since").hidden = !since;
    fill(this.#root, { since: since ? text("since", { clock: stopwatch(elapsed(since)) }) : "" });
  }

  /** Where the focus goes when the button that had it has done its work. */
  focus() {
    const headings = /** @type {HTMLElement[]} */ ([...this.#root.querySelectorAll("h2[tabindex]")]);
    headings.find((heading) => heading.offsetParent !== null)?.focus({ preventScroll: true });
  }

  /** Who booked, the number to dial, and the other ways to talk. @param {Current} current */
  #showContact(current) {
    const phone = phoneOf(current);
    const others = current.state === "called" ? otherChannels(current) : [];
    showParts(this.#root, "booked", current.appointment !== null);
    showParts(this.#root, "dial", Boolean(phone));
    const link = /** @type {HTMLAnchorElement} */ (part(this.#root, "phone"));
    link.textContent = phone;
    link.href = `tel:${phone.replace(/[^+\d]/g, "")}`;
    showChoices(part(this.#root, "person-switch"), others, current.id, "switch");
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
function idleFields(view, state) {
  const title = plural(state, view.waiting_count) || text(state);
  return { idle: title, idle_arrival: text(isOn("sound") ? "idle.arrival.sound" : "idle.arrival.quiet") };
}

/**
 * @param {View} view
 * @param {Current} current
 * @returns {Record<string, string>}
 */
function currentFields(view, current) {
  return {
    number: current.number,
    service: concernText(current.appointment?.services.join(", ") || current.service.name, current.persons),
    state: stateText(view, current),
    channel: text(`channel.${channelOf(current)}`),
    minutes: text("minutes", { minutes: current.service.minutes }),
    booked: bookedText(current),
    documents: documentsText(current.service.documents),
    language: LANGUAGES.of(current.language) ?? current.language,
    waited: durationText(Date.parse(current.called_at) - Date.parse(current.taken_at)),
  };
}

/**
 * @param {View} view
 * @param {Current} current
 */
function stateText(view, current) {
  const isUnknown = current.state === "called" && current.channel === "telephone" && !phoneOf(current);
  const unknown = isUnknown ? ".unknown" : "";
  const place = current.place?.name ?? view.counter?.name ?? "";
  const words = text(`state.${current.state}.${modeOf(current)}${unknown}`, { place }) || text(`state.${current.state}`);
  const again = current.state === "called" && current.recalls ? plural("recalls", current.recalls) : "";
  return again ? `${words} ${again}` : words;
}

/** @param {View} view */
function announcement(view) {
  return view.current ? `${view.current.number}: ${stateText(view, view.current)}` : "";
}

/** The number to dial, "" where there is none or nobody is to be called. @param {Current} current */
function phoneOf(current) {
  return current.channel === "telephone" ? current.phone || (current.appointment?.phone ?? "") : "";
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

/** @param {{at: string, type: string}} entry */
function historyItem(entry) {
  const item = fromTemplate("history-entry");
  fill(item, { at: timeText(entry.at), what: text(`history.${entry.type}`) });
  return item;
}
