// One table of the statistics.

import { fill, fromTemplate, part } from "../../clerk/elements.js";
import { minutes, people } from "./wording.js";

/** @typedef {import("./shapes.js").Counted} Counted */

/**
 * @param {import("./shapes.js").Table} table
 * @param {number} least
 */
export function numbers({ name, rows }, least) {
  const table = fromTemplate("statistics-table");
  table.setAttribute("aria-label", name);
  fill(table, { by: name });
  part(table, "rows").replaceChildren(...rows.map((row) => line(row, least)));
  return table;
}

/**
 * @param {Counted} counted
 * @param {number} least
 */
function line(counted, least) {
  const row = fromTemplate("statistics-row");
  const { name, arrivals, sent_on, served, no_shows, given_up, kept, missed, waits, ways, works } = counted;
  const counts = { arrivals, sent_on, served, no_shows, given_up, kept, missed };
  fill(row, { name, ...Object.fromEntries(Object.entries(counts).map(([key, count]) => [key, people(count, least)])) });
  for (const [key, times] of Object.entries({ waits, ways, works })) {
    fill(row, { [`${key}_median`]: minutes(times.median), [`${key}_longest`]: minutes(times.longest) });
  }
  return row;
}
