// The terminal's document camera: its pictures come from the device that the office adopted, and from nobody in between.
// Who vouches for what: provisioning/vouching.py, and PROTOCOL.md, "Verification".

/** The device's word follows its offer at once. */
const PATIENCE_MS = 5_000;
const DEVICE = "agent";
const SIGNATURES = { name: "ECDSA", hash: "SHA-256" };

/**
 * @typedef {{device: string, agent: string, vouched: string, signature: string}} Voucher public keys and signatures in base64
 * @typedef {{stream: string, sdp: string, timer: number}} Offered
 */

export class DeviceVoucher {
  /** @type {Offered | null} what the device has still to vouch for */
  #offered = null;
  #listening = new AbortController();
  #room;
  #notices;
  #key;

  /** @param {import("./features.js").Context} context whose options name the key of the device */
  constructor({ room, notices, options }) {
    this.#room = room;
    this.#notices = notices;
    this.#key = options.deviceKey ?? "";
    const { signal } = this.#listening;
    room.addEventListener("described", (event) => this.#described(/** @type {CustomEvent} */ (event).detail), { signal });
    room.addEventListener("frame:verify-device", (event) => void this.#vouched(/** @type {CustomEvent} */ (event).detail), { signal });
  }

  stop() {
    this.#listening.abort();
    this.#settle();
  }

  /** @param {{from: string, stream: string, sdp: string}} frame */
  #described({ from, stream, sdp }) {
    if (from !== DEVICE) return;
    this.#settle();
    this.#offered = { stream, sdp, timer: window.setTimeout(() => this.#refuse(), PATIENCE_MS) };
  }

  /** @param {Voucher & {from: string, stream: string}} frame */
  async #vouched(frame) {
    const offered = this.#offered;
    if (frame.from !== DEVICE || offered?.stream !== frame.stream) return;
    this.#settle();
    if (!(await vouchesFor(frame, this.#key, offered.sdp))) this.#refuse();
  }

  #refuse() {
    this.#settle();
    if (this.#listening.signal.aborted) return;
    this.#room.distrust(DEVICE);
    this.#notices.show("device-unvouched");
  }

  #settle() {
    clearTimeout(this.#offered?.timer);
    this.#offered = null;
  }
}

/**
 * @param {Voucher} voucher
 * @param {string} deviceKey SHA-256 of the public key that the office adopted, in hexadecimal
 * @param {string} sdp
 */
async function vouchesFor({ device, agent, vouched, signature }, deviceKey, sdp) {
  try {
    return hexadecimal(await crypto.subtle.digest("SHA-256", bytesOf(device))) === deviceKey
      && (await signedBy(device, vouched, `vorzimmer agent 1 ${agent}`))
      && (await signedBy(agent, signature, `vorzimmer connection 1 ${fingerprintsOf(sdp)}`));
  } catch {
    return false; // no key, no base64
  }
}

/**
 * @param {string} key
 * @param {string} signature
 * @param {string} text
 */
async function signedBy(key, signature, text) {
  const known = await crypto.subtle.importKey("spki", bytesOf(key), { name: "ECDSA", namedCurve: "P-256" }, false, ["verify"]);
  return crypto.subtle.verify(SIGNATURES, known, bytesOf(signature), new TextEncoder().encode(text));
}

/** @param {string} sdp */
function fingerprintsOf(sdp) {
  const found = [...sdp.matchAll(/^a=fingerprint:(\S+) (\S+)\s*$/gm)];
  return [...new Set(found.map(([, kind, value]) => `${kind.toLowerCase()} ${value.toUpperCase()}`))].sort().join(",");
}

/** @param {string} text */
function bytesOf(text) {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** @param {ArrayBuffer} bytes */
function hexadecimal(bytes) {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
