// The office server's clock: small PCs without a battery start in 1970, and calls are judged by their age.

const AGAIN_MS = 3_600_000;

/** What the server's clock showed (ms since 1970), when by ours, and how much faster it goes, in a simulation. */
const told = { at: 0, seen: 0, speed: 1 };

/** Milliseconds since 1970 by the server's clock; ours until the server has told. */
export const serverNow = () => told.at + (Date.now() - told.seen) * told.speed;

/** Reads the server's clock now and every hour. */
export async function followServerClock() {
  setTimeout(followServerClock, AGAIN_MS);
  const sent = Date.now();
  try {
    const response = await fetch("/healthz", { cache: "no-store" });
    const { at, clock_speed: speed } = await response.json();
    Object.assign(told, { at: Date.parse(at), seen: (sent + Date.now()) / 2, speed: speed ?? 1 });
  } catch {
    // unreachable: the connection line says so, the last known difference stays
  }
}
