// Never a dead end: when the connection does not suffice, the next way is offered, one at a time, and nobody is moved.

/** A moment is not worth words. In seconds. */
const WEAK_WITH_PICTURE_S = 6;
const WEAK_WITHOUT_PICTURE_S = 12;
const WEAK_FOR_LONG_S = 30;
const INTERRUPTED_S = 8;
const LOOK_EVERY_MS = 1_000;

/**
 * @typedef {"picture-off" | "text" | "call-back"} Offer
 * @typedef {object} Circumstances
 * @property {import("./quality_watch.js").Shown} quality
 * @property {number} seconds for how long it has been so
 * @property {boolean} picture we send our picture
 * @property {boolean} sound we can speak
 * @property {boolean} callable somebody can call us
 * @property {boolean} signing sign language: without the picture there is no talk
 */

/**
 * The next way down, or null while this one does.
 * @param {Circumstances} now
 * @returns {Offer | null}
 */
export function offerFor({ quality, seconds, picture, sound, callable, signing }) {
  const last = callable ? "call-back" : sound ? "text" : null;
  if (quality === "interrupted") return seconds >= INTERRUPTED_S ? last : null;
  if (quality !== "weak") return null;
  if (picture && !signing) return seconds >= WEAK_WITH_PICTURE_S ? "picture-off" : null;
  if (seconds >= WEAK_FOR_LONG_S) return last;
  return seconds >= WEAK_WITHOUT_PICTURE_S && sound ? "text" : null;
}

/** @type {Offer[]} */
const OFFERS = ["picture-off", "text", "call-back"];

export class Ladder {
  /** @type {Offer | null} */
  #offered = null;
  /** Declined until the connection is good again. @type {Set<Offer>} */
  #declined = new Set();
  #since = performance.now();
  #context;
  #ways;
  #timer;
  #listening = new AbortController();

  /**
   * @param {import("./features.js").Context} context
   * @param {{talkBy: (media: "text") => unknown, openCallBack: () => void}} ways
   */
  constructor(context, ways) {
    this.#context = context;
    this.#ways = ways;
    context.quality.addEventListener("changed", () => this.#changed(), { signal: this.#listening.signal });
    this.#timer = window.setInterval(() => this.#look(), LOOK_EVERY_MS);
  }

  stop() {
    clearInterval(this.#timer);
    this.#listening.abort();
  }

  #changed() {
    this.#since = performance.now();
    if (this.#context.quality.shown === "good") this.#declined.clear();
    this.#look();
  }

  #look() {
    const { quality, local, options, root } = this.#context;
    const offer = offerFor({
      quality: quality.shown,
      seconds: (performance.now() - this.#since) / 1000,
      picture: local.status.camera === "on",
      sound: local.status.microphone === "on",
      callable: Boolean(options.callBack),
      signing: root.dataset.signing === "true",
    });
    this.#offer(offer && this.#declined.has(offer) ? null : offer);
  }

  /** @param {Offer | null} offer */
  #offer(offer) {
    if (offer === this.#offered) return;
    this.#offered = offer;
    const { notices } = this.#context;
    OFFERS.filter((other) => other !== offer).forEach((other) => notices.clear(`offer-${other}`));
    if (offer) notices.show(`offer-${offer}`, () => this.#accepted(offer));
  }

  /** @param {Offer} offer */
  #accepted(offer) {
    this.#declined.add(offer);
    this.#offer(null);
    if (offer === "picture-off") void this.#context.local.setCamera(false);
    else if (offer === "text") this.#ways.talkBy("text");
    else this.#ways.openCallBack();
  }
}
