// The whole in a few figures.

import { fill, fromTemplate } from "../../clerk/elements.js";
import { text } from "../../texts.js";
import { minutes, people } from "./wording.js";

/** @typedef {import("./shapes.js").Statistics} Statistics */
/** @typedef {import("./shapes.js").Times} Times */

/** @param {Statistics} view */
export function figures({ total, shares, least }) {
  return [
    figure("arrivals", people(total.arrivals, least), text("statistics.arrivals.note", { served: people(total.served, least) })),
    time("waits", total.waits),
    time("ways", total.ways),
    time("works", total.works),
    figure("no_shows", people(total.no_shows, least), shareText(shares.no_shows)),
    figure("given_up", people(total.given_up, least), shareText(shares.given_up)),
    figure("kept", people(total.kept, least), text("statistics.missed.note", { missed: people(total.missed, least) })),
  ];
}

/**
 * @param {string} name
 * @param {Times} times
 */
function time(name, { median, longest }) {
  const value = median === null ? text("statistics.none") : minutesText(median);
  const note = longest === null ? "" : text("statistics.times.note", { longest: minutesText(longest) });
  return figure(name, value, note);
}

/** @param {number} value */
function minutesText(value) {
  return text("statistics.minutes", { minutes: minutes(value) });
}

/** @param {number | null} percent */
function shareText(percent) {
  return percent === null ? "" : text("statistics.share.note", { percent });
}

/**
 * @param {string} name
 * @param {string} value
 * @param {string} note
 */
function figure(name, value, note) {
  const shown = fromTemplate("statistics-figure");
  fill(shown, { name: text(`statistics.${name}`), value, note });
  return shown;
}
