// The page of an appointment: the fragment is its link. It shows the newest state; whatever changes it takes a click.

import { ApiError, get, newKey, post } from "../../api.js";
import { showLost } from "../../connection.js";
import { errorText } from "../../texts.js";
import { pageOf } from "../booking/wait.js";
import { wasJustBooked } from "../booking/who.js";
import { offerLink } from "../share.js";
import { need, setText, showView, view } from "../views.js";
import { offerWays } from "../ways.js";
import { Arrival } from "./arrival.js";
import { offerCalendarFile } from "./calendar_file.js";
import { Moving } from "./moving.js";
import { ask, withdraw } from "./question.js";
import { showAppointment, tellNews } from "./snapshot.js";

/** @typedef {import("../booking/words.js").Appointment} Appointment */

/** A clerk may move it, and check-in opens by itself. */
const POLL_MS = 20_000;
const RETRY_MS = 2_000;

let token = location.hash.slice(1);
/** @type {Appointment | null} */
let shown = null;

/** @param {string} path @param {unknown} [body] */
const write = (path, body = {}) => post(`/api/appointment/${path}`, body, { bearer: token, idempotencyKey: newKey() });

const arrival = new Arrival({ write, show: showState });
const moving = new Moving({ token: () => token, write, took: (appointment) => changed(appointment, "moved"), show: showState });

async function refresh() {
  const asked = token;
  try {
    const appointment = await get("/api/appointment", { bearer: asked });
    if (asked === token) take(appointment);
    showLost(false);
  } catch (error) {
    failed(error);
  }
}

/** @param {Appointment} appointment */
function take(appointment) {
  if (appointment.state === "reserved") return location.replace(`/book${location.search}#${token}`);
  if (shown && shown.state !== appointment.state) withdraw();
  shown = appointment;
  showAppointment(appointment);
  arrival.show(appointment);
  showState();
}

/** The view that fits, unless somebody is in the middle of something. */
function showState() {
  if (!shown) return;
  const isOpen = shown.state === "confirmed";
  if (isOpen && (arrival.isChecking || moving.isOpen)) return showView(moving.isOpen ? "move" : "check");
  showView(shown.state === "expired" ? "ended" : shown.state);
}

/** @param {Appointment} appointment @param {string} news */
function changed(appointment, news) {
  take(appointment);
  tellNews(news, appointment);
}

/** @param {unknown} error */
function failed(error) {
  if (error instanceof ApiError && error.code === "link_ended") return forget("ended");
  if (error instanceof ApiError && error.status === 401) return setText(need(forget("unknown"), "[data-code]"), error.code);
  showLost(true);
  if (!shown) setText(need(showView("failed"), "[data-detail]"), errorText(error));
  setTimeout(refresh, RETRY_MS);
}

/** Nothing of it stays on the screen. @param {string} name of the view */
function forget(name) {
  shown = null;
  withdraw();
  showLost(false);
  return showView(name);
}

function offerCancelling() {
  need(document, "[data-ask=cancel]").onclick = () => {
    if (shown) ask("cancel", { when: view("confirmed").dataset.when ?? "" }, async () => take(await write("cancel")));
  };
}

function offerNewLink() {
  need(document, "[data-new-link]").onclick = async () => {
    try {
      const fresh = await write("link");
      token = fresh.token;
      history.replaceState(null, "", `#${token}`);
      await refresh();
      if (shown) tellNews("link", shown);
    } catch (error) {
      deedProblem(error);
    }
  };
}

/** Being asked when an earlier time is free is a page of its own; this one stays as it is. */
function offerEarlier() {
  const problem = need(document, "[data-earlier-problem]");
  need(document, "[data-earlier]").onclick = async () => {
    try {
      location.assign(pageOf(await write("earlier")));
    } catch (error) {
      setText(need(problem, "[data-words]"), errorText(error));
      problem.hidden = false;
    }
  };
}

/** @param {unknown} error */
function deedProblem(error) {
  const problem = need(document, "[data-deed-problem]");
  setText(need(problem, "[data-words]"), errorText(error));
  problem.hidden = false;
}

async function poll() {
  if (!document.hidden && shown) await refresh();
  setTimeout(poll, POLL_MS);
}

need(document, "[data-open-move]").onclick = () => shown && moving.open(shown);
offerWays(async (way, phone) => changed(await write("channel", { channel: way, phone }), "way"));
offerCalendarFile(() => token, deedProblem);
offerLink(view("confirmed"), () => view("confirmed").dataset.when ?? "");
offerCancelling();
offerEarlier();
offerNewLink();
addEventListener("hashchange", () => location.reload()); // another link in the same window
addEventListener("online", refresh);
addEventListener("offline", () => showLost(true));
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) refresh();
});
await refresh();
if (shown && wasJustBooked()) tellNews("booked", shown);
setTimeout(poll, POLL_MS);
