// Before the talk: does the camera see me, does the microphone hear me, do I hear the speaker? And always a way on without them.
import { browserKind } from "./browser_kind.js";
import { chosenDevices, chooseDevices, listDevices, openDevices } from "./devices.js";
import { part, showOnly } from "./partial.js";
import { LevelMeter, playTestTone } from "./sound_check.js";

/**
 * @typedef {import("./devices.js").Media} Media
 * @typedef {import("./devices.js").Problems} Problems
 * @typedef {"intro" | "asking" | "checked"} Step
 */

const LISTS = /** @type {const} */ ([
  ["camera", "videoinput"],
  ["microphone", "audioinput"],
  ["speaker", "audiooutput"],
]);

/** Dispatches "done" (detail {media}) when the person has chosen how to take part; `result` says the same. Never throws. */
export class DeviceCheck extends EventTarget {
  /** @type {{media: Media} | null} */
  result = null;
  #root;
  #meter = new LevelMeter();
  #stream = new MediaStream();
  #listening = new AbortController();
  /** Only the newest attempt to open devices counts. */
  #attempt = 0;
  #media;

  /**
   * @param {HTMLElement} element the partial, or something that contains it
   * @param {{media?: "camera" | "voice"}} options "voice": the camera is left alone
   */
  constructor(element, { media = "camera" } = {}) {
    super();
    this.#media = media;
    const inner = /** @type {HTMLElement | null} */ (element.querySelector("[data-device-check]"));
    this.#root = element.matches("[data-device-check]") ? element : inner ?? element;
  }

  /** Shows the check. The browser is asked at once only if it will not ask the person: otherwise words come first. */
  async start() {
    this.stop();
    this.result = null;
    this.#root.hidden = false;
    this.#listen();
    showOnly(this.#root, "data-browser", browserKind());
    this.#show("intro", {});
    const attempt = this.#attempt;
    if (!(await mayOpenUnasked())) return;
    if (attempt === this.#attempt) await this.#check();
  }

  /** Releases camera and microphone, and hides the check. */
  stop() {
    this.#attempt += 1;
    this.#listening.abort();
    this.#release();
    this.#root.hidden = true;
  }

  #listen() {
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    /** @type {[string, () => void][]} */
    const buttons = [
      ["begin", () => void this.#check()],
      ["again", () => void this.#check()],
      ["tone", () => void this.#playTone()],
      ["with-camera", () => this.#choose("camera")],
      ["with-voice", () => this.#choose("voice")],
      ["with-text", () => this.#choose("text")],
    ];
    for (const [name, act] of buttons) part(this.#root, name).addEventListener("click", act, { signal });
    for (const [name] of LISTS) part(this.#root, name).addEventListener("change", () => this.#chosen(name), { signal });
    navigator.mediaDevices?.addEventListener("devicechange", () => this.#plugged(), { signal });
  }

  async #check() {
    const attempt = ++this.#attempt;
    this.#release();
    this.#show("asking", {});
    const { stream, problems } = await openDevices(this.#media);
    if (attempt !== this.#attempt) return stream.getTracks().forEach((track) => track.stop());
    this.#stream = stream;
    this.#showPicture();
    this.#showLevel();
    this.#show("checked", problems);
    await this.#fillLists();
  }

  #showPicture() {
    const video = /** @type {HTMLVideoElement} */ (part(this.#root, "preview"));
    const [track] = this.#stream.getVideoTracks();
    video.hidden = !track;
    video.srcObject = track ? new MediaStream([track]) : null;
    if (track) video.play().catch(() => {});
  }

  #showLevel() {
    const bar = part(this.#root, "level");
    if (this.#stream.getAudioTracks().length === 0) return;
    this.#meter.start(this.#stream, (level, heard) => {
      bar.style.setProperty("--level", `${Math.round(level * 100)}%`);
      bar.setAttribute("aria-valuenow", String(Math.round(level * 100)));
      if (heard) part(this.#root, "heard").hidden = false;
    });
  }

  /**
   * @param {Step} step
   * @param {Problems} problems
   */
  #show(step, problems) {
    const checked = step === "checked";
    const camera = checked && this.#media === "camera" && !problems.video;
    const microphone = checked && !problems.audio;
    showOnly(this.#root, "data-step", step);
    showOnly(this.#root, "data-problem", describe(problems));
    part(this.#root, "heard").hidden = true;
    part(this.#root, "sound").hidden = !microphone;
    part(this.#root, "picture").hidden = this.#media !== "camera";
    part(this.#root, "picture-missing").hidden = !checked || camera;
    part(this.#root, "with-camera").hidden = !camera;
    part(this.#root, "with-voice").hidden = checked && !microphone;
    const first = camera ? "with-camera" : microphone ? "with-voice" : "with-text";
    for (const name of ["with-camera", "with-voice", "with-text"]) {
      const primary = checked && name === first;
      part(this.#root, name).classList.toggle("kern-btn--primary", primary);
      part(this.#root, name).classList.toggle("kern-btn--secondary", !primary);
    }
  }

  async #fillLists() {
    const chosen = chosenDevices();
    for (const [name, kind] of LISTS) {
      const devices = await listDevices(kind);
      const usable = devices.length > 1 && (name !== "speaker" || "setSinkId" in HTMLMediaElement.prototype);
      part(this.#root, `${name}-choice`).hidden = !usable;
      const select = /** @type {HTMLSelectElement} */ (part(this.#root, name));
      select.replaceChildren(...devices.map(({ label, deviceId }) => new Option(label, deviceId, false, deviceId === chosen[name])));
    }
  }

  /** @param {"camera" | "microphone" | "speaker"} name */
  #chosen(name) {
    chooseDevices({ [name]: /** @type {HTMLSelectElement} */ (part(this.#root, name)).value });
    if (name !== "speaker") void this.#check();
  }

  /** What was missing may have come; what was there may be gone. */
  #plugged() {
    const lively = this.#stream.getTracks().filter((track) => track.readyState === "live");
    if (lively.length < 2 && !part(this.#root, "checked").hidden) void this.#check();
    else void this.#fillLists();
  }

  async #playTone() {
    const button = /** @type {HTMLButtonElement} */ (part(this.#root, "tone"));
    button.disabled = true;
    await playTestTone();
    button.disabled = false;
  }

  /** @param {Media} media */
  #choose(media) {
    this.stop();
    this.result = { media };
    this.dispatchEvent(new CustomEvent("done", { detail: this.result }));
  }

  #release() {
    this.#meter.stop();
    this.#stream.getTracks().forEach((track) => track.stop());
    this.#stream = new MediaStream();
    /** @type {HTMLVideoElement} */ (part(this.#root, "preview")).srcObject = null;
  }
}

/** @param {Problems} problems @returns {string} the one thing to explain; what blocks both is explained once */
function describe({ audio, video }) {
  if (!audio && !video) return "none";
  const main = /** @type {string} */ (video ?? audio);
  if (main.startsWith("refused") || main === "insecure") return main;
  return video && audio ? `both-${main}` : `${video ? "video" : "audio"}-${main}`;
}

async function mayOpenUnasked() {
  try {
    const names = /** @type {PermissionName[]} */ (["camera", "microphone"]);
    const answers = await Promise.all(names.map((name) => navigator.permissions.query({ name })));
    return answers.every(({ state }) => state === "granted");
  } catch {
    return false;
  }
}
