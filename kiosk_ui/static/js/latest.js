// Asking for the newest state, one request at a time: what happens during it makes another one.

/**
 * @param {() => Promise<void>} ask one request; it deals with its own failures
 * @returns {() => Promise<void>} ask, or ask once more when the present request is over; done when nothing is open
 */
export function latest(ask) {
  /** @type {Promise<void> | null} */
  let asking = null;
  let stale = false;

  async function askWhileStale() {
    while (stale) {
      stale = false;
      await ask();
    }
  }

  return () => {
    stale = true;
    asking ??= askWhileStale().finally(() => (asking = null));
    return asking;
  };
}
