// Two pages agree on six digits that nobody between them can bring about: PROTOCOL.md, "Verification", says how.
import { pageCertificates } from "./edge.js";

const NONCE_BYTES = 32;
const CODES = 1_000_000n;

/**
 * @typedef {{id: string, fingerprint: string, nonce: string}} Party
 * @typedef {{fingerprint: string, nonce: string}} Revealed
 */

/** What this page has to do with one instance of another participant's page. */
export class Agreement {
  /** @type {string | null} what they are bound to */
  theirs = null;
  /** @type {Revealed | null} what they are, once it fits their commitment */
  revealed = null;
  /** They contradict themselves, or their connections are somebody else's. */
  broken = false;
  /** @type {string | null} six digits */
  code = null;
  /** @type {Set<string>} fingerprints that their descriptions named */
  #described = new Set();

  /**
   * @param {string} peer
   * @param {string} instance of their page
   * @param {Party} own
   */
  constructor(peer, instance, own) {
    this.peer = peer;
    this.instance = instance;
    this.own = own;
  }

  commitment() {
    return commitmentTo(this.own);
  }

  /** @param {string} commitment */
  commit(commitment) {
    if (this.theirs !== null && this.theirs !== commitment) this.broken = true;
    this.theirs ??= commitment;
  }

  /** @param {Revealed} revealed */
  async reveal({ fingerprint, nonce }) {
    const party = { id: this.peer, fingerprint, nonce };
    if ((await commitmentTo(party)) !== this.theirs) {
      this.broken = true;
      return;
    }
    this.revealed = { fingerprint, nonce };
    this.code = await codeOf(this.own, party);
    this.#judge();
  }

  /** @param {string} sdp theirs */
  describe(sdp) {
    fingerprintsIn(sdp).forEach((fingerprint) => this.#described.add(fingerprint));
    this.#judge();
  }

  #judge() {
    const expected = this.revealed?.fingerprint;
    if (expected && [...this.#described].some((fingerprint) => fingerprint !== expected)) this.broken = true;
  }
}

/** The certificate of this page's connections, or null where there is no WebRTC. @returns {Promise<string | null>} */
export async function ownFingerprint() {
  const certificates = await pageCertificates();
  if (certificates.length === 0 || !crypto.subtle) return null;
  const told = certificates[0].getFingerprints?.().find(({ algorithm }) => algorithm === "sha-256")?.value;
  return told?.toUpperCase() ?? fingerprintInOffer(certificates);
}

/** Firefox does not tell otherwise. @param {RTCCertificate[]} certificates */
async function fingerprintInOffer(certificates) {
  const connection = new RTCPeerConnection({ certificates });
  try {
    connection.createDataChannel("");
    const { sdp } = await connection.createOffer();
    return fingerprintsIn(sdp ?? "")[0] ?? null;
  } finally {
    connection.close();
  }
}

export function newNonce() {
  return hexadecimal(crypto.getRandomValues(new Uint8Array(NONCE_BYTES)));
}

/** Another kind of fingerprint than ours stands for itself, and fits nobody. @param {string} sdp */
function fingerprintsIn(sdp) {
  const found = [...sdp.matchAll(/^a=fingerprint:(\S+) (\S+)\s*$/gm)];
  return found.map(([, kind, value]) => (kind.toLowerCase() === "sha-256" ? value.toUpperCase() : `${kind} ${value}`));
}

/** @param {Party} party */
async function commitmentTo(party) {
  return hexadecimal(await digest("vorzimmer commitment 1", party));
}

/**
 * @param {Party} one
 * @param {Party} other
 */
async function codeOf(one, other) {
  const inOrder = [one, other].sort((a, b) => (a.id < b.id ? -1 : 1));
  const number = new DataView((await digest("vorzimmer code 1", ...inOrder)).buffer).getBigUint64(0) % CODES;
  return String(number).padStart(6, "0");
}

/**
 * @param {string} purpose
 * @param {...Party} parties
 */
async function digest(purpose, ...parties) {
  const words = [purpose, ...parties.flatMap(({ id, fingerprint, nonce }) => [id, fingerprint, nonce])];
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(words.join(" "))));
}

/** @param {Uint8Array} bytes */
function hexadecimal(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
