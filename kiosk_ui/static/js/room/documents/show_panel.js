// "Show a document": the citizen's phone as a document camera. What it sees is seen at the office at once; a still goes there
// only when the citizen takes it.
import { part, showOnly } from "../partial.js";
import { hintFor } from "./checks.js";
import { frameIn } from "./kinds.js";
import { CameraSource, FileSource } from "./source.js";

const PANEL = "show-document";
const PROBLEMS = ["refused", "missing_camera", "busy", "not_a_picture"].map((code) => `document-${code}`);

/** @typedef {CameraSource | FileSource} Source */

export class ShowPanel {
  /** @type {Source | null} */
  #source = null;
  #root;
  #context;
  #video;
  #listening = new AbortController();
  #opening = 0;
  /** Our own camera was on: phones have only one at a time. */
  #wasOn = false;
  #torch = false;
  /** @type {(() => void)[]} */
  #ends;

  /** @param {import("../features.js").Context} context */
  constructor(context) {
    this.#context = context;
    this.#root = context.root;
    this.#video = /** @type {HTMLVideoElement} */ (part(this.#root, "show-preview"));
    const { signal } = this.#listening;
    part(this.#root, "show-document-toggle").hidden = false;
    context.panels.addEventListener("changed", (event) => this.#opened(/** @type {CustomEvent} */ (event).detail), { signal });
    part(this.#root, "show-camera").addEventListener("click", () => void this.#openCamera(), { signal });
    part(this.#root, "show-take").addEventListener("click", () => void this.#take(), { signal });
    part(this.#root, "show-torch").addEventListener("click", () => this.#light(!this.#torch), { signal });
    part(this.#root, "show-file").addEventListener("change", () => void this.#openFile(), { signal });
    part(this.#root, "show-kind").addEventListener("change", () => this.#frame(), { signal });
    context.live.addEventListener("event", (event) => this.#happened(/** @type {CustomEvent} */ (event).detail), { signal });
    this.#video.addEventListener("resize", () => this.#frame(), { signal });
    this.#ends = [context.room.wire.on("document-ask", { message: ({ from }) => this.#asked(from) })];
    this.#step("choose");
  }

  stop() {
    this.#listening.abort();
    this.#ends.forEach((end) => end());
    this.#close();
    part(this.#root, "show-document-toggle").hidden = true;
  }

  /** @param {string} from */
  #asked(from) {
    if (from !== "clerk") return;
    this.#context.notices.clear("document-asked");
    this.#context.notices.show("document-asked", () => this.#context.panels.open(PANEL, { focus: true }));
  }

  /** @param {{name: string | null, before: string | null}} change */
  #opened({ name, before }) {
    if (name === PANEL) this.#context.notices.clear("document-asked");
    if (before === PANEL) this.#close();
  }

  /** While thanks are shown no camera is on. @param {{event: string, consultation: number | null}} happened */
  #happened({ event, consultation }) {
    if (event !== "ConsultationFinished" || consultation !== this.#context.options.consultation) return;
    this.#wasOn = false;
    if (this.#context.panels.current === PANEL) this.#context.panels.close();
  }

  async #openCamera() {
    const { local } = this.#context;
    this.#wasOn = local.status.camera === "on";
    if (this.#wasOn) await local.setCamera(false);
    await this.#open(() => CameraSource.open());
  }

  async #openFile() {
    const input = /** @type {HTMLInputElement} */ (part(this.#root, "show-file"));
    const file = input.files?.[0];
    input.value = "";
    if (file) await this.#open(() => FileSource.open(file));
  }

  /** @param {() => Promise<Source>} opening */
  async #open(opening) {
    PROBLEMS.forEach((name) => this.#context.notices.clear(name));
    const turn = ++this.#opening;
    try {
      const source = await opening();
      if (turn !== this.#opening || this.#context.panels.current !== PANEL) return source.close();
      this.#adopt(source);
    } catch (error) {
      this.#context.notices.show(`document-${/** @type {{code?: string}} */ (error).code ?? "missing_camera"}`);
      this.#bringBack();
    }
  }

  /** @param {Source} source */
  #adopt(source) {
    this.#source?.close();
    this.#source = source;
    this.#video.srcObject = source.stream;
    void this.#video.play().catch(() => {});
    this.#context.room.streams.publish("document", source.stream);
    part(this.#root, "show-torch").hidden = !source.hasTorch;
    this.#step("aim");
    part(this.#root, "show-take").focus();
  }

  async #take() {
    const source = this.#source;
    const button = part(this.#root, "show-take");
    if (!source || button.ariaBusy === "true") return;
    button.ariaBusy = "true"; // it keeps the focus
    this.#tell("sending");
    try {
      const { picture, width, height } = await source.take(this.#video);
      void hintFor(picture).then((hint) => showOnly(this.#panel, "data-show-hint", hint));
      const payload = { width, height, kind: this.#kind };
      await this.#context.room.wire.send("still", payload, picture, { to: "clerk", progress: (bytes) => this.#progress(bytes / picture.size) });
      this.#tell("sent");
    } catch {
      this.#tell("failed");
    }
    button.ariaBusy = null;
  }

  get #kind() {
    return /** @type {import("./kinds.js").DocumentKind} */ (/** @type {HTMLSelectElement} */ (part(this.#root, "show-kind")).value);
  }

  /** The guide lies over the preview as the picture lies in its box. */
  #frame() {
    const { videoWidth: width, videoHeight: height } = this.#video;
    if (!width || !height) return;
    const frame = frameIn(width, height, this.#kind);
    const box = part(this.#root, "show-box");
    box.style.aspectRatio = `${width} / ${height}`;
    const guide = part(this.#root, "show-frame");
    Object.assign(guide.style, {
      left: `${(frame.x / width) * 100}%`,
      top: `${(frame.y / height) * 100}%`,
      width: `${(frame.width / width) * 100}%`,
      height: `${(frame.height / height) * 100}%`,
    });
  }

  /** @param {boolean} on */
  #light(on) {
    this.#torch = on;
    void this.#source?.setTorch(on);
    part(this.#root, "show-torch").setAttribute("aria-pressed", String(on));
  }

  #close() {
    this.#opening += 1;
    if (this.#source) this.#context.room.streams.unpublish("document");
    this.#source?.close();
    this.#source = null;
    this.#video.srcObject = null;
    this.#light(false);
    this.#step("choose");
    this.#bringBack();
  }

  #bringBack() {
    if (this.#wasOn) void this.#context.local.setCamera(true);
    this.#wasOn = false;
  }

  /** @param {"choose" | "aim"} step */
  #step(step) {
    showOnly(this.#panel, "data-show-step", step);
    this.#tell("");
  }

  /** @param {"" | "sending" | "sent" | "failed"} state of the newest still */
  #tell(state) {
    showOnly(this.#panel, "data-show-state", state);
    if (state === "sending" || state === "") showOnly(this.#panel, "data-show-hint", "");
  }

  /** @param {number} done 0 to 1 */
  #progress(done) {
    /** @type {HTMLProgressElement} */ (part(this.#root, "show-progress")).value = done;
  }

  get #panel() {
    return /** @type {HTMLElement} */ (this.#root.querySelector(`[data-panel="${PANEL}"]`));
  }
}
