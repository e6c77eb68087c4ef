// The device check inside a page: loaded when somebody opens it, stopped when they leave it.

import { loadStyle } from "./room_style.js";
import { need } from "./views.js";

/** @typedef {import("./ticket_states.js").Media} Media */

/** @type {{start(): unknown, stop(): unknown} | null} */
let check = null;
let visit = 0;

/**
 * @param {HTMLElement} page has the element [data-check-place]
 * @param {Media} media what the person wants to talk with: who wants no camera is not asked for it
 * @param {(media: Media) => void} done with what the person can and wants to talk
 */
export async function startCheck(page, media, done) {
  stopCheck();
  const mine = visit;
  const element = need(page, "[data-check-place]");
  loadStyle(element);
  const { DeviceCheck } = await import("../room/device_check.js");
  if (mine !== visit) return; // the person went back meanwhile
  const started = new DeviceCheck(element, { media: media === "voice" ? "voice" : "camera" });
  check = started;
  started.addEventListener("done", () => done(started.result?.media ?? "text"));
  started.start();
}

export function stopCheck() {
  visit += 1;
  check?.stop();
  check = null;
}
