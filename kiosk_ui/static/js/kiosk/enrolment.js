// A device without a name: somebody of the town hall types the one-time code that the administration shows.

import { errorText } from "../texts.js";
import { CodeEntry } from "./code_entry.js";
import { enroll } from "./own_device.js";
import { fillSlots, part } from "./slots.js";

/**
 * Shows the enrolment screen within the page; resolves with the device's capability.
 * @param {boolean} revoked the device had one that no longer counts
 * @returns {Promise<string>}
 */
export function askForCode(revoked = false) {
  const screen = part("[data-screen=enrol]");
  screen.hidden = false;
  part("[data-revoked]", screen).hidden = !revoked;
  fillSlots(screen, { problem: "" });
  return new Promise((resolve) => {
    const entry = new CodeEntry(screen, { length: 0, letters: true, code: (code) => exchange(code) });

    /** @param {string} code */
    async function exchange(code) {
      fillSlots(screen, { problem: "" });
      try {
        resolve(await enroll(code));
        entry.stop();
        screen.hidden = true;
      } catch (error) {
        entry.clear();
        fillSlots(screen, { problem: errorText(error) });
      }
    }
  });
}

/**
 * The capability stays in the fragment, which no server log sees; replaced, so that "back" leads nowhere.
 * @param {string | null} token
 */
export function keepToken(token) {
  const fragment = token ? `#${token}` : "";
  history.replaceState(null, "", location.pathname + location.search + fragment);
}
