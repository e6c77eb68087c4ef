// The board's page: /board/#d_... Without a capability it asks for the one-time code; staff may look with ?office=ID.

import { ApiError, get } from "../api.js";
import { askForCode, keepToken } from "../kiosk/enrolment.js";
import { OwnDevice, ownToken } from "../kiosk/own_device.js";
import { followServerClock } from "../kiosk/server_clock.js";
import { part } from "../kiosk/slots.js";
import { enableSound, soundReady } from "../sound.js";
import { Board } from "./board.js";

followServerClock();
watchSound();
start();

async function start() {
  const office = new URLSearchParams(location.search).get("office");
  if (office && !ownToken()) return show(new OwnDevice(null, `/api/board?office=${Number(office)}`, [`office:${Number(office)}`]));
  const token = ownToken() ?? (await askForCode(Boolean(history.state?.revoked)));
  keepToken(token);
  addEventListener("hashchange", () => location.reload()); // another device was meant
  if (await isBoard(token)) show(new OwnDevice(token, "/api/board"));
  else location.replace(`/kiosk/#${token}`);
}

/** A kiosk that was set up on this page goes where it belongs; an unreachable server proves nothing. @param {string} token */
async function isBoard(token) {
  try {
    await get("/api/board", { bearer: token });
    return true;
  } catch (error) {
    return !(error instanceof ApiError && error.status === 403);
  }
}

/** @param {OwnDevice} device */
function show(device) {
  device.addEventListener("revoked", revoked, { once: true });
  new Board(device);
  device.start();
}

/** Without its capability the page begins anew, and says why. */
function revoked() {
  history.replaceState({ revoked: true }, "", location.pathname);
  location.reload();
}

/** Browsers keep a page silent until it is touched; a kiosk browser that allows sound never shows the button. */
async function watchSound() {
  const button = part("[data-action=sound]");
  button.hidden = await soundReady();
  for (const sign of ["pointerdown", "keydown"]) {
    document.addEventListener(sign, async () => (button.hidden = await enableSound()));
  }
}
