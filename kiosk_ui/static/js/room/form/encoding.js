// Updates of Yjs as text, and Yjs itself: 28 kB that only those load who fill in a form.

/** @typedef {import("./yjs.js").Yjs} Yjs */

const YJS = new URL("../../../vendor/yjs/yjs.mjs", import.meta.url).href;

/** @type {Promise<Yjs> | null} */
let loading = null;

/** @returns {Promise<Yjs>} */
export function loadYjs() {
  loading ??= import(YJS).catch((error) => {
    loading = null; // the next one tries again
    throw error;
  });
  return /** @type {Promise<Yjs>} */ (loading);
}

/** @param {Uint8Array} bytes */
export function toBase64(bytes) {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

/** @param {string} text */
export function fromBase64(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
