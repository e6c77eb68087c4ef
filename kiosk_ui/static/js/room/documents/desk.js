// The clerk's desk for documents: stills from wherever they come, what has been shown, and copies that the citizen allows.
import { DocumentControls } from "../document_controls.js";
import { part } from "../partial.js";
import { StillViewer } from "../still_viewer.js";
import { CopyRequest } from "./copy_request.js";
import { Sightings } from "./sightings.js";

/** As large as a phone's camera makes it. */
const LARGEST_STILL = 40 * 1024 * 1024;
const LONGEST_SIDE = 20_000;

export class DocumentDesk {
  #viewer;
  #controls;
  #sightings;
  #copies;
  #end;
  #context;
  #listening = new AbortController();

  /** @param {import("../features.js").Context} context */
  constructor(context) {
    this.#context = context;
    const { root, room, options } = context;
    this.#viewer = new StillViewer(root);
    this.#controls = options.documents ? new DocumentControls(context, this.#viewer) : null;
    this.#sightings = new Sightings(context);
    this.#copies = new CopyRequest(context, this.#viewer);
    this.#end = room.wire.on("still", {
      offered: ({ from, payload, size }) => (from === "citizen" && isStill(payload) && size <= LARGEST_STILL ? null : "unwanted"),
      received: ({ payload }, blob) => this.#received(payload, blob),
    });
    part(root, "documents-toggle").hidden = false;
    const ask = part(root, "ask-document");
    ask.hidden = Boolean(options.documents); // at a terminal the clerk opens the camera
    ask.addEventListener("click", () => this.#ask(), { signal: this.#listening.signal });
  }

  stop() {
    this.#listening.abort();
    part(this.#context.root, "documents-toggle").hidden = true;
    this.#end();
    this.#controls?.stop();
    this.#sightings.stop();
    this.#copies.stop();
    this.#viewer.end();
  }

  #ask() {
    this.#context.room.wire.tell("document-ask", {}, { to: "citizen" });
    this.#context.notices.clear("document-ask-sent");
    this.#context.notices.show("document-ask-sent");
  }

  /**
   * @param {{width: number, height: number, kind: string}} payload
   * @param {Blob} blob
   */
  #received({ width, height, kind }, blob) {
    this.#viewer.show({ picture: new Blob([blob], { type: "image/jpeg" }), width, height }, "citizen");
    this.#sightings.suggest(kind);
  }
}

/** @param {any} payload */
function isStill(payload) {
  const isSide = (/** @type {unknown} */ side) => Number.isInteger(side) && Number(side) > 0 && Number(side) <= LONGEST_SIDE;
  return isSide(payload?.width) && isSide(payload?.height) && typeof payload?.kind === "string";
}
