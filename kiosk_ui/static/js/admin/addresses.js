// Where the faces are, to be opened or copied.

import { text } from "../texts.js";
import { fill, fromTemplate, part } from "../clerk/elements.js";

const COPIED_MS = 2_000;

/**
 * @param {HTMLElement} root
 * @param {{face: string, url: string}[]} addresses
 */
export function showAddresses(root, addresses) {
  const list = part(root, "addresses");
  const signature = JSON.stringify(addresses);
  if (list.dataset.shown === signature) return; // a rebuilt list would lose the focus
  list.dataset.shown = signature;
  list.replaceChildren(...addresses.map(addressItem));
}

/** @param {{face: string, url: string}} address */
function addressItem({ face, url }) {
  const item = fromTemplate("address");
  const name = text(`face.${face}`) || face;
  fill(item, { face: name, url, copy: text("copy", { face: name }) });
  /** @type {HTMLAnchorElement} */ (part(item, "url")).href = url;
  part(item, "copy").hidden = !navigator.clipboard; // absent on plain HTTP
  part(item, "copy").addEventListener("click", () => void copy(item, url));
  return item;
}

/**
 * @param {HTMLElement} item
 * @param {string} url
 */
async function copy(item, url) {
  await navigator.clipboard.writeText(url);
  part(item, "copied").textContent = text("copied");
  setTimeout(() => (part(item, "copied").textContent = ""), COPIED_MS);
}
