// Where a picture of a document comes from: the camera of this phone, or a file. Everything that leaves the page is drawn anew,
// so that nothing but pixels is in it: no place, no device, no time (EXIF).

/** More pixels than this phones refuse to draw. */
const MOST_PIXELS = 12_000_000;
const QUALITY = 0.92;
/** Of the stream by which the other side helps to hold the document; the still has all pixels that the camera has. */
const STREAM = { facingMode: { ideal: "environment" }, width: { ideal: 1920 }, height: { ideal: 1080 }, frameRate: { ideal: 10 } };
/** A file is shown as a stream too: browsers send a canvas only when something is drawn on it. */
const REDRAW_MS = 500;
const STREAM_SIDE = 1280;

/** @typedef {import("../still.js").Still} Still */

export class SourceError extends Error {
  /** @param {"refused" | "missing_camera" | "busy" | "not_a_picture"} code */
  constructor(code) {
    super(code);
    this.code = code;
  }
}

/** @type {Record<string, SourceError["code"]>} by the name of the DOMException */
const REASONS = { NotAllowedError: "refused", SecurityError: "refused", NotReadableError: "busy", AbortError: "busy" };

/** The camera at the back. */
export class CameraSource {
  /** @param {MediaStream} stream */
  constructor(stream) {
    this.stream = stream;
    this.track = stream.getVideoTracks()[0];
    this.track.contentHint = "detail";
  }

  /** @throws {SourceError} */
  static async open() {
    try {
      return new CameraSource(await navigator.mediaDevices.getUserMedia({ video: STREAM }));
    } catch (error) {
      throw new SourceError(REASONS[/** @type {Error} */ (error).name] ?? "missing_camera");
    }
  }

  get hasTorch() {
    return "torch" in (this.track.getCapabilities?.() ?? {});
  }

  /** @param {boolean} on */
  setTorch(on) {
    return this.track.applyConstraints(/** @type {any} */ ({ advanced: [{ torch: on }] })).catch(() => {});
  }

  /** At the camera's full resolution where the browser can, else what its preview shows. @param {HTMLVideoElement} preview */
  async take(preview) {
    return (await this.#photo()) ?? cleaned(await createImageBitmap(preview));
  }

  close() {
    this.track.stop();
  }

  async #photo() {
    try {
      const capture = new /** @type {any} */ (globalThis).ImageCapture(this.track);
      const { imageWidth, imageHeight } = await capture.getPhotoCapabilities();
      const largest = imageWidth?.max ? { imageWidth: imageWidth.max, imageHeight: imageHeight.max } : {};
      return await cleaned(await bitmapOf(await capture.takePhoto(largest)));
    } catch {
      return null; // Firefox has no ImageCapture, and some cameras refuse
    }
  }
}

/** A picture that somebody has, or takes with the phone's own camera. */
export class FileSource {
  hasTorch = false;
  #bitmap;
  #canvas = document.createElement("canvas");
  #timer;

  /** @param {ImageBitmap} bitmap */
  constructor(bitmap) {
    this.#bitmap = bitmap;
    const scale = Math.min(1, STREAM_SIDE / Math.max(bitmap.width, bitmap.height));
    Object.assign(this.#canvas, { width: Math.round(bitmap.width * scale), height: Math.round(bitmap.height * scale) });
    this.#draw();
    this.stream = this.#canvas.captureStream();
    this.#timer = window.setInterval(() => this.#draw(), REDRAW_MS);
  }

  /** @param {File} file @throws {SourceError} */
  static async open(file) {
    return new FileSource(await bitmapOf(file));
  }

  async setTorch() {}

  take() {
    return cleaned(this.#bitmap);
  }

  close() {
    clearInterval(this.#timer);
    this.stream.getTracks().forEach((track) => track.stop());
    this.#bitmap.close();
  }

  #draw() {
    const pen = /** @type {CanvasRenderingContext2D} */ (this.#canvas.getContext("2d"));
    pen.drawImage(this.#bitmap, 0, 0, this.#canvas.width, this.#canvas.height);
  }
}

/**
 * Upright, as the picture itself says how it was held.
 * @param {Blob} blob
 * @throws {SourceError}
 */
async function bitmapOf(blob) {
  try {
    return await createImageBitmap(blob, { imageOrientation: "from-image" });
  } catch {
    throw new SourceError("not_a_picture");
  }
}

/**
 * Nothing but the pixels, as a JPEG.
 * @param {ImageBitmap} bitmap
 * @returns {Promise<Still>}
 */
async function cleaned(bitmap) {
  const scale = Math.min(1, Math.sqrt(MOST_PIXELS / (bitmap.width * bitmap.height)));
  const [width, height] = [Math.round(bitmap.width * scale), Math.round(bitmap.height * scale)];
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  canvas.getContext("2d")?.drawImage(bitmap, 0, 0, width, height);
  const picture = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
  if (!picture) throw new SourceError("not_a_picture");
  return { picture, width, height };
}
