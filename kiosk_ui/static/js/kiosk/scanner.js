// A scanner at a screen that asks for no code: it types the whole link and ends with Enter. People do not type that fast.

import { LINK, SCAN_PAUSE_MS } from "./code_entry.js";

/** @param {(token: string) => void} scanned the token of a ticket or an appointment */
export function heedScanner(scanned) {
  let typed = "";
  let last = 0;
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      const token = typed.match(LINK)?.[1];
      typed = "";
      if (token) scanned(token);
    } else if (event.key.length === 1) {
      typed = event.timeStamp - last > SCAN_PAUSE_MS ? event.key : typed + event.key;
      last = event.timeStamp;
    }
  });
}
