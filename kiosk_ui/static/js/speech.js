// Text read aloud: the server's voice makes it a sound, this page plays it.

import { decoded, playRecording } from "./sound.js";

const PATIENCE_MS = 20_000;
/** Asked for in this order; a browser without Opus gets WAV. */
const KINDS = ["audio/ogg", "audio/wav"];
/** Sounds that are kept decoded, newest last: places and numbers come again. */
const MOST_KEPT = 60;

/**
 * A voice for one page.
 */
export class Voice {
  /** @type {Map<string, Promise<AudioBuffer | null>>} */
  #kept = new Map();
  #bearer;

  /** @param {string | null} bearer the device's capability; null for staff, who come with their cookie */
  constructor(bearer) {
    this.#bearer = bearer;
  }

  /**
   * Fetches what will be said, once. Null where it cannot be said: no voice, no answer, no sound on this machine.
   * @param {string} text at most 600 characters
   * @param {string} language "de", "en" or "de-simple"
   * @returns {Promise<AudioBuffer | null>}
   */
  prepare(text, language) {
    const name = `${language} ${text}`;
    const known = this.#kept.get(name) ?? this.#fetched(text, language);
    this.#kept.delete(name);
    this.#kept.set(name, known);
    if (this.#kept.size > MOST_KEPT) this.#kept.delete(/** @type {string} */ (this.#kept.keys().next().value));
    known.then((sound) => sound || this.#kept.delete(name)); // perhaps next time
    return known;
  }

  /**
   * Resolves when it was said, or when `signal` ended it; to whether anything could be heard.
   * @param {string} text
   * @param {string} language
   * @param {{volume?: number, signal?: AbortSignal}} [options] volume: 0..1
   */
  async say(text, language, options = {}) {
    const sound = await this.prepare(text, language);
    if (!sound || options.signal?.aborted) return false;
    return playRecording("voice", sound, options);
  }

  /**
   * @param {string} text
   * @param {string} language
   */
  async #fetched(text, language) {
    const controller = new AbortController();
    const patience = setTimeout(() => controller.abort(), PATIENCE_MS);
    try {
      const answer = await fetch("/api/speech", {
        method: "POST",
        headers: this.#headers(),
        body: JSON.stringify({ text, language }),
        signal: controller.signal,
      });
      return answer.ok ? await decoded(await answer.arrayBuffer()) : null;
    } catch {
      return null; // unreachable: what is said can be read as well
    } finally {
      clearTimeout(patience);
    }
  }

  #headers() {
    /** @type {Record<string, string>} */
    const fields = { Accept: accepted(), "Content-Type": "application/json", "X-Vorzimmer": "1" };
    if (this.#bearer) fields["Authorization"] = `Bearer ${this.#bearer}`;
    return fields;
  }
}

function accepted() {
  const takesOpus = document.createElement("audio").canPlayType('audio/ogg; codecs="opus"') !== "";
  return takesOpus ? KINDS.join(", ") : KINDS[1];
}
