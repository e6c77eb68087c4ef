// The calm line "no connection at the moment" under the header of every face.

/**
 * Shows the line while `live` is offline and hides it without a word when it is back.
 * @param {EventTarget} live a LiveConnection
 */
export function showConnection(live) {
  live.addEventListener("state", (event) => {
    showLost(/** @type {CustomEvent<string>} */ (event).detail === "offline");
  });
}

/** @param {boolean} lost */
export function showLost(lost) {
  const line = /** @type {HTMLElement | null} */ (document.querySelector("[data-connection-lost]"));
  if (line) line.hidden = !lost;
}
