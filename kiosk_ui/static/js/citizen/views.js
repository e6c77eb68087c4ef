// A page of the citizen is a set of <section data-view="NAME">, of which one is shown.

/**
 * Shows this view and moves the focus to its heading, so that a screen reader goes on there. The first view of a page
 * takes no focus: the browser has just read the page out. Returns the section.
 * @param {string} name
 */
export function showView(name) {
  const section = view(name);
  const before = document.body.dataset.shownView;
  if (before === name) return section;
  document.body.dataset.shownView = name;
  for (const other of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-view]"))) {
    other.hidden = other !== section;
  }
  if (before) focusHeading(section);
  return section;
}

/** @param {string} name */
export function view(name) {
  return need(document, `section[data-view="${name}"]`);
}

/** @param {HTMLElement} section */
function focusHeading(section) {
  const headings = /** @type {NodeListOf<HTMLElement>} */ (section.querySelectorAll("h1"));
  const heading = [...headings].find((candidate) => candidate.offsetParent);
  heading?.focus({ preventScroll: true });
  scrollTo(0, 0);
}

/**
 * The element that the template promises; a missing one is our mistake and is reported by its selector.
 * @param {ParentNode} parent
 * @param {string} selector
 * @returns {HTMLElement}
 */
export function need(parent, selector) {
  const element = /** @type {HTMLElement | null} */ (parent.querySelector(selector));
  if (!element) throw new Error(`the page has no ${selector}`);
  return element;
}

/**
 * Writes only what differs: an unchanged text is not read out again and keeps the reader's selection.
 * @param {Element} element
 * @param {string} content
 */
export function setText(element, content) {
  if (element.textContent !== content) element.textContent = content;
}

/**
 * A copy of the only element in <template id="ID">.
 * @param {string} id
 * @returns {HTMLElement}
 */
export function copyOf(id) {
  const template = /** @type {HTMLTemplateElement} */ (need(document, `template#${id}`));
  return need(/** @type {DocumentFragment} */ (template.content.cloneNode(true)), "*");
}

/**
 * Shows, of the elements that carry this data attribute, those that name one of the values.
 * @param {ParentNode} parent
 * @param {string} attribute for example "only"
 * @param {string[]} values
 */
export function showOnly(parent, attribute, values) {
  for (const element of /** @type {NodeListOf<HTMLElement>} */ (parent.querySelectorAll(`[data-${attribute}]`))) {
    const wanted = (element.dataset[attribute] ?? "").split(" ");
    element.hidden = !wanted.some((value) => values.includes(value));
  }
}
