// Showing one's screen, a window or a tab: letters stay sharp, and movement may stutter.
import { part, showOnly } from "./partial.js";

/** Pages are read, not watched. */
const FRAMES = { ideal: 10, max: 15 };

/** Telephones and terminals cannot. */
export function canShowScreen() {
  const isTerminal = document.documentElement.classList.contains("face-kiosk");
  return !isTerminal && typeof navigator.mediaDevices?.getDisplayMedia === "function" && Boolean(globalThis.RTCPeerConnection);
}

export class ScreenSharing {
  /** @type {MediaStream | null} */
  #media = null;
  #asking = false;
  #stopped = false;
  #root;
  #room;
  #notices;
  #listening = new AbortController();

  /** @param {import("./features.js").Context} context */
  constructor({ root, room, notices }) {
    this.#root = root;
    this.#room = room;
    this.#notices = notices;
    const { signal } = this.#listening;
    const button = part(root, "screen");
    button.hidden = !canShowScreen();
    button.addEventListener("click", () => (this.#media ? this.#end() : void this.#begin()), { signal });
    room.addEventListener("stream", (event) => this.#met(/** @type {CustomEvent} */ (event).detail.address), { signal });
    room.addEventListener("state", (event) => /** @type {CustomEvent} */ (event).detail.finished && this.#end(), { signal });
    room.addEventListener("left", () => this.#end(), { signal });
    this.#show();
  }

  stop() {
    this.#stopped = true;
    this.#listening.abort();
    this.#end();
  }

  /** The browser asks what is to be seen. Nobody is told anything when the person thinks better of it. */
  async #begin() {
    if (this.#asking) return;
    this.#asking = true;
    this.#notices.clear("screen-failed");
    try {
      this.#shown(await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: FRAMES }, audio: false }));
    } catch (error) {
      if (/** @type {Error} */ (error).name !== "NotAllowedError") this.#notices.show("screen-failed");
    }
    this.#asking = false;
  }

  /** @param {MediaStream} media */
  #shown(media) {
    this.#media = media;
    if (this.#stopped) return this.#end();
    for (const track of media.getVideoTracks()) {
      track.contentHint = "detail";
      track.addEventListener("ended", () => this.#end()); // by the browser's own button
    }
    this.#room.streams.publish("screen", media);
    this.#show();
  }

  #end() {
    const media = this.#media;
    this.#media = null;
    if (!media) return;
    media.getTracks().forEach((track) => track.stop());
    this.#room.streams.unpublish("screen");
    this.#show();
  }

  #show() {
    const isOn = this.#media !== null;
    const button = part(this.#root, "screen");
    button.setAttribute("aria-pressed", String(isOn));
    showOnly(button, "data-when", isOn ? "on" : "off");
    if (isOn) this.#notices.show("screen-on", () => this.#end());
    else this.#notices.clear("screen-on");
  }

  /** @param {{label: string}} address */
  #met({ label }) {
    if (label === "screen") this.#notices.show("screen-seen");
  }
}
