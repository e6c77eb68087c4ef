// Finding and filling the parts of a server-rendered page. The page says what is where by data attributes.

/**
 * The element with data-part=NAME; a page without it is broken, so this throws.
 * @param {ParentNode} root
 * @param {string} name
 */
export function part(root, name) {
  const element = /** @type {HTMLElement | null} */ (root.querySelector(`[data-part="${name}"]`));
  if (!element) throw new Error(`the page lacks data-part="${name}"`);
  return element;
}

/**
 * Writes texts into the elements with data-field=KEY. Unchanged text is not written again: live regions would repeat it.
 * @param {ParentNode} root
 * @param {Record<string, string>} fields
 */
export function fill(root, fields) {
  for (const [key, value] of Object.entries(fields)) {
    for (const element of root.querySelectorAll(`[data-field="${key}"]`)) {
      if (element.textContent !== value) element.textContent = value;
    }
  }
}

/**
 * Shows exactly the elements whose data-show names this state or a state above it: "called" covers "called.video".
 * @param {ParentNode} root
 * @param {string} state
 */
export function showFor(root, state) {
  for (const element of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("[data-show]"))) {
    const names = (element.dataset.show ?? "").split(" ");
    element.hidden = !names.some((name) => state === name || state.startsWith(`${name}.`));
  }
}

/**
 * Shows or hides every element with data-part=NAME.
 * @param {ParentNode} root
 * @param {string} name
 * @param {boolean} isShown
 */
export function showParts(root, name, isShown) {
  for (const element of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll(`[data-part="${name}"]`))) {
    element.hidden = !isShown;
  }
}

/**
 * The first element of <template id=...>, as a copy.
 * @param {string} id
 */
export function fromTemplate(id) {
  const template = /** @type {HTMLTemplateElement} */ (document.getElementById(id));
  return /** @type {HTMLElement} */ (/** @type {Element} */ (template.content.firstElementChild).cloneNode(true));
}

/** Shows one of the page's views (data-view) and hides the others. @param {string} name */
export function showView(name) {
  for (const view of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-view]"))) {
    view.hidden = view.dataset.view !== name;
  }
}

/** Shows what only some roles may use (data-roles). @param {string[]} roles */
export function showForRoles(roles) {
  for (const element of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-roles]"))) {
    element.hidden = !(element.dataset.roles ?? "").split(" ").some((role) => roles.includes(role));
  }
}
