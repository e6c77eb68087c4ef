// What a check has shown: what is wrong, or what would change.

import { fill, fromTemplate, part } from "../../clerk/elements.js";
import { plural, text } from "../../texts.js";

/**
 * @typedef {import("./shapes.js").Check} Check
 * @typedef {import("./shapes.js").Finding} Finding
 * @typedef {import("./shapes.js").Change} Change
 * @typedef {import("./shapes.js").Detail} Detail
 */

/** Of an office itself `within` is its department, of texts their language. */
const STANDS_FOR_ITSELF = ["office"];
const OF_THE_TOWN = ["message", "text"];

export class Report {
  #root;
  #goTo;

  /**
   * @param {HTMLElement} root
   * @param {(line: number) => void} goTo leads to a line of the file
   */
  constructor(root, goTo) {
    this.#root = part(root, "report");
    this.#goTo = goTo;
  }

  hide() {
    this.#root.hidden = true;
  }

  /** @param {Check} check */
  show(check) {
    const { findings, obstacles, changes } = check;
    const wrong = findings.length ? findings : obstacles.map((one) => ({ ...one, source: "", to_do: "" }));
    part(this.#root, "findings").replaceChildren(...wrong.map((one) => this.#finding(one)));
    part(this.#root, "changes").replaceChildren(...groups(changes));
    part(this.#root, "apply").hidden = wrong.length > 0 || changes.length === 0;
    this.#say(...words(check));
  }

  showApplied() {
    part(this.#root, "findings").replaceChildren();
    part(this.#root, "changes").replaceChildren();
    part(this.#root, "apply").hidden = true;
    this.#say(text("file.applied"), text("file.applied.words"));
  }

  /**
   * @param {string} title
   * @param {string} said
   */
  #say(title, said) {
    fill(this.#root, { report_title: title, report_words: said });
    this.#root.hidden = false;
    this.#root.querySelector("h2")?.focus();
  }

  /** @param {Omit<Finding, "code">} finding */
  #finding({ line, source, wrong, to_do }) {
    const item = fromTemplate("file-finding");
    fill(item, { source, wrong, to_do });
    const button = part(item, "line");
    button.textContent = text("file.line", { line });
    button.addEventListener("click", () => this.#goTo(line));
    return item;
  }
}

/**
 * @param {Check} check
 * @returns {[string, string]}
 */
function words({ findings, obstacles, changes }) {
  if (findings.length) return [plural("file.found", findings.length), text("file.found.words")];
  if (obstacles.length) return [text("file.blocked"), text("file.blocked.words")];
  if (!changes.length) return [text("file.nothing"), text("file.nothing.words")];
  const counts = { add: 0, change: 0, retire: 0 };
  for (const { deed } of changes) counts[deed] += 1;
  return [text("file.planned"), text("file.planned.words", counts)];
}

/** What is the town's first, then office by office. @param {Change[]} changes */
function groups(changes) {
  /** @type {Map<string, Change[]>} */
  const byOffice = new Map([["", []]]);
  for (const change of changes) {
    const office = officeOf(change);
    byOffice.set(office, [...(byOffice.get(office) ?? []), change]);
  }
  return [...byOffice].filter(([, list]) => list.length).map(([office, list]) => {
    const group = fromTemplate("file-group");
    fill(group, { within: office || text("within.town") });
    part(group, "list").append(...list.map(changeItem));
    return group;
  });
}

/** @param {Change} change */
function officeOf({ thing, name, within }) {
  if (STANDS_FOR_ITSELF.includes(thing)) return name;
  return OF_THE_TOWN.includes(thing) ? "" : within;
}

/** @param {Change} change */
function changeItem(change) {
  const item = fromTemplate("file-change");
  item.dataset.deed = change.deed;
  fill(item, { deed: text(`deed.${change.deed}`), title: title(change) });
  part(item, "details").append(...change.details.map(detailItem));
  return item;
}

/** @param {Change} change */
function title({ thing, name, within }) {
  const word = text(`thing.${thing}`);
  const called = OF_THE_TOWN.includes(thing) ? `${name} (${within})` : name;
  return called && called !== within ? text("thing", { thing: word, name: called }) : word;
}

/** @param {Detail} detail */
function detailItem({ key, before, after }) {
  const item = fromTemplate("file-detail");
  fill(item, { key, before, after });
  item.toggleAttribute("data-new", before === "");
  item.toggleAttribute("data-gone", after === "");
  return item;
}
