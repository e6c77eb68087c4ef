// The statistics: what is chosen, the whole in a few figures, then pictures and tables.

import { fill, fromTemplate, part } from "../../clerk/elements.js";
import { text } from "../../texts.js";
import { AdminPage } from "../page.js";
import { plotFigure } from "../plots.js";
import { Choice } from "./choice.js";
import { figures } from "./figures.js";
import { numbers } from "./numbers.js";

/** @typedef {import("./shapes.js").Statistics} Statistics */
/** @typedef {import("./shapes.js").Table} Table */

const PATH = "/api/admin/statistics";
/** Something happens in an office every few seconds; all of it is not added up anew each time. */
const PAUSE_MS = 60_000;
const DAY = new Intl.DateTimeFormat(document.documentElement.lang, {
  weekday: "short", day: "numeric", month: "long", year: "numeric", timeZone: "UTC",
});
/** Compared by their names, which are too long for a picture: the table is in front. */
const IN_FRONT = ["office", "service", "channel"];

/** @extends {AdminPage<any>} */
export class StatisticsPage extends AdminPage {
  #choice;
  /** @type {Set<string>} */
  #open = new Set();
  #lookedAt = 0;
  #shown = "";

  /**
   * @param {HTMLElement} root
   * @param {import("../gate.js").Refused} refused
   */
  constructor(root, refused) {
    super(root, refused, PATH + location.search);
    this.#choice = new Choice(root, PATH, (query) => void this.goTo(PATH + query));
  }

  async look() {
    if (this.view !== null && Date.now() - this.#lookedAt < PAUSE_MS) return;
    await super.look();
    this.#lookedAt = Date.now();
  }

  /** @param {Statistics} view */
  show(view) {
    const state = JSON.stringify(view);
    if (this.#shown === state) return; // a rebuilt table would lose the focus
    this.#shown = state;
    this.#choice.show(view);
    fill(this.root, {
      range: rangeText(view),
      rule: text("statistics.rule", { step: view.step, least: view.least }),
    });
    part(this.root, "figures").replaceChildren(...figures(view));
    this.#keepOpen();
    const shown = view.tables.filter(({ rows }) => rows.length > 0).map((table) => this.#section(table, view.least));
    part(this.root, "tables").replaceChildren(...shown);
  }

  /** Which tables are unfolded, so that they still are when something else is chosen. */
  #keepOpen() {
    for (const table of /** @type {NodeListOf<HTMLDetailsElement>} */ (this.root.querySelectorAll("details[data-by]"))) {
      this.#open[table.open ? "add" : "delete"](String(table.dataset.by));
    }
  }

  /**
   * @param {Table} table
   * @param {number} least
   */
  #section(table, least) {
    const section = fromTemplate("statistics-section");
    fill(section, { title: table.name });
    part(section, "plots").replaceChildren(...table.plots.map(plotFigure));
    const folded = /** @type {HTMLDetailsElement} */ (part(section, "numbers"));
    if (IN_FRONT.includes(table.by)) {
      folded.replaceWith(numbers(table, least));
    } else {
      folded.dataset.by = table.by;
      folded.open = this.#open.has(table.by);
      part(folded, "body").append(numbers(table, least));
    }
    return section;
  }
}

/** Of which days, and what is to be known about them. @param {Statistics} view */
function rangeText({ first, last, earliest, tables }) {
  const days = { first: DAY.format(new Date(first)), last: DAY.format(new Date(last)) };
  const said = [first === last ? days.first : text("statistics.range", days)];
  if (earliest && earliest > first) said.push(text("statistics.since", { day: DAY.format(new Date(earliest)) }));
  if (tables.every(({ rows }) => rows.length === 0)) said.push(text("statistics.nobody"));
  if (said.length > 1) said[0] += ".";
  return said.join(" ");
}
