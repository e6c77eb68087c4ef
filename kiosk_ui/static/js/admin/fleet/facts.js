// What a device says of itself, as label and value. What it does not say is left out.

import { text } from "../../texts.js";
import { fill, fromTemplate } from "../../clerk/elements.js";
import { sinceText } from "../wording.js";
import { inGroups } from "./adoption_form.js";

/**
 * @typedef {import("./shapes.js").Health} Health
 * @typedef {import("./shapes.js").FleetDevice} FleetDevice
 * @typedef {[name: string, value: string]} Fact the label is the text "fact.NAME"
 */

const LANGUAGE = document.documentElement.lang;
const DAY = new Intl.DateTimeFormat(LANGUAGE, { dateStyle: "medium" });
const LIST = new Intl.ListFormat(LANGUAGE, { type: "unit" });
const DEGREES = new Intl.NumberFormat(LANGUAGE, { style: "unit", unit: "celsius", maximumFractionDigits: 0 });
const MINUTE_S = 60;
const HOUR_S = 3_600;
const DAY_S = 86_400;
/** @type {[size: number, format: Intl.NumberFormat][]} */
const SIZES = [
  [1e12, amount("terabyte", 1)],
  [1e9, amount("gigabyte", 0)],
  [1e6, amount("megabyte", 0)],
];

/** @param {FleetDevice} device @returns {Fact[]} */
export function deviceFacts(device) {
  return [
    ...healthFacts(device.health),
    ["seen", sinceText(device.health_at)],
    ["configuration", configurationText(device)],
    ["certificate", device.certificate_expires_at ? DAY.format(new Date(device.certificate_expires_at)) : ""],
    ["address", device.address],
    ["id", inGroups(device.public_id, 4)],
  ];
}

/** @param {Health} health @returns {Fact[]} */
export function healthFacts(health) {
  return [
    ["version", health.version ?? ""],
    ["uptime", durationText(health.uptime_s)],
    ["screen", screenText(health.session)],
    ["cameras", health.role === "server" ? "" : namesText(health.cameras)],
    ["microphones", health.role === "server" ? "" : namesText(health.microphones)],
    ["printer", health.printer ? [health.printer.name, health.printer.state].filter(Boolean).join(", ") : ""],
    ["disk", spaceText(health.disk?.free, health.disk?.total)],
    ["memory", spaceText(health.memory?.available, health.memory?.total)],
    ["temperature", typeof health.temperature_c === "number" ? DEGREES.format(health.temperature_c) : ""],
    ["clock", health.clock ? text(health.clock.synchronised ? "clock.synchronised" : "clock.alone") : ""],
    ["recoveries", recoveriesText(health.recoveries)],
  ];
}

/**
 * @param {HTMLElement} list a <dl>
 * @param {Fact[]} facts
 */
export function showFacts(list, facts) {
  const told = facts.filter(([, value]) => value);
  const signature = JSON.stringify(told);
  if (list.dataset.shown === signature) return; // a selection in it stays
  list.dataset.shown = signature;
  list.replaceChildren(...told.map(factElement));
}

/** @param {Fact} fact */
function factElement([name, value]) {
  const element = fromTemplate("fact");
  fill(element, { label: text(`fact.${name}`), value });
  return element;
}

/** @param {FleetDevice} device */
function configurationText({ configuration_revision: wanted, acknowledged_revision: revision }) {
  return text(wanted > revision ? "configuration.waits" : "configuration.current", { wanted, revision });
}

/** @param {Health["session"]} session */
function screenText(session) {
  if (!session) return "";
  return text(session.in_consultation ? "screen.consultation" : `screen.${session.page}`);
}

/** @param {{name: string, kind?: string}[] | undefined} equipment */
function namesText(equipment) {
  if (!equipment) return "";
  const names = equipment.map(({ name, kind }) => (kind === "document" ? text("camera.document", { name }) : name));
  return LIST.format(names) || text("none");
}

/**
 * @param {number | undefined} free
 * @param {number | undefined} total
 */
function spaceText(free, total) {
  return free === undefined || !total ? "" : text("free", { free: sizeText(free), total: sizeText(total) });
}

/** @param {number} bytes */
function sizeText(bytes) {
  const [size, format] = SIZES.find(([least]) => bytes >= least) ?? SIZES[SIZES.length - 1];
  return format.format(bytes / size);
}

/** The two largest units: "3 Tage 4 Std." @param {number | null | undefined} seconds */
function durationText(seconds) {
  if (typeof seconds !== "number") return "";
  const parts = /** @type {const} */ ([
    ["day", Math.floor(seconds / DAY_S)],
    ["hour", Math.floor((seconds % DAY_S) / HOUR_S)],
    ["minute", Math.floor((seconds % HOUR_S) / MINUTE_S)],
  ]);
  const first = parts.findIndex(([, count]) => count > 0);
  const shown = first < 0 ? parts.slice(2) : parts.slice(first, first + 2);
  return shown.map(([unit, count]) => amount(unit, 0).format(count)).join(" ");
}

/** @param {Record<string, number> | undefined} counts */
function recoveriesText(counts) {
  if (!counts) return "";
  const happened = Object.entries(counts).filter(([, count]) => count > 0);
  return LIST.format(happened.map(([layer, count]) => text(`recovery.${layer}`, { count }))) || text("recovery.none");
}

/**
 * @param {string} unit
 * @param {number} digits
 */
function amount(unit, digits) {
  const unitDisplay = unit.endsWith("byte") ? "short" : "long";
  return new Intl.NumberFormat(LANGUAGE, { style: "unit", unit, unitDisplay, maximumFractionDigits: digits });
}
