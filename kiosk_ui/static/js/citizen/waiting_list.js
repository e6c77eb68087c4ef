// The page of an entry of the waiting list: the fragment is the entry. Only the buttons change anything.

import { ApiError, get, newKey, post } from "../api.js";
import { dateText, dayText, daysUntil, timeText } from "../clock.js";
import { errorText, plural, text } from "../texts.js";
import { setText, showView } from "./views.js";

/**
 * @typedef {object} Entry
 * @property {{name: string}} office
 * @property {string} place
 * @property {{name: string}[]} services
 * @property {number} persons
 * @property {string} channel
 * @property {string} first ISO date
 * @property {string} last ISO date
 * @property {"waiting" | "served" | "left" | "over"} state
 * @property {number} ahead
 * @property {{begins_at: string, ends_at: string, until: string} | null} offer
 * @property {string | null} instead_of when the appointment is that would become earlier
 */

const LOOK_AGAIN_MS = 20_000;
const RETRY_MS = 3_000;

const token = location.hash.slice(1);

for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("[data-deed]"))) {
  button.addEventListener("click", () => void act(button));
}
addEventListener("hashchange", () => location.reload());
void follow();

async function follow() {
  setTimeout(() => void follow(), (await look()) ? LOOK_AGAIN_MS : RETRY_MS);
}

/** @returns {Promise<boolean>} whether the server answered */
async function look() {
  try {
    show(await get("/api/waiting-entry", { bearer: token }));
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.code === "unknown_waiting_entry") {
      showView("unknown");
      return true;
    }
    problem(document.body.dataset.shownView === undefined ? showView("failed") : document, errorText(error));
    return false;
  }
}

/** @param {HTMLButtonElement} button */
async function act(button) {
  const deed = button.dataset.deed;
  button.disabled = true;
  try {
    const answer = await post(`/api/waiting-entry/${deed}`, {}, { bearer: token, idempotencyKey: newKey() });
    if (deed === "accept") location.assign(inLanguage(answer.url));
    else show(answer);
  } catch (error) {
    await look();
    problem(document, errorText(error));
  } finally {
    button.disabled = false;
  }
}

/** The same page in the language of this one. @param {string} url */
function inLanguage(url) {
  const address = new URL(url);
  address.search = location.search;
  return address.href;
}

/** @param {Entry} entry */
function show(entry) {
  const section = showView(viewOf(entry));
  problem(document, "");
  const offer = entry.offer;
  write(section, {
    wish: wishText(entry),
    days: text(entry.first === entry.last ? "waiting.one-day" : "waiting.days",
      { first: dateText(entry.first), last: dateText(entry.last) }),
    ahead: plural("waiting.ahead", entry.ahead),
    place: entry.channel === "on_site" ? entry.place : entry.office.name,
    instead: entry.instead_of
      ? text("waiting.instead", { day: dayText(entry.instead_of), time: timeText(entry.instead_of) })
      : "",
    ...(offer && {
      time: text("waiting.time",
        { day: dayText(offer.begins_at), from: timeText(offer.begins_at), to: timeText(offer.ends_at) }),
      until: untilText(offer.until),
    }),
  });
}

/** @param {Entry} entry */
function viewOf({ state, offer }) {
  if (state === "waiting") return offer ? "offered" : "waiting";
  return state === "served" ? "served" : "ended";
}

/** @param {Entry} entry */
function wishText({ services, persons, channel }) {
  const words = { services: services.map(({ name }) => name).join(", "), channel: text(`waiting.${channel}`) };
  return persons > 1 ? text("waiting.wish-persons", { ...words, count: persons }) : text("waiting.wish", words);
}

/** @param {string} until */
function untilText(until) {
  const words = { day: dayText(until), time: timeText(until) };
  return text(daysUntil(until, new Date()) === 0 ? "waiting.until-today" : "waiting.until-later", words);
}

/**
 * An empty text hides its line.
 * @param {HTMLElement} section
 * @param {Record<string, string>} fields
 */
function write(section, fields) {
  for (const [name, content] of Object.entries(fields)) {
    const element = /** @type {HTMLElement | null} */ (section.querySelector(`[data-field="${name}"]`));
    if (!element) continue;
    setText(element, content);
    element.hidden = content === "";
  }
}

/** @param {ParentNode} parent @param {string} sentence */
function problem(parent, sentence) {
  for (const line of parent.querySelectorAll("[data-problem]")) setText(line, sentence);
}
