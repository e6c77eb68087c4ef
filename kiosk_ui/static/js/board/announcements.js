// Which call is announced when: each call and recall exactly once, one after another, never two at once.

/** So long a call stands alone at least, also where nothing sounds. */
export const EACH_MS = 4_000;
/** A breath between two calls: the next gong is not heard as a part of what was said before. */
const BETWEEN_MS = 700;
/** Who lost the connection does not announce afterwards what everybody knows. */
export const OLDEST_MS = 60_000;
/** With so many behind it a call is said in the first language only: a rush must not become a queue of voices. */
export const RUSH = 2;
const RINGING = new Set(["TicketCalled", "TicketRecalled"]);

/**
 * @typedef {{language: string, phrases: string[]}} Spoken
 * @typedef {{ticket_id: number, number: string, place: {kind: string, name: string} | null, called_at: string,
 *   recalls: number, state: string, spoken: Spoken[]}} Call
 * @typedef {{id: number, event: string, at: string, ticket: number}} Happened a row of the journal
 * @typedef {{calls: Call[], journal_id: number}} View
 * @typedef {object} Turn
 * @property {boolean} again it is a recall
 * @property {boolean} rush others wait for their turn
 * @property {() => boolean} stands whether it was not withdrawn meanwhile
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
   * @param {(call: Call, turn: Turn) => Promise<void>} announce shows and sounds it; resolves when it has been said
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
      const call = this.#standing(row.ticket);
      if (call) void this.#start(call, row.event === "TicketRecalled");
    }
  }

  /** @param {number} ticket */
  #standing(ticket) {
    return this.#view.calls.find((one) => one.ticket_id === ticket);
  }

  /**
   * @param {Call} call
   * @param {boolean} again
   */
  async #start(call, again) {
    this.#busy = true;
    const stands = () => this.#standing(call.ticket_id)?.called_at === call.called_at;
    const turn = { again, rush: this.#queue.length >= RUSH, stands };
    await Promise.all([this.#announce(call, turn).catch(() => {}), pause(EACH_MS)]);
    if (this.#queue.length) await pause(BETWEEN_MS);
    this.#busy = false;
    this.#next();
  }
}

/** @param {number} milliseconds @returns {Promise<void>} */
function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
