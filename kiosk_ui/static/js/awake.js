// The screen stays on for as long as there is a reason: a sleeping page can neither ring nor talk.

/** @type {WakeLockSentinel | null} */
let lock = null;
/** @type {Set<string>} */
const reasons = new Set();

/**
 * @param {string} reason each has its own word
 * @param {boolean} on
 */
export function keepAwake(reason, on) {
  if (on) reasons.add(reason);
  else reasons.delete(reason);
  if (reasons.size > 0) acquire();
  else release();
}

async function acquire() {
  if (lock || document.hidden || !navigator.wakeLock) return;
  try {
    lock = await navigator.wakeLock.request("screen");
    lock.addEventListener("release", () => (lock = null));
  } catch {
    lock = null; // low battery: the browser refuses, and the page works without
  }
  if (reasons.size === 0) release();
}

function release() {
  lock?.release();
  lock = null;
}

// The browser takes the lock away while the page is hidden.
document.addEventListener("visibilitychange", () => {
  if (reasons.size > 0) acquire();
});
