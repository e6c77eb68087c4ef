// Sending: a labelled stream of ours, offered to every other person in the room.
import { newKey } from "../api.js";
import { Edge } from "./edge.js";

/** A talking head at 720p; and a screen, whose letters need more. @type {Record<string, RTCRtpEncodingParameters>} */
const PICTURES = {
  camera: { maxBitrate: 1_500_000 },
  screen: { maxBitrate: 2_500_000, maxFramerate: 15 },
};
/** Each further receiver is one more encoder and one more upload: for two and three of them the camera gets coarser. */
const SHARES = [1, 1.5, 2];
/** Where not all fits, the sound has its part first. @type {RTCPriorityType} */
const SOUND = "high";

/**
 * @typedef {import("./edge.js").Surroundings} Surroundings
 * @typedef {{edge: Edge, picture: RTCRtpSender | undefined}} Sending
 */

export class OutgoingStream {
  /** @type {Map<string, Edge>} by receiver */
  edges = new Map();
  #surroundings;
  #framesKept = false;

  /**
   * @param {string} label
   * @param {MediaStream} media its tracks stay the caller's, who stops them
   * @param {() => Surroundings} surroundings
   */
  constructor(label, media, surroundings) {
    this.label = label;
    this.media = media;
    this.#surroundings = surroundings;
  }

  /** Offers anew, with a new connection. @param {string} peer */
  offerTo(peer) {
    this.#end(peer);
    const edge = new Edge({ peer, stream: newKey(), label: this.label }, this.#surroundings());
    this.edges.set(peer, edge);
    this.#addTracks(edge.connection);
    void edge.offer();
    this.#divide();
  }

  /** After a live connection was lost, offers and candidates may be lost too. @param {string} peer */
  mend(peer) {
    if (this.edges.get(peer)?.state !== "connected") this.offerTo(peer);
  }

  /** @returns {Sending[]} */
  get sending() {
    return [...this.edges.values()].map((edge) => ({ edge, picture: senderOf(edge.connection, "video") }));
  }

  /** What gives way where not all fits: the fineness of the picture, or (as browsers do) a little of everything. @param {boolean} on */
  keepFrames(on) {
    if (on === this.#framesKept) return;
    this.#framesKept = on;
    this.sending.forEach(({ picture }) => picture && void prefer(picture, on));
  }

  /** @param {string} stream */
  find(stream) {
    return [...this.edges.values()].find((edge) => edge.address.stream === stream);
  }

  /**
   * Puts another track, or none, in the place of the present one; nothing is negotiated.
   * @param {"audio" | "video"} kind
   * @param {MediaStreamTrack | null} track
   */
  async replaceTrack(kind, track) {
    this.media.getTracks().filter((old) => old.kind === kind).forEach((old) => this.media.removeTrack(old));
    if (track) this.media.addTrack(track);
    await Promise.all([...this.edges.values()].map((edge) => senderOf(edge.connection, kind)?.replaceTrack(track)));
  }

  /** @param {string} peer */
  close(peer) {
    this.#end(peer);
    this.#divide();
  }

  /** @param {string} peer */
  #end(peer) {
    this.edges.get(peer)?.close();
    this.edges.delete(peer);
  }

  /** What one receiver gets depends on how many there are. */
  #divide() {
    if (this.label !== "camera") return;
    const share = SHARES[Math.min(this.edges.size, SHARES.length) - 1] ?? 1;
    this.sending.forEach(({ picture }) => picture && void grade(picture, share));
  }

  closeAll() {
    [...this.edges.keys()].forEach((peer) => this.#end(peer));
  }

  /**
   * Both kinds always have their place, so that a camera switched on later needs no new offer.
   * @param {RTCPeerConnection} connection
   */
  #addTracks(connection) {
    /** @type {RTCRtpTransceiverInit} */
    const init = { direction: "sendonly", streams: [this.media] };
    const first = { ...init, sendEncodings: [{ priority: SOUND, networkPriority: SOUND }] };
    connection.addTransceiver(this.media.getAudioTracks()[0] ?? "audio", first);
    const { sender } = connection.addTransceiver(this.media.getVideoTracks()[0] ?? "video", {
      ...init,
      sendEncodings: [PICTURES[this.label] ?? PICTURES.camera],
    });
    if (this.#framesKept) void prefer(sender, true);
  }
}

/**
 * @param {RTCRtpSender} sender
 * @param {boolean} frames
 */
async function prefer(sender, frames) {
  const parameters = sender.getParameters();
  parameters.degradationPreference = frames ? "maintain-framerate" : "balanced";
  await sender.setParameters(parameters).catch(() => {}); // not every browser lets a page say it
}

/**
 * @param {RTCRtpSender} sender
 * @param {number} share 2: half as wide and high, and a quarter of the bits
 */
async function grade(sender, share) {
  const parameters = sender.getParameters();
  const [encoding] = parameters.encodings ?? [];
  if (!encoding || (encoding.scaleResolutionDownBy ?? 1) === share) return;
  encoding.scaleResolutionDownBy = share;
  encoding.maxBitrate = Number(PICTURES.camera.maxBitrate) / share ** 2;
  await sender.setParameters(parameters).catch(() => {}); // the connection ended meanwhile
}

/**
 * By place and not by track: a sender without a track has none to ask. Order as in `#addTracks`.
 * @param {RTCPeerConnection} connection
 * @param {"audio" | "video"} kind
 */
function senderOf(connection, kind) {
  return connection.getTransceivers()[kind === "audio" ? 0 : 1]?.sender;
}
