// The page of a guest: the fragment is the invitation. What is shown follows from the last snapshot alone; live events only
// say that a new one is worth fetching.

import { ApiError, get, newKey, post } from "../api.js";
import { startCheck, stopCheck } from "../citizen/device_part.js";
import { loadStyle } from "../citizen/room_style.js";
import { need, setText, showOnly, showView, view } from "../citizen/views.js";
import { showConnection, showLost } from "../connection.js";
import { LiveConnection, liveUrl } from "../live.js";
import { latest } from "../latest.js";
import { errorText } from "../texts.js";

/**
 * @typedef {"camera" | "voice" | "text"} Media
 * @typedef {"invited" | "knocking" | "admitted" | "left" | "refused" | "withdrawn"} State
 * @typedef {object} Invitation
 * @property {State} state
 * @property {"interpreter" | "colleague"} role
 * @property {string} name
 * @property {string} office
 * @property {string} clerk
 * @property {number | null} consultation
 * @property {number} journal_id
 */

const RETRY_MS = 2_000;
/** How this guest takes part, for a page that is loaded anew. */
const MEDIA = "guest-media";

const token = location.hash.slice(1);
const live = new LiveConnection(liveUrl(), { token });
/** @type {Invitation | null} */
let shown = null;
/** @type {import("../room/view.js").RoomView | null} */
let room = null;
/** Somebody who has left wants to come back. */
let again = false;
const refetch = latest(async () => {
  try {
    show(await get("/api/guest", { bearer: token }));
  } catch (error) {
    failed(error);
  }
});

/** @type {Record<State, (invitation: Invitation) => void>} */
const SHOWN = {
  invited: showInvitation,
  knocking: () => showView("knocking"),
  admitted: (invitation) => void enter(invitation),
  left: (invitation) => (again ? showInvitation(invitation) : showView("left")),
  refused: () => farewell("refused"),
  withdrawn: () => farewell("withdrawn"),
};

/** @param {Invitation} invitation */
function show(invitation) {
  if (live.after === null) live.after = invitation.journal_id;
  if (invitation.state !== "admitted") leaveRoom();
  if (invitation.state !== "invited" && invitation.state !== "left") stopCheck();
  const before = shown;
  shown = invitation;
  if (before?.state !== invitation.state) SHOWN[invitation.state](invitation);
  if (invitation.state !== "refused" && invitation.state !== "withdrawn") live.open();
}

/** @param {Invitation} invitation */
function showInvitation({ clerk, office, role, name }) {
  const page = view("invited");
  setText(need(page, "[data-clerk]"), clerk);
  setText(need(page, "[data-office]"), office);
  showOnly(page, "role", [role]);
  nameField().value ||= name;
  showView("invited");
  void startCheck(page, "camera", (media) => void knock(media));
}

/** @param {Media} media */
async function knock(media) {
  const page = view("invited");
  const name = nameField().value.trim();
  need(page, "[data-name-problem]").hidden = name !== "";
  nameField().setAttribute("aria-invalid", String(name === ""));
  if (!name) return nameField().focus();
  sessionStorage.setItem(MEDIA, media);
  const knocking = need(page, "[data-knocking]");
  if (!knocking.hidden) return; // the second of two taps
  knocking.hidden = false;
  setText(need(page, "[data-problem]"), "");
  try {
    show(await post("/api/guest/knock", { name }, { bearer: token, idempotencyKey: newKey() }));
    again = false;
  } catch (error) {
    setText(need(page, "[data-problem]"), errorText(error));
  } finally {
    knocking.hidden = true;
  }
}

/** @param {Invitation} invitation */
async function enter({ consultation }) {
  if (room || consultation === null) return;
  const element = need(view("consultation"), "[data-consultation]");
  loadStyle(element);
  const { RoomView } = await import("../room/view.js");
  if (shown?.state !== "admitted") return;
  showView("consultation");
  const media = /** @type {Media} */ (sessionStorage.getItem(MEDIA) ?? "camera");
  room = new RoomView(element, { live, consultation, role: "guest", media, onHangUp: () => void leave() });
  void room.start();
}

function leaveRoom() {
  room?.stop();
  room = null;
}

async function leave() {
  leaveRoom();
  try {
    show(await post("/api/guest/leave", {}, { bearer: token, idempotencyKey: newKey() }));
  } catch {
    void refetch(); // sent away meanwhile, or the end has come
  }
}

/** Nothing more comes. @param {string} name */
function farewell(name) {
  live.close();
  showView(name);
}

/** @param {unknown} error */
function failed(error) {
  if (error instanceof ApiError && error.status === 401) {
    leaveRoom();
    stopCheck();
    showLost(false);
    return farewell(shown ? "ended" : "over");
  }
  setTimeout(refetch, RETRY_MS);
  if (shown) return; // what is shown stays; the line under the header says that it may be old
  showLost(true);
  setText(need(showView("failed"), "[data-detail]"), errorText(error));
}

/** @returns {HTMLInputElement} */
function nameField() {
  return /** @type {HTMLInputElement} */ (need(view("invited"), "[data-name]"));
}

showConnection(live);
for (const name of ["welcome", "event", "reset", "refused"]) live.addEventListener(name, () => void refetch());
need(view("knocking"), "[data-leave]").onclick = () => void leave();
need(view("left"), "[data-again]").onclick = () => {
  again = true;
  if (shown) showInvitation(shown);
};
addEventListener("hashchange", () => location.reload());
void refetch();
