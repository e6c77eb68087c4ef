// Telling a person who does other things meanwhile: sound, vibration, and a notification where allowed.

import { chime } from "../sound.js";
import { need } from "./views.js";

const RING_EVERY_MS = 4_000;
/** Two minutes of ringing; by then the clerk has called again or marked a no-show. */
const RINGS = 30;
const VIBRATION_MS = [400, 200, 400];
const SILENT = "silent";

let ringing = 0;

/** Rings until `hush()`. @param {string} words the notification's text */
export function ring(words) {
  hush();
  let left = RINGS;
  ringing = setInterval(() => (left-- > 0 ? sound() : hush()), RING_EVERY_MS);
  sound().then(showHush);
  notify(words);
}

/** Once, for what is good to know but not yet the call. @param {string} words */
export function nudge(words) {
  sound();
  notify(words);
}

export function hush() {
  clearInterval(ringing);
  ringing = 0;
  showHush(false);
}

/** Who hears nothing needs no button against it. @param {boolean} heard */
function showHush(heard) {
  need(document, "[data-hush]").hidden = !heard || ringing === 0;
}

/** @returns {Promise<boolean>} whether it could be heard */
async function sound() {
  if (isSilent()) return false;
  vibrate();
  return chime();
}

/** Browsers refuse it, with a message in their log, before the first touch. */
function vibrate() {
  if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(VIBRATION_MS);
}

/** Only where the page is out of sight, and where the browser lets a page do it (not on Android). @param {string} words */
function notify(words) {
  if (!document.hidden || !("Notification" in window) || Notification.permission !== "granted") return;
  try {
    const notification = new Notification(words, { tag: "vorzimmer", icon: "/static/icons/vorzimmer.svg" });
    notification.onclick = () => window.focus();
  } catch {
    // The sound and the title tell it as well.
  }
}

function isSilent() {
  return sessionStorage.getItem(SILENT) === "1";
}

/** The part of the waiting page where one tries and silences it. @param {HTMLElement} page */
export function offerAlarm(page) {
  const silent = /** @type {HTMLInputElement} */ (need(page, "[data-alert-silent]"));
  silent.checked = isSilent();
  silent.onchange = () => sessionStorage.setItem(SILENT, silent.checked ? "1" : "0");
  need(page, "[data-alert-test]").onclick = () => {
    chime();
    vibrate();
    need(page, "[data-alert-heard]").hidden = false;
  };
  offerNotification(need(page, "[data-alert-allow]"));
}

/** @param {HTMLElement} button */
function offerNotification(button) {
  button.hidden = !("Notification" in window) || !isSecureContext || Notification.permission !== "default";
  button.onclick = async () => {
    button.hidden = (await Notification.requestPermission()) !== "default";
  };
}
