// The kiosk's page: /kiosk/#d_... Without a capability it asks for the one-time code of the administration.

import { startBeat } from "./appliance.js";
import { askForCode, keepToken } from "./enrolment.js";
import { startKeyboard } from "./keyboard.js";
import { Kiosk } from "./kiosk.js";
import { OwnDevice, ownToken } from "./own_device.js";
import { Pages } from "./pages.js";
import { followServerClock } from "./server_clock.js";

const LANGUAGES = ["de", "de-simple", "en"];

const pages = new Pages();
pages.prepare(LANGUAGES);
startBeat();
startKeyboard();
followServerClock();
start(ownToken());

/** @param {string | null} token */
async function start(token) {
  const known = token ?? (await askForCode(wasRevoked()));
  keepToken(known);
  addEventListener("hashchange", () => location.reload()); // another device was meant
  const device = new OwnDevice(known, "/api/device");
  device.addEventListener("revoked", revoked, { once: true });
  device.addEventListener("changed", () => leadToOwnFace(device), { once: true });
  new Kiosk(device, pages);
  device.start();
}

/** A board that was set up on this page goes where it belongs. @param {OwnDevice} device */
function leadToOwnFace(device) {
  if (device.view.function === "board") location.replace(`/board/#${device.token}`);
}

/** The administration took this device out: everything of it goes, and the page says so. */
function revoked() {
  history.replaceState({ revoked: true }, "", location.pathname + location.search);
  location.reload();
}

function wasRevoked() {
  return Boolean(history.state?.revoked);
}
