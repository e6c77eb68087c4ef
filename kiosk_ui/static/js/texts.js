// Text for scripts comes from the page: <template id="text-NAME">, written and translated by the server.

/**
 * The page's text of this name; `{placeholders}` in it are replaced by `values`.
 * @param {string} name
 * @param {Record<string, string | number>} [values]
 */
export function text(name, values = {}) {
  const template = /** @type {HTMLTemplateElement | null} */ (document.getElementById(`text-${name}`));
  const pattern = (template?.content.textContent ?? "").trim();
  return fill(pattern, values);
}

const PLURALS = new Intl.PluralRules(document.documentElement.lang);

/**
 * The form of NAME for this number: <template id="text-NAME-zero">, "-one", "-other", as the language distinguishes;
 * "-zero" is ours for every language. `{count}` stands for the number.
 * @param {string} name
 * @param {number} count
 */
export function plural(name, count) {
  const form = count === 0 ? "zero" : PLURALS.select(count);
  return text(`${name}-${form}`, { count }) || text(`${name}-other`, { count });
}

/**
 * @param {string} pattern
 * @param {Record<string, string | number>} values
 */
export function fill(pattern, values) {
  return pattern.replace(/\{(\w+)\}/g, (whole, key) => (key in values ? String(values[key]) : whole));
}

/**
 * What to tell the person about a failed request: the server's own translated sentence where it sent one.
 * @param {unknown} error
 */
export function errorText(error) {
  const { code, detail } = /** @type {{code?: string, detail?: string}} */ (error ?? {});
  if (code === "unreachable") return text("unreachable");
  return detail || text("unexpected");
}
