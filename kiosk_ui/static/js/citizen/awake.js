// The telephone's screen stays on from "you are next" until the consultation: a sleeping page cannot ring.

/** @type {WakeLockSentinel | null} */
let lock = null;
let wanted = false;

/** @param {boolean} on */
export function keepAwake(on) {
  wanted = on;
  if (on) acquire();
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
  if (!wanted) release();
}

function release() {
  lock?.release();
  lock = null;
}

// The browser takes the lock away while the page is hidden.
document.addEventListener("visibilitychange", () => {
  if (wanted) acquire();
});
