// The big answers: services with what to bring and when it would be one's turn, and the ways to talk.

import { timeText, windowText } from "../clock.js";
import { text } from "../texts.js";
import { fillSlots, part, showOne, stamp } from "./slots.js";

/** @typedef {import("./views.js").ServiceView} ServiceView */

/**
 * @param {ServiceView[]} services
 * @param {boolean} books an appointment is wanted: when it would be one's turn now is nobody's question
 */
export function showServices(services, books) {
  const list = part("[data-services]");
  showOne(part("[data-screen=service]"), "intent", books ? "book" : "number");
  list.classList.toggle("answers--few", services.length <= 4);
  list.classList.toggle("answers--dense", services.length > 4);
  list.classList.toggle("answers--many", services.length > 8);
  list.replaceChildren(...services.map((service) => serviceAnswer(service, books)));
}

/**
 * The documents come first: they decide whether one can be served at all.
 * @param {ServiceView} service
 * @param {boolean} books
 */
function serviceAnswer(service, books) {
  const answer = stamp("service-answer");
  part("[data-action]", answer).dataset.value = String(service.id);
  fillSlots(answer, {
    name: service.name,
    documents: inLine(service.documents),
    description: service.documents ? "" : service.description,
    window: books ? "" : shortWindow(service.window),
  });
  part("[data-slot=bring]", answer).hidden = !service.documents;
  part("[data-expected]", answer).hidden = books || !service.window.from;
  return answer;
}

/** One document a line in the town's words; here a row of them. @param {string} documents */
export const inLine = (documents) => documents.split("\n").join(" · ");

/** Beside eight others there is room for one line. @param {import("./views.js").WaitView} window */
function shortWindow(window) {
  if (!window.from || !window.to) return text(`window-short-${window.reason ?? "unknown"}`);
  return text("window-short", { from: timeText(window.from), to: timeText(window.to) });
}

/**
 * Only the ways that there are.
 * @param {ServiceView} service
 * @param {string[]} ways
 */
export function showWays(service, ways) {
  const screen = part("[data-screen=channel]");
  for (const way of /** @type {NodeListOf<HTMLElement>} */ (screen.querySelectorAll("[data-way]"))) {
    way.hidden = !ways.includes(way.dataset.way ?? "");
  }
  fillSlots(screen, { service: service.name, window: windowText(service.window), documents: inLine(service.documents) });
  part("[data-bring]", screen).hidden = !service.documents;
}

/** @param {number} count */
export function waitingText(count) {
  return text(`waiting-${count < 2 ? count : "many"}`, { count });
}
