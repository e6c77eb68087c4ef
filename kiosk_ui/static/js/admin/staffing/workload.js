// Staffing against demand: for every day of the week a picture with a bar an hour, and the same in words.

import { weekdayText } from "../../clock.js";
import { fill, fromTemplate } from "../../clerk/elements.js";
import { text } from "../../texts.js";

/** @typedef {import("./shapes.js").HourOfWeek} HourOfWeek */
/** @typedef {{first: number, end: number, most: number}} Scale hours of the day, and people: shared by all days */

const SVG = "http://www.w3.org/2000/svg";
const [HOUR_WIDTH, GAP, HEIGHT] = [10, 1, 60];
const WORKDAYS = 5;
const NUMBER = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });

/** @param {HourOfWeek[]} hours @returns {HTMLElement[]} */
export function workloadDays(hours) {
  if (hours.length === 0) return [];
  const scale = {
    first: Math.min(...hours.map(({ hour }) => hour)),
    end: Math.max(...hours.map(({ hour }) => hour)) + 1,
    most: Math.max(1, ...hours.map(({ staffed, booked }) => Math.ceil(Math.max(staffed, booked)))),
  };
  const last = Math.max(WORKDAYS - 1, ...hours.map(({ weekday }) => weekday));
  return Array.from({ length: last + 1 }, (_, day) => dayItem(day, hours.filter(({ weekday }) => weekday === day), scale));
}

/**
 * @param {number} day
 * @param {HourOfWeek[]} hours
 * @param {Scale} scale
 */
function dayItem(day, hours, scale) {
  const item = fromTemplate("workload-day");
  const [staffed, booked] = [sum(hours.map((one) => one.staffed)), sum(hours.map((one) => one.booked))];
  const words = staffed ? text("workload.day", {
    hours: NUMBER.format(staffed), percent: Math.round((booked / staffed) * 100),
  }) : text("diary.never");
  fill(item, { day: weekdayText(day), words, from: String(scale.first), to: String(scale.end) });
  item.querySelector("b")?.after(picture(hours, scale));
  return item;
}

/**
 * What it shows is said beside it: so it is decoration for those who do not see it.
 * @param {HourOfWeek[]} hours
 * @param {Scale} scale
 */
function picture(hours, { first, end, most }) {
  const svg = document.createElementNS(SVG, "svg");
  set(svg, { viewBox: `0 0 ${(end - first) * HOUR_WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", "aria-hidden": "true", class: "workload-picture" });
  for (let people = 1; people < most; people += 1) {
    const y = HEIGHT - (people / most) * HEIGHT;
    svg.append(shape("line", { x1: 0, x2: (end - first) * HOUR_WIDTH, y1: y, y2: y, class: "workload-line" }));
  }
  for (const one of hours) {
    const x = (one.hour - first) * HOUR_WIDTH + GAP / 2;
    svg.append(bar(x, one.staffed / most, "workload-staffed", one), bar(x, one.booked / most, "workload-booked", one));
  }
  return svg;
}

/**
 * @param {number} x
 * @param {number} share of the height
 * @param {string} name
 * @param {HourOfWeek} hour
 */
function bar(x, share, name, { hour, staffed, booked }) {
  const height = share * HEIGHT;
  const element = shape("rect", { x, y: HEIGHT - height, width: HOUR_WIDTH - GAP, height, class: name });
  const title = document.createElementNS(SVG, "title");
  title.textContent = text("workload.hour", {
    from: hour, to: hour + 1, staffed: NUMBER.format(staffed), booked: NUMBER.format(booked),
  });
  element.append(title);
  return element;
}

/**
 * @param {string} name
 * @param {Record<string, string | number>} attributes
 */
function shape(name, attributes) {
  const element = document.createElementNS(SVG, name);
  set(element, attributes);
  return element;
}

/**
 * @param {Element} element
 * @param {Record<string, string | number>} attributes
 */
function set(element, attributes) {
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
}

/** @param {number[]} numbers */
function sum(numbers) {
  return numbers.reduce((total, one) => total + one, 0);
}
