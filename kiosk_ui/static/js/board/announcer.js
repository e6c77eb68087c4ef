// How one call sounds: the gong, then the voice, language after language. Nothing begins before the last has ended.

import { gong } from "../sound.js";
import { Voice } from "../speech.js";

/** So long the voice may still be rendered when the gong has died away; then the number alone must do. */
const VOICE_PATIENCE_MS = 5_000;
const BETWEEN_LANGUAGES_MS = 350;
const BETWEEN_PHRASES_MS = 120;

/**
 * @typedef {import("./announcements.js").Call} Call
 * @typedef {import("./announcements.js").Turn} Turn
 */

export class Announcer {
  #voice;

  /** @param {string | null} bearer */
  constructor(bearer) {
    this.#voice = new Voice(bearer);
  }

  /**
   * Resolves when all of it was heard, or the call was withdrawn.
   * @param {Pick<Call, "spoken">} call
   * @param {Turn} turn
   * @param {number} volume 0..1
   */
  async say(call, turn, volume) {
    const spoken = turn.rush ? call.spoken.slice(0, 1) : call.spoken;
    for (const { language, phrases } of spoken) for (const phrase of phrases) void this.#voice.prepare(phrase, language);
    await gong(volume);
    for (const [index, one] of spoken.entries()) {
      if (index > 0) await pause(BETWEEN_LANGUAGES_MS);
      if (!(await this.#sayIn(one, turn, volume))) return;
    }
  }

  /**
   * Whether there is something left to say: not for a call that was withdrawn, nor without a voice.
   * @param {import("./announcements.js").Spoken} spoken
   * @param {Turn} turn
   * @param {number} volume
   */
  async #sayIn({ language, phrases }, turn, volume) {
    for (const [index, phrase] of phrases.entries()) {
      if (index > 0) await pause(BETWEEN_PHRASES_MS);
      const ready = await Promise.race([this.#voice.prepare(phrase, language), pause(VOICE_PATIENCE_MS)]);
      if (!ready || !turn.stands()) return false;
      await this.#voice.say(phrase, language, { volume });
    }
    return true;
  }
}

/** @param {number} milliseconds @returns {Promise<void>} */
function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
