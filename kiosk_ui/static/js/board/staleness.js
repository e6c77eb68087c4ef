// A display that shows yesterday's calls is worse than none: whoever looks at it must see that it is old.

/** A restarting server, a reconnect: below this nobody needs to know. */
const ALARM_MS = 10_000;
/** The state is asked for every 30 s: two answers are missing then. */
const OLDEST_STATE_MS = 75_000;

export class Staleness {
  #alarm = 0;
  #lost = false;
  #isStale = false;
  #changed;

  /** @param {(isStale: boolean) => void} changed */
  constructor(changed) {
    this.#changed = changed;
  }

  /** @param {boolean} lost */
  connection(lost) {
    if (lost === this.#lost) return;
    this.#lost = lost;
    clearTimeout(this.#alarm);
    if (lost) this.#alarm = window.setTimeout(() => this.#set(true), ALARM_MS);
    else this.#set(false);
  }

  /** Called every second. @param {number} updatedAt when the state was confirmed last, by our own clock; 0: never */
  look(updatedAt) {
    if (!this.#lost && updatedAt) this.#set(Date.now() - updatedAt > OLDEST_STATE_MS);
  }

  /** @param {boolean} isStale */
  #set(isStale) {
    if (isStale === this.#isStale) return;
    this.#isStale = isStale;
    this.#changed(isStale);
  }
}
