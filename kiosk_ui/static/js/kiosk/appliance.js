// The machine under this page, where it is a kiosk of ours: appliance/session hears what is said here (SESSION.md) over
// `window.vorzimmerKiosk`. In an ordinary browser nobody listens, and nothing happens.

const BEAT_MS = 5_000;

/** @param {Record<string, unknown>} message */
const say = (message) => /** @type {any} */ (window).vorzimmerKiosk?.(JSON.stringify(message));

export const onAppliance = () => typeof (/** @type {any} */ (window).vorzimmerKiosk) === "function";

/** From now on the page says that it lives; whoever falls silent is loaded anew. */
export function startBeat() {
  say({ alive: true });
  setInterval(() => say({ alive: true }), BEAT_MS);
}

/** One person at this device. Says each change once, however often it is told. */
export class Stay {
  #visiting = false;
  /** @type {boolean | null} null: not said yet, the session may remember the page that was here before */
  #talking = null;

  begins() {
    if (this.#visiting) return;
    this.#visiting = true;
    say({ visit: "begins" });
  }

  /** The session answers with another page in a fresh browser context: nothing should happen on this one any more. */
  ended() {
    if (!this.#visiting) return;
    this.talks(false);
    this.#visiting = false;
    say({ visit: "ended" });
  }

  /** @param {boolean} talking a consultation is on this screen */
  talks(talking) {
    if (talking === this.#talking) return;
    this.#talking = talking;
    say({ consultation: talking });
  }
}
