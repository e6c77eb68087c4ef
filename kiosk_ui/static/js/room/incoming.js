// Receiving: a labelled stream that somebody else in the room offers to us.
import { Edge } from "./edge.js";

/** A lost request for renewal is repeated. */
const RENEW_EVERY_MS = 4_000;

export class IncomingStream {
  /** Apart, as a browser holds the sound back until the first picture comes: and from a camera that is off none does. */
  picture = new MediaStream();
  sound = new MediaStream();
  /** @type {RTCDataChannel | null} opened by the agent on its document stream */
  still = null;
  /** @type {number | undefined} */
  #renewal;
  #send;

  /**
   * @param {import("./edge.js").Address} address
   * @param {import("./edge.js").Surroundings} surroundings
   */
  constructor(address, surroundings) {
    this.#send = surroundings.send;
    this.edge = new Edge(address, { ...surroundings, changed: (edge) => this.#changed(edge, surroundings.changed) });
    this.edge.connection.ontrack = ({ track }) => (track.kind === "audio" ? this.sound : this.picture).addTrack(track);
    this.edge.connection.ondatachannel = ({ channel }) => this.#opened(channel);
  }

  get address() {
    return this.edge.address;
  }

  /** Asks the sender to offer this stream anew, until it does. */
  renew = () => {
    clearTimeout(this.#renewal);
    this.#send({ type: "renew", to: this.address.peer, stream: this.address.stream });
    this.#renewal = window.setTimeout(this.renew, RENEW_EVERY_MS);
  };

  close() {
    clearTimeout(this.#renewal);
    this.edge.close();
    this.still = null;
    [...this.picture.getTracks(), ...this.sound.getTracks()].forEach((track) => track.stop());
  }

  /**
   * @param {Edge} edge
   * @param {(edge: Edge) => void} tell
   */
  #changed(edge, tell) {
    clearTimeout(this.#renewal);
    if (edge.state === "interrupted") this.renew();
    tell(edge);
  }

  /** @param {RTCDataChannel} channel */
  #opened(channel) {
    if (channel.label !== "still") return channel.close();
    channel.binaryType = "arraybuffer";
    this.still = channel;
  }
}
