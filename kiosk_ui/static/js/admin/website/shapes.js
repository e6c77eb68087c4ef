// What /api/website answers.

/**
 * @typedef {"imprint" | "privacy" | "accessibility"} TextName
 * @typedef {"de" | "en" | "de-simple"} TextLanguage
 *
 * @typedef {object} LegalText
 * @property {TextName} name
 * @property {TextLanguage} language
 * @property {string} title
 * @property {string} path of its page
 * @property {string} body Markdown
 * @property {number} revision 0: our text
 * @property {string | null} changed_at
 * @property {boolean} is_ours
 * @property {string[]} gaps
 *
 * @typedef {{id: number, name: string, is_public: boolean, services: {id: number, name: string}[]}} Office
 *
 * @typedef {object} WebsiteView
 * @property {string} origin
 * @property {string} script
 * @property {Record<string, string>} link_words by language
 * @property {Office[]} offices
 * @property {LegalText[]} texts
 * @property {number} [journal_id] never sent: the newest answer is the newest state
 */

export {};
