// The page "Call displays": one form for each board, and what speaks on this server.

import { fill, part, showFor } from "../../clerk/elements.js";
import { text } from "../../texts.js";
import { AdminPage } from "../page.js";
import { BoardForm } from "./form.js";

/**
 * @typedef {{begins: number, ends: number}} Quiet minutes after midnight
 * @typedef {{offices: number[], speaks: boolean, languages: string[], volume: number, quiet: Quiet | null}} Settings
 * @typedef {{id: number, name: string}} Named
 * @typedef {{id: number, name: string, place: string, office: Named, present: boolean, settings: Settings}} Known
 * @typedef {{language: string, phrases: string[]}} Spoken
 * @typedef {object} View
 * @property {Known[]} boards
 * @property {Named[]} offices
 * @property {{language: string, program: string}[]} speakers
 * @property {Spoken[]} sample a call, in all languages that can be said
 * @property {number} journal_id
 */

/** @extends {AdminPage<View>} */
export class BoardsPage extends AdminPage {
  /** @type {Map<number, BoardForm>} kept, so that a form that somebody fills in stays as it is */
  #forms = new Map();

  /**
   * @param {HTMLElement} root
   * @param {import("../gate.js").Refused} refused
   */
  constructor(root, refused) {
    super(root, refused, "/api/admin/boards");
  }

  /** @param {View} view */
  show(view) {
    this.#showVoice(view);
    part(this.root, "no-boards").hidden = view.boards.length > 0;
    const known = this.#forms;
    this.#forms = new Map(view.boards.map(({ id }) => [id, known.get(id) ?? new BoardForm(id, this.send)]));
    for (const [id, form] of known) if (!this.#forms.has(id)) form.element.remove();
    for (const board of view.boards) {
      const form = /** @type {BoardForm} */ (this.#forms.get(board.id));
      form.show(board, view);
      if (!form.element.isConnected) part(this.root, "boards").append(form.element);
    }
  }

  /** @param {View} view */
  #showVoice({ speakers }) {
    const programs = new Set(speakers.map(({ program }) => program).filter(Boolean));
    showFor(part(this.root, "voice"), programs.size ? "speaks" : "silent");
    fill(this.root, { speakers: text("board.speakers", { programs: [...programs].join(", ") }) });
  }
}
