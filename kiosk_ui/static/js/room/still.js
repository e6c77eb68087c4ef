// A still picture of a document at full resolution, straight from the agent's camera, held in memory only.
import { newKey } from "../api.js";

const PATIENCE_MS = 10_000;
/** A still is a JPEG of at most some 20 megapixels. */
const LARGEST_BYTES = 32 * 1024 * 1024;

/** Why there is no still: the agent's own codes, or ours. */
export class StillError extends Error {
  /** @param {"camera_lost" | "busy" | "not_connected" | "too_slow" | "damaged"} code */
  constructor(code) {
    super(code);
    this.code = code;
  }
}

/**
 * @typedef {{id: string, size: number, width: number, height: number, media_type: string, sha256: string}} Head
 * @typedef {{picture: Blob, width: number, height: number}} Still
 */

/**
 * Takes one still over the data channel; one at a time.
 * @param {RTCDataChannel | null} channel
 * @returns {Promise<Still>}
 * @throws {StillError}
 */
export async function takeStill(channel) {
  if (channel?.readyState !== "open") throw new StillError("not_connected");
  const { head, bytes } = await receive(channel, newKey());
  if (bytes.size !== head.size || (await sha256(bytes)) !== head.sha256) throw new StillError("damaged");
  return { picture: new Blob([bytes], { type: head.media_type }), width: head.width, height: head.height };
}

/**
 * @param {RTCDataChannel} channel
 * @param {string} id
 * @returns {Promise<{head: Head, bytes: Blob}>}
 */
function receive(channel, id) {
  return new Promise((resolve, reject) => {
    /** @type {Head | null} */
    let head = null;
    /** @type {ArrayBuffer[]} */
    const chunks = [];
    const listening = new AbortController();
    /** @param {StillError["code"]} code */
    const fail = (code) => end(() => reject(new StillError(code)));
    /** @param {() => void} settle */
    const end = (settle) => {
      listening.abort();
      clearTimeout(timer);
      settle();
    };
    /** @type {Record<string, (message: any) => void>} */
    const handlers = {
      still: (message) => (message.size <= LARGEST_BYTES ? (head = message) : fail("damaged")),
      done: () => head && end(() => resolve({ head: /** @type {Head} */ (head), bytes: new Blob(chunks) })),
      error: (message) => fail(message.code),
    };
    const timer = setTimeout(() => fail("too_slow"), PATIENCE_MS);
    channel.addEventListener("close", () => fail("camera_lost"), { signal: listening.signal });
    channel.addEventListener("message", ({ data }) => {
      const message = typeof data === "string" ? JSON.parse(data) : null;
      if (!message && head) chunks.push(data);
      else if (message?.id === id) handlers[message.type]?.(message);
    }, { signal: listening.signal });
    channel.send(JSON.stringify({ type: "take", id }));
  });
}

/** @param {Blob} bytes */
async function sha256(bytes) {
  const digest = await crypto.subtle.digest("SHA-256", await bytes.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
