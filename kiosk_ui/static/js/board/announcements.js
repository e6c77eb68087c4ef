// Which call is announced when: each call and recall exactly once, one after another, never two at once.

/** So long a call stands alone, so that the gongs and later the voice never overlap. */
export const EACH_MS = 4_000;
/** Who lost the connection does not announce afterwards what everybody knows. */
export const OLDEST_MS = 60_000;
const RINGING = new Set(["TicketCalled", "TicketRecalled"]);

/**
 * @typedef {{ticket_id: number, number: string, place: {kind: string, name: string} | null, called_at: string, recalls: number, state: string}} Call
 * @typedef {{id: number, event: string, at: string, ticket: number}} Happened a row of the journal
 * @typedef {{calls: Call[], journal_id: number}} View
 */

export class Announcements {
  /** @type {Happened[]} */
  #queue = [];
  /** The journal id that was considered last: a replay after a reconnect announces nothing twice. */
  #last = 0;
  #busy = false;
  #announce;
  #now;
  /** @type {View} */
  #view = { calls: [], journal_id: 0 };

  /**
   * @param {(call: Call, again: boolean) => void} announce shows and sounds it
   * @param {() => number} now milliseconds by the server's clock
   */
  constructor(announce, now) {
    this.#announce = announce;
    this.#now = now;
  }

  /** @param {Happened} row */
  happened(row) {
    if (row.id <= this.#last) return;
    this.#last = row.id;
    const isFresh = this.#now() - Date.parse(row.at) <= OLDEST_MS;
    if (RINGING.has(row.event) && isFresh) this.#queue.push(row);
    this.#next();
  }

  /** What was withdrawn meanwhile is no longer among the calls, and is not announced. @param {View} view */
  follow(view) {
    this.#view = view;
    this.#next();
  }

  /** A call is announced as soon as the view that shows it is there. */
  #next() {
    while (!this.#busy && this.#queue.length && this.#queue[0].id <= this.#view.journal_id) {
      const row = /** @type {Happened} */ (this.#queue.shift());
      const call = this.#view.calls.find((one) => one.ticket_id === row.ticket);
      if (call) this.#start(call, row.event === "TicketRecalled");
    }
  }

  /**
   * @param {Call} call
   * @param {boolean} again
   */
  #start(call, again) {
    this.#busy = true;
    setTimeout(() => {
      this.#busy = false;
      this.#next();
    }, EACH_MS);
    this.#announce(call, again);
  }
}
