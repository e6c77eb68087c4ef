// The last step: the time is kept for ten minutes while somebody says who comes.

import { ApiError, get, newKey, post } from "../../api.js";
import { timeText } from "../../clock.js";
import { errorText, text } from "../../texts.js";
import { need, setText, showView, view } from "../views.js";
import { entered, isComplete, languageOf, refuse, showFields } from "./contact.js";
import { fragmentOf } from "./wish.js";
import { minutesOf, summaryText, whenText } from "./words.js";

/** @typedef {import("./words.js").Appointment} Appointment */

const LOOK_MS = 15_000;
/** Said to the next page: it has just been booked. */
const NEWS = "appointment booked";

/** @type {ReturnType<typeof setInterval> | undefined} */
let watch;
/** The token of the time that is kept for this page, "" for none. */
let kept = "";

/** @param {string} token of a reserved appointment */
export async function showWho(token) {
  const held = await get("/api/appointment", { bearer: token });
  if (held.state === "confirmed") return open(token);
  kept = "";
  if (held.state !== "reserved") return showExpired(held);
  kept = token;
  dress(view("who"), held, token);
  showView("who");
  clearInterval(watch);
  watch = setInterval(() => look(token), LOOK_MS);
}

/** The time is free for others at once, and for a choice that overlaps it. It would be let go of by itself, too. */
export async function leaveWho() {
  clearInterval(watch);
  const token = kept;
  kept = "";
  if (token) await post("/api/appointment/cancel", {}, { bearer: token }).catch(() => null);
}

/** True once after booking. */
export function wasJustBooked() {
  const news = sessionStorage.getItem(NEWS);
  sessionStorage.removeItem(NEWS);
  return news !== null;
}

/** @param {string} token */
async function look(token) {
  const held = /** @type {Appointment | null} */ (await get("/api/appointment", { bearer: token }).catch(() => null));
  if (held?.state === "expired" && location.hash === `#${token}`) showExpired(held);
}

/** @param {HTMLElement} page @param {Appointment} held @param {string} token */
function dress(page, held, token) {
  setText(need(page, "[data-when]"), whenText(held.begins_at));
  setText(need(page, "[data-summary]"), summaryText({ ...held, minutes: minutesOf(held) }));
  setText(need(page, "[data-held]"), text("held", { time: timeText(held.held_until ?? held.begins_at) }));
  const form = /** @type {HTMLFormElement} */ (need(page, "[data-who]"));
  showFields(form, held.channel);
  form.onsubmit = (event) => {
    event.preventDefault();
    book(form, held, token);
  };
  need(page, "[data-other-time]").onclick = () => giveBack(held);
}

/** @param {HTMLFormElement} form @param {Appointment} held @param {string} token */
async function book(form, held, token) {
  const button = /** @type {HTMLButtonElement} */ (need(form, "[data-book]"));
  if (button.disabled || !isComplete(form, held.channel)) return;
  button.disabled = true;
  refuse(form, "");
  kept = ""; // whoever leaves from now on has booked
  try {
    await post("/api/appointment/confirm", { ...entered(form), language: languageOf(form) }, { bearer: token, idempotencyKey: newKey() });
    sessionStorage.setItem(NEWS, "1");
    open(token);
  } catch (error) {
    button.disabled = false;
    kept = token;
    if (error instanceof ApiError && error.code === "hold_expired") showExpired(held);
    else refuse(form, errorText(error));
  }
}

/** "Back" then leads to the first page, not to a form that is done. @param {string} token */
function open(token) {
  location.replace(`/appointment${location.search}#${token}`);
}

/** @param {Appointment} held */
async function giveBack(held) {
  await leaveWho();
  location.replace(`#${again(held)}`);
}

/** @param {Appointment} held */
function showExpired(held) {
  clearInterval(watch);
  kept = "";
  /** @type {HTMLAnchorElement} */ (need(showView("expired"), "[data-anew]")).hash = again(held);
}

/** @param {Appointment} held */
function again(held) {
  return fragmentOf(/** @type {any} */ (held));
}
