// Promised against actual, office by office: in a sentence, as pictures, and as a table.

import { fill, fromTemplate, part } from "../../clerk/elements.js";
import { text } from "../../texts.js";
import { AdminPage } from "../page.js";
import { plotFigure } from "../plots.js";

/**
 * @typedef {{count: number, share: number, error: number, lo: number, hi: number, waited: number}} Kept
 * @typedef {object} Office
 * @property {number} id
 * @property {string} name
 * @property {Kept | null} total null: too few to tell
 * @property {(Kept & {service: string})[]} services
 * @property {(Kept & {hour: number})[]} hours
 * @property {(Kept & {day: string})[]} days
 * @property {{name: string, plots: string[]}[]} pictures
 * @typedef {{days: number, least: number, offices: Office[]}} View
 */

const DAY = new Intl.DateTimeFormat(document.documentElement.lang, { day: "numeric", month: "numeric", timeZone: "UTC" });

/** @extends {AdminPage<any>} */
export class WaitingTimesPage extends AdminPage {
  /**
   * @param {HTMLElement} root
   * @param {import("../gate.js").Refused} refused
   */
  constructor(root, refused) {
    super(root, refused, "/api/admin/waiting-times");
  }

  /** @param {View} view */
  show({ days, least, offices }) {
    fill(this.root, { days: text("promise.days", { days, least }) });
    part(this.root, "offices").replaceChildren(...offices.map(officeSection));
  }
}

/** @param {Office} office */
function officeSection({ name, total, services, hours, days, pictures }) {
  const section = fromTemplate("promise-office");
  part(section, "figures").hidden = total === null;
  fill(section, { office: name, total: total ? totalText(total) : text("promise.none") });
  part(section, "pictures").replaceChildren(...pictures.map(pictureSection));
  part(section, "rows").replaceChildren(
    ...services.map((one) => line(one.service, one)),
    ...hours.map((one) => line(text("promise.hour", { hour: one.hour }), one)),
    ...days.map((one) => line(DAY.format(new Date(one.day)), one)),
  );
  return section;
}

/** @param {{name: string, plots: string[]}} pictures */
function pictureSection({ name, plots }) {
  const section = fromTemplate("promise-pictures");
  fill(section, { name });
  part(section, "plots").replaceChildren(...plots.map(plotFigure));
  return section;
}

/** @param {Kept} total */
function totalText({ count, share, error }) {
  return text("promise.total", { count, percent: Math.round(share * 100), error: Math.round(error) });
}

/**
 * @param {string} what
 * @param {Kept} kept
 */
function line(what, { count, share, lo, hi, waited }) {
  const row = fromTemplate("promise-row");
  fill(row, {
    what,
    count: String(count),
    share: text("promise.percent", { percent: Math.round(share * 100) }),
    promised: text("promise.range", { from: Math.round(lo), to: Math.round(hi) }),
    waited: text("promise.minutes", { minutes: Math.round(waited) }),
  });
  return row;
}
