// The citizen is asked whether a copy may be kept, and for what; says yes or no; and gets the copy too.
import { copyOf, part, showOnly, words } from "../partial.js";

const PANEL = "copy";
const LARGEST = 20 * 1024 * 1024;
const LONGEST_PURPOSE = 200;

/** @typedef {{id: string, kind: string, purpose: string}} Question */

export class CopyConsent {
  #context;
  #root;
  /** @type {Question | null} */
  #question = null;
  /** @type {Map<string, boolean>} what was answered, by question: it may be asked again when a connection was lost */
  #answers = new Map();
  /** @type {string[]} */
  #urls = [];
  #ends;
  #listening = new AbortController();

  /** @param {import("../features.js").Context} context */
  constructor(context) {
    this.#context = context;
    this.#root = context.root;
    const { wire } = context.room;
    const { signal } = this.#listening;
    this.#ends = [
      wire.on("copy-ask", { message: ({ from, payload }) => this.#asked(from, payload) }),
      wire.on("copy", {
        offered: ({ from, size }) => (from === "clerk" && size <= LARGEST && this.#hasAgreed ? null : "unwanted"),
        received: ({ payload }, blob) => this.#received(String(payload?.kind), blob),
      }),
    ];
    part(this.#root, "copy-yes").addEventListener("click", () => this.#answer(true), { signal });
    part(this.#root, "copy-no").addEventListener("click", () => this.#answer(false), { signal });
  }

  stop() {
    this.#listening.abort();
    this.#ends.forEach((end) => end());
    this.#urls.splice(0).forEach((url) => URL.revokeObjectURL(url));
    part(this.#root, "own-copies").replaceChildren();
  }

  get #hasAgreed() {
    return [...this.#answers.values()].includes(true);
  }

  /**
   * @param {string} from
   * @param {any} asked
   */
  #asked(from, asked) {
    if (from !== "clerk" || !isQuestion(asked)) return;
    const known = this.#answers.get(asked.id);
    if (known !== undefined) return this.#tell(asked.id, known);
    this.#question = asked;
    part(this.#root, "copy-what").textContent = words(this.#root, `kind-${asked.kind}`) || words(this.#root, "kind-other");
    part(this.#root, "copy-why").textContent = asked.purpose;
    this.#state("question");
    this.#context.panels.open(PANEL, { focus: true });
  }

  /** @param {boolean} agreed */
  #answer(agreed) {
    if (!this.#question) return;
    const { id } = this.#question;
    this.#question = null;
    this.#answers.set(id, agreed);
    this.#tell(id, agreed);
    this.#state(agreed ? "agreed" : "refused");
    part(this.#panel, "panel-close").focus();
  }

  /**
   * @param {string} id
   * @param {boolean} agreed
   */
  #tell(id, agreed) {
    this.#context.room.wire.tell("copy-answer", { id, agreed }, { to: "clerk" });
  }

  /**
   * @param {string} kind
   * @param {Blob} blob
   */
  #received(kind, blob) {
    if (this.#root.closest(".face-kiosk")) return; // nobody takes a file home from a terminal
    const row = /** @type {HTMLElement} */ (copyOf(this.#root, '[data-template="copy"]'));
    const link = /** @type {HTMLAnchorElement} */ (part(row, "copy-download"));
    const name = words(this.#root, `kind-${kind}`) || words(this.#root, "kind-other");
    link.href = URL.createObjectURL(new Blob([blob], { type: "image/jpeg" }));
    this.#urls.push(link.href);
    link.download = words(this.#root, "copy-file").replace("{kind}", name);
    part(row, "copy-name").textContent = name;
    part(this.#root, "own-copies").append(row);
  }

  /** @param {"question" | "agreed" | "refused"} state */
  #state(state) {
    showOnly(this.#panel, "data-consent", state);
  }

  get #panel() {
    return /** @type {HTMLElement} */ (this.#root.querySelector(`[data-panel="${PANEL}"]`));
  }
}

/** @param {any} asked @returns {asked is Question} */
function isQuestion(asked) {
  const isText = (/** @type {unknown} */ text, /** @type {number} */ longest) => typeof text === "string" && text.length > 0 && text.length <= longest;
  return isText(asked?.id, 64) && isText(asked?.kind, 40) && isText(asked?.purpose, LONGEST_PURPOSE);
}
