// Short bandwidth: the picture gives way before the sound suffers. A browser makes the picture smaller by itself; where even
// that is too much, it is not sent for a while, and the other side is told by a picture that stands still.

/** Below this a picture takes from the sound what it needs. */
const TOO_LITTLE_BITS_PER_SECOND = 100_000;
/** Of the sound's packets; Opus mends what is below. */
const TOO_MUCH_LOSS = 0.1;
const LITTLE_LOSS = 0.03;
/** So many looks in a row: one bad moment is no reason. */
const BAD_LOOKS = 2;
/** In looks. A picture that has to go again stays away twice as long. */
const FIRST_PAUSE = 5;
const LONGEST_PAUSE = 30;
const LOOK_EVERY_MS = 2_000;

/**
 * @typedef {{available: number | null, loss: number | null}} Way bits per second, and the share of our sound that is lost
 * @typedef {{paused: boolean, bad: number, left: number, pause: number}} Picture
 */

/** @type {Picture} */
export const SENDING = { paused: false, bad: 0, left: 0, pause: FIRST_PAUSE };

/**
 * What becomes of the picture, from one look to the next.
 * @param {Picture} picture
 * @param {Way} way
 * @returns {Picture}
 */
export function next(picture, { available, loss }) {
  if (picture.paused) return resume(picture, loss);
  const short = (available !== null && available < TOO_LITTLE_BITS_PER_SECOND) || (loss !== null && loss > TOO_MUCH_LOSS);
  const bad = short ? picture.bad + 1 : 0;
  return bad < BAD_LOOKS ? { ...picture, bad } : { ...picture, paused: true, bad: 0, left: picture.pause };
}

/** Without a picture nobody can tell how much would fit: after a while it is tried. @param {Picture} picture @param {number | null} loss */
function resume(picture, loss) {
  const left = loss !== null && loss > LITTLE_LOSS ? picture.left : picture.left - 1;
  if (left > 0) return { ...picture, left };
  return { paused: false, bad: 0, left: 0, pause: Math.min(picture.pause * 2, LONGEST_PAUSE) };
}

export class AudioFirst {
  /** @type {WeakMap<RTCPeerConnection, Picture>} */
  #pictures = new WeakMap();
  /** How many pictures came of each stream. @type {WeakMap<import("./incoming.js").IncomingStream, number>} */
  #came = new WeakMap();
  #root;
  #room;
  #timer;

  /** @param {import("./features.js").Context} context */
  constructor({ root, room }) {
    this.#root = root;
    this.#room = room;
    this.#timer = window.setInterval(() => void this.#look(), LOOK_EVERY_MS);
  }

  stop() {
    clearInterval(this.#timer);
  }

  async #look() {
    const connected = this.#room.streams.sending("camera").filter(({ edge }) => edge.isWhole);
    const cameras = this.#room.streams.incoming.filter(({ address }) => address.label === "camera");
    await Promise.all([...connected.map((one) => this.#judge(one)), ...cameras.map((one) => this.#watch(one))]);
  }

  /** The other side of it: a picture that stands still while the sound goes on is said to. @param {import("./incoming.js").IncomingStream} stream */
  async #watch(stream) {
    const { edge, address } = stream;
    const came = await picturesOf(edge.connection);
    const still = came > 0 && came === this.#came.get(stream) && edge.state === "connected";
    this.#came.set(stream, came);
    const expected = this.#room.participants.get(address.peer)?.status.camera === "on";
    const tile = this.#root.querySelector(`.room-stream[data-from="${address.peer}"][data-label="camera"]`);
    tile?.toggleAttribute("data-paused", still && expected);
  }

  /** Who signs needs the picture more than the sound. @param {import("./outgoing.js").Sending} sending */
  async #judge({ edge, picture: sender }) {
    const before = this.#pictures.get(edge.connection) ?? SENDING;
    const now = this.#root.dataset.signing === "true" ? SENDING : next(before, await wayOf(edge.connection));
    this.#pictures.set(edge.connection, now);
    if (now.paused !== before.paused) await setActive(sender, !now.paused);
  }
}

/**
 * @param {RTCPeerConnection} connection
 * @returns {Promise<Way>}
 */
async function wayOf(connection) {
  /** @type {Way} */
  const way = { available: null, loss: null };
  (await connection.getStats()).forEach((report) => {
    if (report.type === "candidate-pair" && report.nominated) way.available = report.availableOutgoingBitrate ?? way.available;
    if (report.type === "remote-inbound-rtp" && report.kind === "audio") way.loss = report.fractionLost ?? null;
  });
  return way;
}

/** @param {RTCPeerConnection} connection */
async function picturesOf(connection) {
  let pictures = 0;
  (await connection.getStats()).forEach((report) => {
    if (report.type === "inbound-rtp" && report.kind === "video") pictures += report.framesReceived ?? 0;
  });
  return pictures;
}

/**
 * @param {RTCRtpSender | undefined} sender
 * @param {boolean} active
 */
async function setActive(sender, active) {
  const parameters = sender?.getParameters();
  if (!parameters?.encodings?.[0]) return;
  parameters.encodings[0].active = active;
  await sender?.setParameters(parameters).catch(() => {}); // the connection ended meanwhile
}
