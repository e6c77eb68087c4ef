// Style of room and device check: not part of the first load.

/** @param {HTMLElement} element carries the address in data-css */
export function loadStyle(element) {
  const address = element.dataset.css;
  if (!address) return;
  for (const other of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-css]"))) {
    if (other.dataset.css === address) delete other.dataset.css;
  }
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = address;
  document.head.append(link);
}
