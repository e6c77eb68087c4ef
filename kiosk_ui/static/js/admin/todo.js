// The first thing on the page: all is well, or what needs somebody, each with its next step.

import { plural, text } from "../texts.js";
import { fill, fromTemplate, part, showFor } from "../clerk/elements.js";
import { officeTrouble } from "./conditions.js";
import { deviceWords } from "./wording.js";

/** @typedef {import("./conditions.js").Device} Device */
/** @typedef {import("./conditions.js").FleetTodo} FleetTodo */
/** @typedef {import("./conditions.js").Overview} Overview */
/** @typedef {{subject: string, trouble: string, next: string}} Item */

/**
 * @param {HTMLElement} root
 * @param {Overview} view
 */
export function showTodo(root, view) {
  showItems(root, [...officeItems(view), ...fleetItems(view.fleet_todo), ...deviceItems(view), ...messageItems(view), ...backupItems(view), ...certificateItems(view)]);
}

/**
 * @param {HTMLElement} root
 * @param {Item[]} items
 */
export function showItems(root, items) {
  const section = part(root, "todo");
  showFor(section, items.length ? "trouble" : "well");
  section.toggleAttribute("data-trouble", items.length > 0);
  const summary = plural("summary", items.length);
  fill(section, { summary, announcement: summary });
  part(section, "todo-list").replaceChildren(...items.map(todoItem));
}

/** @param {Overview} view @returns {Item[]} */
function officeItems(view) {
  return view.offices.flatMap((office) => {
    const code = officeTrouble(office);
    return code ? [{ subject: office.name, trouble: text(`trouble.${code}`), next: text(`trouble.${code}.next`) }] : [];
  });
}

/** Devices with our image: their words come from the server. @param {FleetTodo[]} todo @returns {Item[]} */
export function fleetItems(todo) {
  return todo.map(({ subject, text: trouble, next }) => ({ subject: `${subject}:`, trouble: `${trouble}.`, next }));
}

/** Devices without our image. @param {{devices: Device[]}} view @returns {Item[]} */
export function deviceItems({ devices }) {
  const words = devices.filter((device) => !device.managed).map((device) => ({ device, ...deviceWords(device) }));
  return words
    .filter(({ light }) => light === "bad")
    .map(({ device, state, next }) => ({ subject: `${device.name}:`, trouble: `${state}.`, next }));
}

/** @param {Overview} view @returns {Item[]} */
function messageItems({ message_trouble: code }) {
  if (!code) return [];
  const trouble = `trouble.messages.${code}`;
  return [{ subject: text("trouble.messages.subject"), trouble: text(trouble), next: text(`${trouble}.next`) }];
}

/** @param {Overview} view @returns {Item[]} */
function backupItems({ backup_trouble: code }) {
  if (!code) return [];
  const trouble = `trouble.backup.${code}`;
  return [{ subject: text("trouble.backup.subject"), trouble: text(trouble), next: text(`${trouble}.next`) }];
}

/** @param {Overview} view @returns {Item[]} */
function certificateItems({ certificate_trouble: found }) {
  if (!found) return [];
  const words = `trouble.certificate.${found.code}`;
  return [{ subject: text("trouble.certificate.subject"), trouble: text(words) || plural(words, found.days), next: text(`${words}.next`) }];
}

/** @param {Item} item */
function todoItem(item) {
  const element = fromTemplate("todo-item");
  fill(element, { ...item });
  return element;
}
