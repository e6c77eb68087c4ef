// What can be looked at together, drawn page by page: PDF (by PDF.js, without any script of the document) and pictures.

const PDFJS = new URL("../../../vendor/pdfjs/pdf.min.mjs", import.meta.url).href;
const WORKER = new URL("../../../vendor/pdfjs/pdf.worker.min.mjs", import.meta.url).href;
/** More than this, and telephones show nothing at all. */
const MOST_PIXELS = 12_000_000;

/**
 * @typedef {object} Source
 * @property {number} count of pages
 * @property {(page: number, width: number, canvas: HTMLCanvasElement, words: HTMLElement) => Promise<void>} draw `width` in CSS pixels
 * @property {() => void} close
 */

/**
 * Throws what the browser throws for a broken one; a PDF with a password too (`name` is "PasswordException").
 * @param {Blob} blob
 * @param {boolean} isPdf
 * @returns {Promise<Source>}
 */
export function opened(blob, isPdf) {
  return isPdf ? openedPdf(blob) : openedPicture(blob);
}

/** @param {Blob} blob @returns {Promise<Source>} */
async function openedPdf(blob) {
  const pdfjs = await import(PDFJS);
  pdfjs.GlobalWorkerOptions.workerSrc = WORKER;
  const data = new Uint8Array(await blob.arrayBuffer());
  const task = pdfjs.getDocument({ data, isEvalSupported: false, enableXfa: false, useWasm: false, stopAtErrors: false });
  const pdf = await task.promise;
  return {
    count: pdf.numPages,
    close: () => void task.destroy(),
    draw: (number, width, canvas, words) => drawnPdf(pdfjs, pdf, number, width, canvas, words),
  };
}

/**
 * @param {any} pdfjs
 * @param {any} pdf
 * @param {number} number
 * @param {number} width
 * @param {HTMLCanvasElement} canvas
 * @param {HTMLElement} words
 */
async function drawnPdf(pdfjs, pdf, number, width, canvas, words) {
  const page = await pdf.getPage(number);
  const natural = page.getViewport({ scale: 1 });
  const viewport = page.getViewport({ scale: width / natural.width });
  const sharp = page.getViewport({ scale: viewport.scale * density(viewport.width, viewport.height) });
  canvas.width = Math.floor(sharp.width);
  canvas.height = Math.floor(sharp.height);
  words.style.setProperty("--total-scale-factor", String(viewport.scale));
  words.style.setProperty("--scale-factor", String(viewport.scale));
  await page.render({ canvas, canvasContext: canvas.getContext("2d"), viewport: sharp }).promise;
  const content = page.streamTextContent({ includeMarkedContent: true });
  await new pdfjs.TextLayer({ textContentSource: content, container: words, viewport }).render();
}

/** @param {Blob} blob @returns {Promise<Source>} */
async function openedPicture(blob) {
  const picture = await createImageBitmap(blob);
  return {
    count: 1,
    close: () => picture.close(),
    draw: async (_page, width, canvas) => {
      const height = (width * picture.height) / picture.width;
      const scale = density(width, height);
      canvas.width = Math.max(1, Math.floor(width * scale));
      canvas.height = Math.max(1, Math.floor(height * scale));
      canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    },
  };
}

/** Pixels of the canvas for one of the page. @param {number} width @param {number} height */
function density(width, height) {
  return Math.min(devicePixelRatio || 1, Math.sqrt(MOST_PIXELS / (width * height)));
}
