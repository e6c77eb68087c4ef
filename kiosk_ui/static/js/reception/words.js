// Numbers and appointments in words.

import { timeText, windowText } from "../clock.js";
import { plural, text } from "../texts.js";

/**
 * @typedef {import("./shapes.js").Row} Row
 * @typedef {import("./shapes.js").WaitView} WaitView
 */

/** Of an appointment that was called off something else is said than of a number that was given back. @param {Row} row */
export function stateText({ kind, state, where, alone_since }) {
  if (alone_since) return text("state.alone", { where });
  const name = kind === "appointment" && state === "cancelled" ? "called_off" : state;
  return (where && text(`state.${name}.at`, { where })) || text(`state.${name}`);
}

/** How the list marks it: as appointments are. @param {Row} row */
export function stageOf({ kind, state, alone_since }) {
  if (alone_since) return "late";
  if (state === "called") return "open";
  if (state === "waiting" || state === "serving") return "here";
  if (state === "parked") return "late";
  return kind === "appointment" && state === "confirmed" ? "expected" : "over";
}

/** A number that is not over. @param {{state: string}} row */
export const isOpen = ({ state }) => ["waiting", "called", "serving", "parked"].includes(state);

/** "seit 09:12 Uhr", or for when they have an appointment. @param {Row} row */
export function sinceText({ kind, since, alone_since }) {
  return text(kind === "appointment" ? "appointment.at" : "since", { time: timeText(alone_since ?? since) });
}

/** @param {{channel: string, at_terminal: boolean}} row */
export function wayText({ channel, at_terminal }) {
  return text(`way.${at_terminal ? "terminal" : channel}`);
}

/**
 * @param {string} name of the sentence
 * @param {WaitView} window
 */
export function turnText(name, window) {
  return text(name, { window: windowText(window), ahead: plural("ahead", window.people_ahead) });
}
