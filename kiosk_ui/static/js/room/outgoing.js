// Sending: a labelled stream of ours, offered to every other person in the room.
import { newKey } from "../api.js";
import { Edge } from "./edge.js";

/** A talking head at 720p; the document has its own stream. */
const VIDEO_BITS_PER_SECOND = 1_500_000;

/** @typedef {import("./edge.js").Surroundings} Surroundings */

export class OutgoingStream {
  /** @type {Map<string, Edge>} by receiver */
  edges = new Map();
  #surroundings;

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
    this.close(peer);
    const edge = new Edge({ peer, stream: newKey(), label: this.label }, this.#surroundings());
    this.edges.set(peer, edge);
    this.#addTracks(edge.connection);
    void edge.offer();
  }

  /** After a live connection was lost, offers and candidates may be lost too. @param {string} peer */
  mend(peer) {
    if (this.edges.get(peer)?.state !== "connected") this.offerTo(peer);
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
    this.edges.get(peer)?.close();
    this.edges.delete(peer);
  }

  closeAll() {
    [...this.edges.keys()].forEach((peer) => this.close(peer));
  }

  /**
   * Both kinds always have their place, so that a camera switched on later needs no new offer.
   * @param {RTCPeerConnection} connection
   */
  #addTracks(connection) {
    /** @type {RTCRtpTransceiverInit} */
    const init = { direction: "sendonly", streams: [this.media] };
    connection.addTransceiver(this.media.getAudioTracks()[0] ?? "audio", init);
    connection.addTransceiver(this.media.getVideoTracks()[0] ?? "video", {
      ...init,
      sendEncodings: [{ maxBitrate: VIDEO_BITS_PER_SECOND }],
    });
  }
}

/**
 * By place and not by track: a sender without a track has none to ask. Order as in `#addTracks`.
 * @param {RTCPeerConnection} connection
 * @param {"audio" | "video"} kind
 */
function senderOf(connection, kind) {
  return connection.getTransceivers()[kind === "audio" ? 0 : 1]?.sender;
}
