// Tells the session that owns this browser that the page lives. In an ordinary browser nobody listens.

const BEAT_MS = 5000;

export function beat() {
  const tell = () => /** @type {any} */ (window).vorzimmerKiosk?.(JSON.stringify({ alive: true }));
  tell();
  setInterval(tell, BEAT_MS);
}
