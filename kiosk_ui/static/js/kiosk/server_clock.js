// The office server's clock: small PCs without a battery start in 1970, and calls are judged by their age.

const AGAIN_MS = 3_600_000;

let ahead = 0; // ms that the server's clock is ahead of ours

/** Milliseconds since 1970 by the server's clock; ours until the server has told. */
export const serverNow = () => Date.now() + ahead;

/** Reads the server's clock now and every hour; exact to about a second, as HTTP's Date is. */
export async function followServerClock() {
  setTimeout(followServerClock, AGAIN_MS);
  const sent = Date.now();
  try {
    const response = await fetch("/healthz", { cache: "no-store" });
    const told = Date.parse(response.headers.get("Date") ?? "");
    if (told) ahead = told + 500 - (sent + Date.now()) / 2; // Date is cut to whole seconds: half a second late on average
  } catch {
    // unreachable: the connection line says so, the last known difference stays
  }
}
