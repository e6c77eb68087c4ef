// What a parcel carries, in ASCII as the server wants it: "{...}" a message, "b..." bytes in base64.

/** Bytes that are turned into characters at once: some browsers allow no more arguments of a function. */
const SLICE = 8192;

/** @param {object} message */
export function writeText(message) {
  return JSON.stringify(message).replace(/[\u007f-\uffff]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** @param {ArrayBuffer} bytes */
export function writeBytes(bytes) {
  let text = "";
  for (let start = 0; start < bytes.byteLength; start += SLICE) {
    text += String.fromCharCode(...new Uint8Array(bytes, start, Math.min(SLICE, bytes.byteLength - start)));
  }
  return `b${btoa(text)}`;
}

/** @param {string} data @returns {ArrayBuffer | null} null: no bytes */
export function readBytes(data) {
  if (data[0] !== "b") return null;
  try {
    const text = atob(data.slice(1));
    return Uint8Array.from(text, (one) => one.charCodeAt(0)).buffer;
  } catch {
    return null;
  }
}
