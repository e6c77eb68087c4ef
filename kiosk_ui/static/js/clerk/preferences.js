// What a clerk has switched on or off on this machine, and which keys. Everything is on until it is switched off.

const PREFIX = "vorzimmer.clerk.";

/** @typedef {"sound" | "shortcuts"} Preference */

/** @param {Preference} name */
export function isOn(name) {
  try {
    return localStorage.getItem(PREFIX + name) !== "off";
  } catch {
    return true; // storage can be forbidden; the choice then lasts as long as the page
  }
}

/**
 * Ties the check boxes with data-preference to the storage; `changed` is called after each change.
 * @param {ParentNode} root
 * @param {(name: Preference, on: boolean) => void} changed
 */
export function bindPreferences(root, changed) {
  for (const box of /** @type {NodeListOf<HTMLInputElement>} */ (root.querySelectorAll("[data-preference]"))) {
    const name = /** @type {Preference} */ (box.dataset.preference);
    box.checked = isOn(name);
    box.addEventListener("change", () => {
      remember(name, box.checked);
      for (const same of /** @type {NodeListOf<HTMLInputElement>} */ (root.querySelectorAll(`[data-preference="${name}"]`))) same.checked = box.checked;
      changed(name, box.checked);
    });
  }
}

/**
 * @param {Preference} name
 * @param {boolean} on
 */
function remember(name, on) {
  try {
    localStorage.setItem(PREFIX + name, on ? "on" : "off");
  } catch {
    // see isOn
  }
}

/** The keys that a clerk has chosen instead of the page's, by command. @param {number} clerk @returns {Record<string, string>} */
export function chosenKeys(clerk) {
  try {
    return JSON.parse(localStorage.getItem(`${PREFIX}keys.${clerk}`) ?? "{}");
  } catch {
    return {};
  }
}

/**
 * @param {number} clerk
 * @param {Record<string, string>} keys
 */
export function rememberKeys(clerk, keys) {
  try {
    localStorage.setItem(`${PREFIX}keys.${clerk}`, JSON.stringify(keys));
  } catch {
    // see isOn
  }
}
