// What a browser notices late, noticed at once: a telephone that slept, another network, a way that lets nothing through.
// What is broken is asked for anew; how that is done is the streams' own matter (incoming.js).
import { keepAwake } from "../awake.js";

/** Sound comes fifty times a second, also from a muted microphone. The browser itself waits for 5 s and longer. */
const LOOK_EVERY_MS = 500;
const SILENT_MS = 2_000;
/** Timers stood still for so long: the device slept, or the page was put away. */
const SLEPT_MS = 5_000;

/** @typedef {import("./incoming.js").IncomingStream} IncomingStream */

export class Recovery {
  /** @type {WeakMap<IncomingStream, {packets: number, at: number}>} what came last, and when */
  #flow = new WeakMap();
  #lookedAt = performance.now();
  #room;
  #local;
  #timer;
  #listening = new AbortController();

  /** @param {import("./features.js").Context} context */
  constructor({ room, local }) {
    this.#room = room;
    this.#local = local;
    this.#listen();
    this.#timer = window.setInterval(() => void this.#look(), LOOK_EVERY_MS);
    keepAwake("room", true);
  }

  stop() {
    this.#listening.abort();
    clearInterval(this.#timer);
    keepAwake("room", false);
  }

  #listen() {
    const { signal } = this.#listening;
    addEventListener("online", this.#revive, { signal });
    addEventListener("pageshow", this.#revive, { signal });
    document.addEventListener("visibilitychange", this.#revive, { signal });
    /** @type {any} not known everywhere: Wi-Fi becomes LTE without ever being offline */ (navigator).connection
      ?.addEventListener("change", this.#revive, { signal });
  }

  /** Whatever is not whole at such a moment is not waited for. */
  #revive = () => {
    if (document.hidden) return;
    this.#room.streams.incoming.filter(({ edge }) => edge.wasConnected && !edge.isWhole).forEach(({ edge }) => edge.doubt());
    void this.#local.revive();
  };

  async #look() {
    const now = performance.now();
    const slept = now - this.#lookedAt > SLEPT_MS;
    this.#lookedAt = now;
    if (slept) this.#revive();
    await Promise.all(this.#room.streams.incoming.filter(({ edge }) => edge.state === "connected").map((one) => this.#watch(one)));
  }

  /** Who has never sent anything is not missed: he may talk by text, or be made to wait. @param {IncomingStream} stream */
  async #watch(stream) {
    const packets = await packetsOf(stream.edge.connection);
    const now = performance.now();
    const before = this.#flow.get(stream) ?? { packets: 0, at: now };
    const flows = packets > before.packets || before.packets === 0;
    if (flows || !this.#isExpected(stream)) {
      this.#flow.set(stream, { packets: Math.max(packets, before.packets), at: now });
    } else if (now - before.at >= SILENT_MS || stream.edge.connection.connectionState === "closed") {
      this.#flow.delete(stream);
      stream.edge.doubt();
    }
  }

  /** A page that shows nothing new sends nothing; a person with a microphone always does. @param {IncomingStream} stream */
  #isExpected({ address }) {
    const sender = this.#room.participants.get(address.peer);
    const { microphone = "none", camera = "none" } = sender?.status ?? {};
    return Boolean(sender?.present) && address.label === "camera" && (microphone !== "none" || camera === "on");
  }
}

/** @param {RTCPeerConnection} connection */
async function packetsOf(connection) {
  let packets = 0;
  (await connection.getStats()).forEach((report) => {
    if (report.type === "inbound-rtp") packets += report.packetsReceived ?? 0;
  });
  return packets;
}
