// Taking a number on the web: a double tap, a retry and a reload make one ticket.

import { ApiError, newKey, post } from "../api.js";
import { text } from "../texts.js";

/** @typedef {{service_id: number, channel: "video", media: string, persons: number, language: string}} Wish */

/** @type {Map<string, Promise<string>>} wishes that were sent; only a refused one may be sent anew */
const sent = new Map();

// A page that comes back out of the browser's memory belongs to a person who wants another number.
addEventListener("pageshow", (event) => {
  if (event.persisted) sent.clear();
});

/**
 * @param {number} serviceId
 * @param {string} media camera, voice or text
 * @param {number} persons how many come
 * @returns {Promise<string>} the address of the ticket's page
 */
export async function takeTicket(serviceId, media, persons) {
  if (document.documentElement.dataset.preview) throw new ApiError("preview", 0, text("preview"));
  const channel = /** @type {const} */ ("video");
  const wish = { service_id: serviceId, channel, media, persons, language: document.documentElement.lang };
  const name = JSON.stringify(wish);
  const running = sent.get(name) ?? send(wish, name);
  sent.set(name, running);
  running.catch(() => sent.delete(name));
  return running;
}

/**
 * The key outlives the page until the server has answered, as an answer may get lost on its way.
 * @param {Wish} wish
 * @param {string} name
 */
async function send(wish, name) {
  const storageName = `join ${name}`;
  const key = sessionStorage.getItem(storageName) ?? newKey();
  sessionStorage.setItem(storageName, key);
  const { token } = await post("/api/tickets", wish, { idempotencyKey: key });
  sessionStorage.removeItem(storageName);
  return `/ticket${location.search}#${token}`;
}
