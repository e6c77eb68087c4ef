// The board's page: /board/#d_... Without a capability it asks for the one-time code; staff may look with ?office=ID.

import { showLost } from "../connection.js";
import { startBeat } from "../kiosk/appliance.js";
import { askForCode, keepToken } from "../kiosk/enrolment.js";
import { OwnDevice, ownToken } from "../kiosk/own_device.js";
import { followServerClock } from "../kiosk/server_clock.js";
import { part } from "../kiosk/slots.js";
import { enableSound, soundReady } from "../sound.js";
import { Board } from "./board.js";

startBeat();
followServerClock();
watchSound();
start();

async function start() {
  const office = Number(new URLSearchParams(location.search).get("office"));
  if (office && !ownToken()) return showToStaff(office);
  const token = ownToken() ?? (await askForCode(Boolean(history.state?.revoked)));
  keepToken(token);
  addEventListener("hashchange", () => location.reload()); // another device was meant
  showOnDevice(token);
}

/** @param {string} token */
function showOnDevice(token) {
  const device = new OwnDevice(token, "/api/board");
  device.addEventListener("revoked", revoked, { once: true });
  device.addEventListener("misplaced", () => leadToKiosk(token), { once: true });
  show(device);
}

/** @param {number} office */
function showToStaff(office) {
  const device = new OwnDevice(null, `/api/board?office=${office}`, [`office:${office}`]);
  device.addEventListener("revoked", () => askToSignIn(device), { once: true });
  show(device);
}

/** @param {OwnDevice} device */
function show(device) {
  new Board(device);
  device.start();
}

/** A device that is no board, set up on this page or given another function, goes where it belongs. @param {string} token */
function leadToKiosk(token) {
  location.replace(`/kiosk/#${token}`);
}

/** Without its capability the page begins anew, and says why. */
function revoked() {
  history.replaceState({ revoked: true }, "", location.pathname + location.search);
  location.reload();
}

/**
 * The address stays, and the device keeps asking: after a new sign-in, here or in another tab, the board is back.
 * @param {OwnDevice} device
 */
function askToSignIn(device) {
  for (const shown of ["[data-screen=calls]", "[data-board-footer]"]) part(shown).hidden = true;
  part("[data-screen=sign-in]").hidden = false;
  showLost(false); // the server does answer
  device.addEventListener("connection", () => showLost(false));
  device.addEventListener("changed", () => location.reload(), { once: true });
}

/** Browsers keep a page silent until it is touched; a kiosk browser that allows sound never shows the button. */
async function watchSound() {
  const button = part("[data-action=sound]");
  button.hidden = await soundReady();
  for (const sign of ["pointerdown", "keydown"]) {
    document.addEventListener(sign, async () => (button.hidden = await enableSound()));
  }
}
