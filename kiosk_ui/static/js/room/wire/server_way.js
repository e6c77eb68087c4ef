// Through the server: parcels one after another, each confirmed by the server before the next one leaves.

/** The server wants a pause, or the addressee reads slowly. */
const TOO_FAST_PAUSE_MS = 300;
/** No answer, not even a refusal: then it is sent again. */
const PATIENCE_MS = 4_000;

/** @typedef {{to: string, data: string}} Parcel */

export class ServerWay {
  /** Short messages pass files. @type {Parcel[]} */
  #short = [];
  /** @type {Parcel[]} */
  #bulk = [];
  /** @type {Parcel | null} */
  #underWay = null;
  /** @type {number | undefined} */
  #timer;
  #send;

  /** @param {(frame: import("../../live.js").Frame) => boolean} send false: not now */
  constructor(send) {
    this.#send = send;
  }

  /**
   * @param {string} to
   * @param {string} data
   * @param {boolean} bulk
   */
  post(to, data, bulk) {
    (bulk ? this.#bulk : this.#short).push({ to, data });
    if (!this.#underWay) this.#next();
  }

  /** Bytes that wait for somebody. @param {string} to */
  waiting(to) {
    const mine = [...this.#short, ...this.#bulk].filter((parcel) => parcel.to === to);
    return mine.reduce((sum, { data }) => sum + data.length, 0);
  }

  /** The server has passed on the parcel under way. */
  taken() {
    this.#underWay = null;
    this.#next();
  }

  /** @param {{code: string, of: string | null}} refusal */
  refused({ code, of }) {
    if (of !== "parcel" || !this.#underWay) return;
    if (code === "parcel_too_fast") return this.#later(TOO_FAST_PAUSE_MS);
    this.taken(); // the addressee went; he is met anew when he returns
  }

  /** The connection to the server is new. */
  resume() {
    if (this.#underWay) this.#again();
    else this.#next();
  }

  /** Nothing more goes to somebody this way. @param {string} to */
  forget(to) {
    this.#short = this.#short.filter((parcel) => parcel.to !== to);
    this.#bulk = this.#bulk.filter((parcel) => parcel.to !== to);
    if (this.#underWay?.to === to) this.taken();
  }

  clear() {
    clearTimeout(this.#timer);
    this.#short = [];
    this.#bulk = [];
    this.#underWay = null;
  }

  #next() {
    clearTimeout(this.#timer);
    this.#underWay = this.#short.shift() ?? this.#bulk.shift() ?? null;
    if (this.#underWay) this.#again();
  }

  #again = () => {
    if (!this.#underWay) return;
    this.#send({ type: "parcel", ...this.#underWay }); // if it cannot be sent now, `resume` comes
    this.#later(PATIENCE_MS);
  };

  /** @param {number} pause milliseconds */
  #later(pause) {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(this.#again, pause);
  }
}
