// What the API of the set-up file answers (appliance/web/api/set_up_file_shapes.py).

/** @typedef {{id: number, name: string}} Named */
/** @typedef {{file_name: string, text: string, offices: Named[]}} SetUpFile */
/** @typedef {{line: number, code: string, source: string, wrong: string, to_do: string}} Finding */
/** @typedef {{key: string, before: string, after: string}} Detail */
/** @typedef {"add" | "change" | "retire"} Deed */
/** @typedef {{deed: Deed, thing: string, name: string, within: string, details: Detail[]}} Change */
/** @typedef {{line: number, code: string, wrong: string}} Obstacle */
/**
 * @typedef {object} Check
 * @property {"set_up" | "services"} kind
 * @property {Finding[]} findings
 * @property {Change[]} changes
 * @property {Obstacle[]} obstacles
 * @property {string} fingerprint
 */
/** @typedef {{name: string, sign_in_name: string, url: string, until: string}} Greeted */

export {};
