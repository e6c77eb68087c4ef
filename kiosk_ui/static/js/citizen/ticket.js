// The ticket's page: the fragment is the ticket. What is shown follows from the last snapshot alone, so closing and
// reopening the link changes nothing. Live events only say that a new snapshot is worth fetching.

import { get, post, ApiError } from "../api.js";
import { showConnection, showLost } from "../connection.js";
import { LiveConnection, liveUrl } from "../live.js";
import { latest } from "../latest.js";
import { errorText } from "../texts.js";
import { offerAfterVisit } from "./after_visit.js";
import { hush, offerAlarm } from "./alarm.js";
import { offerWayBack } from "./call_back.js";
import { offerLeaving } from "./leave.js";
import { offerNotYet } from "./not_yet.js";
import { offerReach } from "./reach.js";
import { Seen } from "./seen.js";
import { offerLink } from "./share.js";
import { TicketView } from "./ticket_view.js";
import { need, setText, showView, view } from "./views.js";
import { offerWays } from "./ways.js";

/** @typedef {import("./ticket_states.js").Ticket} Ticket */

const RETRY_MS = 2_000;
/** Where a network lets no live connection through, the page still learns of its call. */
const POLL_MS = 10_000;

const token = location.hash.slice(1);
const live = new LiveConnection(liveUrl(), { token });
const seen = new Seen(token);
const askWhyNotYet = offerNotYet(token);
const page = new TicketView(live, { setMedia, callBack: (phone) => setChannel("telephone", phone) });

const refetch = latest(async () => {
  try {
    show(await get("/api/ticket", { bearer: token }));
  } catch (error) {
    failed(error);
  }
});

/** @param {Ticket} ticket */
function show(ticket) {
  if (live.after === null) live.after = ticket.journal_id;
  const before = page.ticket;
  page.show(ticket);
  if (before && before.office.id !== page.ticket?.office.id) live.renew(); // passed on: another office is followed
  seen.follow(ticket);
  askWhyNotYet();
  live.open();
}

/** @param {unknown} error */
function failed(error) {
  if (error instanceof ApiError && error.status === 401) return unknownTicket(error.code);
  setTimeout(refetch, RETRY_MS);
  if (page.ticket) return; // what is shown stays; the line under the header says that it may be old
  showLost(true);
  setText(need(showView("failed"), "[data-detail]"), errorText(error));
}

/** @param {string} code */
function unknownTicket(code) {
  live.close();
  showLost(false);
  page.forget();
  setText(need(showView("unknown"), "[data-code]"), code);
}

/** @param {string} media */
async function setMedia(media) {
  page.show(await post("/api/ticket/media", { media }, { bearer: token }));
}

/** @param {string} channel @param {string} phone */
async function setChannel(channel, phone) {
  page.show(await post("/api/ticket/channel", { channel, phone }, { bearer: token }));
}

async function leave() {
  page.show(await post("/api/ticket/cancel", {}, { bearer: token }));
}

function followLive() {
  showConnection(live);
  live.addEventListener("welcome", (event) => {
    const { window } = /** @type {CustomEvent} */ (event).detail; // missed events follow by themselves
    if (window) page.updateWindow(window);
  });
  live.addEventListener("event", refetch);
  live.addEventListener("reset", refetch);
  live.addEventListener("refused", refetch);
  live.addEventListener("window", (event) => page.updateWindow(/** @type {CustomEvent} */ (event).detail));
  setInterval(() => {
    if (page.ticket && live.state !== "online") refetch();
  }, POLL_MS);
}

/** @param {string} fragment */
function isTicket(fragment) {
  return fragment.startsWith("t_");
}

offerAlarm(view("waiting"));
offerLink(view("waiting"), () => page.ticket?.number ?? "");
offerLeaving(leave);
offerWays(setChannel);
offerReach((phone) => setChannel("video", phone));
offerAfterVisit(token);
offerWayBack(() => setChannel("video", ""));
need(document, "[data-hush]").onclick = hush;
addEventListener("hashchange", () => location.reload()); // another ticket's link in the same window
followLive();
if (isTicket(token)) refetch();
else unknownTicket("unknown_ticket");
