// Booking an appointment: what, when, who. The fragment says where one is, so "back", a reload and a town's own links work.

import { ApiError, get, newKey, post } from "../../api.js";
import { showLost } from "../../connection.js";
import { errorText } from "../../texts.js";
import { need, setText, showView, view } from "../views.js";
import { FreeTimes } from "./free_times.js";
import { showWait, waitFragment } from "./wait.js";
import { showWhat } from "./what.js";
import { leaveWho, showWho } from "./who.js";
import { bookable, fragmentOf, minutesFor, slotQuery, wishOf } from "./wish.js";
import { summaryText } from "./words.js";

/**
 * @typedef {import("./wish.js").Office} Office
 * @typedef {import("./wish.js").Wish} Wish
 */

const RETRY_MS = 2_000;
/** The time is gone or is no longer offered: the others are shown anew. */
const LOOK_AGAIN = new Set(["slot_taken", "channel_not_offered", "walk_in_only"]);

const times = new FreeTimes(need(document, "[data-free-times]"), reserve);
/** @type {Office[] | null} */
let offices = null;
/** @type {Wish | null} */
let wish = null;

/** @type {Record<string, (parts: string[], known: Office[]) => void>} */
const STEPS = {
  service: ([id], known) => begin(known.find((office) => bookable(office).some((one) => one.id === Number(id))), [Number(id)]),
  office: ([id], known) => begin(known.find((office) => office.id === Number(id)), []),
  what: (parts, known) => resume(wishOf(parts, known)),
  when: (parts, known) => choose(wishOf(parts, known)),
  wait: (parts, known) => wait(wishOf(parts, known)),
};

async function showStep() {
  const here = location.hash;
  try {
    await step(here.slice(1));
    showLost(false);
  } catch (error) {
    if (here === location.hash) failed(error);
  }
}

/** @param {string} fragment */
async function step(fragment) {
  if (fragment.startsWith("p_")) return showWho(fragment);
  await leaveWho();
  offices ??= /** @type {Office[]} */ ((await get("/api/offices")).offices);
  const [name, ...parts] = fragment.split("/");
  (STEPS[name] ?? (() => showView("nothing")))(parts, offices);
}

/** @param {unknown} error */
function failed(error) {
  if (error instanceof ApiError && (error.status === 401 || error.status === 410)) return showView("nothing");
  showLost(true);
  setText(need(showView("failed"), "[data-detail]"), errorText(error));
  setTimeout(showStep, RETRY_MS);
}

/** @param {Office | undefined} office @param {number[]} services */
function begin(office, services) {
  if (!office || bookable(office).length === 0) return showView("nothing");
  showWhat(office, services);
  showView("what");
}

/** Back at the choice that was made. @param {Wish | null} made */
function resume(made) {
  if (!made) return showView("nothing");
  showWhat(made.office, made.services.map(({ id }) => id), made);
  showView("what");
}

/** @param {Wish | null} made */
function choose(made) {
  if (!made) return showView("nothing");
  wish = made;
  const page = view("when");
  setText(need(page, "[data-summary]"), summaryText({ ...made, minutes: minutesFor(made.services, made.persons) }));
  /** @type {HTMLAnchorElement} */ (need(page, "[data-back]")).hash = fragmentOf(made).replace("when", "what");
  /** @type {HTMLAnchorElement} */ (need(page, "[data-wait-link]")).hash = waitFragment(made);
  showView("when");
  times.look(`/api/slots?${slotQuery(made)}`);
}

/** @param {Wish | null} made */
function wait(made) {
  if (made) showWait(made);
  else showView("nothing");
}

/** @param {string} beginsAt @param {HTMLButtonElement} button */
async function reserve(beginsAt, button) {
  if (!wish || button.ariaBusy === "true") return;
  button.ariaBusy = "true";
  const { services, persons, channel } = wish;
  const order = { services: services.map(({ id }) => id), persons, channel, begins_at: beginsAt, language: document.documentElement.lang };
  try {
    const { token } = await post("/api/appointments", order, { idempotencyKey: newKey() });
    location.hash = token;
  } catch (error) {
    await refused(error);
  } finally {
    button.ariaBusy = null;
  }
}

/** @param {unknown} error */
async function refused(error) {
  if (error instanceof ApiError && LOOK_AGAIN.has(error.code)) await times.look();
  times.problem(error);
}

addEventListener("hashchange", showStep);
addEventListener("offline", () => showLost(true));
showStep();
