// One stream between two people: one RTCPeerConnection, seen from either end.

/** A disconnection shorter than this heals by itself (design 4). */
const DISCONNECTED_PATIENCE_MS = 3_000;
/** Candidates can be lost with a live connection; then the connection never comes about. */
const CONNECTING_PATIENCE_MS = 10_000;

/** @type {Promise<RTCCertificate[]> | undefined} */
let certificates;

/** One certificate for all connections of this page, so that one code can vouch for all of them. */
export function pageCertificates() {
  certificates ??= makeCertificates();
  return certificates;
}

async function makeCertificates() {
  try {
    return [await RTCPeerConnection.generateCertificate(/** @type {any} */ ({ name: "ECDSA", namedCurve: "P-256" }))];
  } catch {
    return []; // WebRTC is switched off in this browser: chat goes on without it
  }
}

/**
 * @typedef {"connecting" | "connected" | "interrupted" | "closed"} EdgeState
 * @typedef {object} Address
 * @property {string} peer the participant at the other end
 * @property {string} stream random id of this one connection; a renewed stream gets a new one
 * @property {string} label
 * @typedef {object} Surroundings
 * @property {RTCConfiguration} configuration
 * @property {(frame: import("../live.js").Frame) => void} send
 * @property {(edge: Edge) => void} changed told of every new `state`
 */

export class Edge {
  /** @type {EdgeState} */
  state = "connecting";
  wasConnected = false;
  /** @type {RTCPeerConnection} */
  connection;
  #send;
  #changed;
  /** Operations on a connection must not overlap. @type {Promise<unknown>} */
  #turn = Promise.resolve();
  /** @type {RTCIceCandidateInit[]} those that came before the description they belong to */
  #early = [];
  /** @type {(RTCIceCandidateInit | null)[] | null} null once our own description is sent */
  #unsent = [];
  /** @type {number | undefined} */
  #timer;

  /**
   * @param {Address} address
   * @param {Surroundings} surroundings
   */
  constructor(address, { configuration, send, changed }) {
    this.address = address;
    this.#send = send;
    this.#changed = changed;
    this.connection = new RTCPeerConnection({ ...configuration, bundlePolicy: "max-bundle" });
    this.connection.onicecandidate = ({ candidate }) => this.#gathered(candidate);
    this.connection.onconnectionstatechange = () => this.#connectionChanged();
    this.#wait(CONNECTING_PATIENCE_MS);
  }

  offer() {
    return this.#inTurn(async () => {
      await this.connection.setLocalDescription();
      this.#describe("offer", { label: this.address.label });
    });
  }

  /** @param {string} sdp the other end's offer */
  answer(sdp) {
    return this.#inTurn(async () => {
      await this.connection.setRemoteDescription({ type: "offer", sdp });
      await this.#addEarly();
      await this.connection.setLocalDescription();
      this.#describe("answer", {});
    });
  }

  /** @param {string} sdp */
  answered(sdp) {
    return this.#inTurn(async () => {
      if (this.connection.signalingState !== "have-local-offer") return;
      await this.connection.setRemoteDescription({ type: "answer", sdp });
      await this.#addEarly();
    });
  }

  /** @param {RTCIceCandidateInit | null} candidate null: there are no more */
  addCandidate(candidate) {
    return this.#inTurn(async () => {
      if (!candidate) return; // the end of candidates speeds up a failure only
      if (this.connection.remoteDescription) await this.connection.addIceCandidate(candidate);
      else this.#early.push(candidate);
    });
  }

  /** Nothing comes through any more, whatever the browser still believes. */
  doubt() {
    this.#become("interrupted");
  }

  /** Whether the browser believes in it. */
  get isWhole() {
    return this.connection.connectionState === "connected";
  }

  close() {
    clearTimeout(this.#timer);
    this.connection.onicecandidate = this.connection.onconnectionstatechange = this.connection.ontrack = null;
    this.connection.close();
    this.state = "closed";
  }

  async #addEarly() {
    for (const candidate of this.#early.splice(0)) await this.connection.addIceCandidate(candidate);
  }

  /**
   * @param {"offer" | "answer"} type
   * @param {object} fields
   */
  #describe(type, fields) {
    const { peer, stream } = this.address;
    this.#send({ type, to: peer, stream, ...fields, sdp: this.connection.localDescription?.sdp });
    const unsent = this.#unsent ?? [];
    this.#unsent = null;
    unsent.forEach((candidate) => this.#gathered(candidate));
  }

  /** @param {RTCIceCandidate | RTCIceCandidateInit | null} candidate */
  #gathered(candidate) {
    const plain = candidate && {
      candidate: candidate.candidate,
      sdpMid: candidate.sdpMid,
      sdpMLineIndex: candidate.sdpMLineIndex,
    };
    if (this.#unsent) this.#unsent.push(plain);
    else this.#send({ type: "candidate", to: this.address.peer, stream: this.address.stream, candidate: plain });
  }

  #connectionChanged() {
    const act = CONNECTION_STATES[this.connection.connectionState];
    if (act === "wait") this.#wait(DISCONNECTED_PATIENCE_MS);
    else if (act) this.#become(act);
  }

  /** @param {number} patience milliseconds until the stream counts as interrupted */
  #wait(patience) {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#become("interrupted"), patience);
  }

  /** @param {EdgeState} state */
  #become(state) {
    clearTimeout(this.#timer);
    if (this.state === state || this.state === "closed") return;
    this.state = state;
    this.wasConnected ||= state === "connected";
    this.#changed(this);
  }

  /**
   * A malformed description or candidate of the other end must not break this page: the stream is renewed.
   * @param {() => Promise<void>} operation
   */
  #inTurn(operation) {
    this.#turn = this.#turn.then(async () => {
      if (this.state === "closed") return;
      try {
        await operation();
      } catch {
        this.#become("interrupted");
      }
    });
    return this.#turn;
  }
}

/** @type {Partial<Record<RTCPeerConnectionState, EdgeState | "wait">>} */
const CONNECTION_STATES = {
  connected: "connected",
  disconnected: "wait",
  failed: "interrupted",
  closed: "interrupted",
};
